"""Random projects and catalogs beside the real Meltano; more of them in tools/campaigns."""

import both
import judged
import pytest

pytestmark = pytest.mark.skipif(
    not both.is_there(), reason="needs tools/setup meltano, a built target/m2d.jar and ../shared"
)
SEEDS = range(100)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Every kind by seed; Meltano starts once for each."""
    return {kind: judged.judge(kind, SEEDS, tmp_path_factory.mktemp(kind)) for kind in judged.KINDS}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", judged.KINDS)
def test_every_fact_is_meltanos(kind, seed, answers):
    total, found = answers[kind][seed]
    assert found == {}
    assert total > 0
