"""The real Meltano, asked now, answers what is recorded."""

import os
from pathlib import Path

import cases
import pytest

PYTHON = Path(os.environ.get("MELTANO_PYTHON", "/nowhere"))
CASES = cases.all_cases()

pytestmark = pytest.mark.skipif(
    not cases.can_ask(PYTHON), reason="needs tools/setup meltano and ../shared/tools/meltano-oracle"
)


@pytest.fixture(scope="module")
def answers():
    """By name of the case; Meltano starts once for each moment that cases are asked at."""
    return {case.name: found for case, found in zip(CASES, cases.ask(CASES, PYTHON), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_meltano_answers_what_is_recorded(case, answers):
    live = case.written(answers[case.name])
    recorded = case.recorded()
    different = [
        pair for pair in zip(live.splitlines(), recorded.splitlines()) if len(set(pair)) > 1
    ]
    assert different[:5] == []
    assert live == recorded
