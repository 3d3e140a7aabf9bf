"""The real tap-csv and target-postgres, run now, do what is recorded."""

import cases
import pytest
import real


@pytest.mark.parametrize("case", cases.cases(), ids=lambda case: case.name)
def test_the_real_connectors_do_what_is_recorded(
    case: cases.Case, connectors: real.Connectors
) -> None:
    live = cases.written(connectors.answers(case))
    recorded = case.recorded()
    pairs = zip(live.splitlines(), recorded.splitlines())
    assert [pair for pair in pairs if len(set(pair)) > 1][:5] == []
    assert live == recorded
