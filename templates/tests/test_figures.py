"""What was measured, in words, in docs/parallel-run.md."""

import json
from pathlib import Path

import pytest
from parity_bundle import CONTRACT, PairBundle
from world import World

from dagster_project.parallel_run.figures import BEGIN, END, Measuring, interval, rewrite


@pytest.fixture
def page(world: World) -> Path:
    """The page of a project without pairs."""
    world.write().yaml("parity.yaml", CONTRACT)
    path = world.output / "docs" / "parallel-run.md"
    path.parent.mkdir()
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    return path


def test_without_pairs(page: Path, world: World) -> None:
    """The rest of the page stays."""
    assert rewrite(world.output)
    assert page.read_text() == f"before\n{BEGIN}\nNothing measured yet.\n{END}\nafter\n"


def test_a_page_without_the_markers_stays(page: Path, world: World) -> None:
    """It is the owner's."""
    page.write_text("mine")
    assert not rewrite(world.output)
    assert page.read_text() == "mine"
    page.unlink()
    assert not rewrite(world.output)


def test_one_pair(page: Path, world: World) -> None:
    """Too few for an interval."""
    PairBundle(world).write()
    rewrite(world.output)
    assert (
        "Job `nightly`, mode live, scenario full: 1 pair on 2026-01-10; 1 equal. This project "
        "worked for 8.00 s where Meltano worked for 10.0 s: 20 % faster (ratio 0.80, too few "
        "pairs for an interval). Before that, 1.00 s and 1.00 s were start-up. What a side "
        "does after its last row counts as work, and with Dagster it takes some seconds whatever "
        "was loaded: of work as short as this it says more than of a large load. Memory at most "
        "200 MB and 200 MB. Rows a second 50 and 40."
    ) in page.read_text()


@pytest.mark.parametrize(
    ("seconds", "rate"),
    [(400.0, "Rows a second 1 and 1."), (900.0, "Rows a second 0.44 and 0.44.")],
)
def test_long_work_and_slow_rows(page: Path, world: World, seconds: float, rate: str) -> None:
    """A rate below ten is no whole number; long work is mostly that of the rows."""
    bundle = PairBundle(world)
    bundle.seconds = (seconds, seconds)
    bundle.write()
    rewrite(world.output)
    assert rate in page.read_text()
    assert "after its last row" not in page.read_text()


def test_work_is_not_compared_with_a_whole_time(page: Path, world: World) -> None:
    """Where the start of one side was not seen, neither's is taken off."""
    run = PairBundle(world).write().path / "control" / "run.json"
    run.write_text(json.dumps({**json.loads(run.read_text()), "startupSeconds": None}))
    rewrite(world.output)
    text = page.read_text()
    assert "worked for 9.00 s where Meltano worked for 11.0 s: 18 % faster" in text
    assert "In 1 pair whole times count, as the start of a side was not seen." in text
    assert "were start-up" not in text


def test_many_pairs(page: Path, world: World) -> None:
    """The first warms the caches and does not count; pairs of Meltano with itself neither."""
    for number, seconds in enumerate((99.0, 11.0, 11.0, 12.0, 10.0, 11.0), 1):
        bundle = PairBundle(world, number)
        bundle.seconds = (10.0, seconds)
        bundle.streams["raw/users"] = "different" if number == 2 else "equal"
        bundle.write()
    noise = PairBundle(world, 7)
    noise.mode = "noise"
    noise.write()
    rewrite(world.output)
    text = page.read_text()
    assert "6 pairs on 2026-01-10; 5 equal, 1 different." in text
    assert (
        "10 % slower (median of the ratios 1.10, with 95 % between 1.00 and 1.20, 5 pairs)" in text
    )


def test_the_contract_says_how_many_pairs_and_how_sure(page: Path, world: World) -> None:
    """The numbers are those of the last pair's parity.yaml."""
    gate = {"perf_pairs": 3, "perf_warm_up": 2, "perf_confidence": 0.4}
    world.yaml("parity.yaml", {**CONTRACT, "gate": gate})
    for number, seconds in enumerate((99.0, 98.0, 11.0, 12.0, 10.0), 1):
        bundle = PairBundle(world, number)
        bundle.seconds = (10.0, seconds)
        bundle.write()
    rewrite(world.output)
    assert "with 40 % between 1.10 and 1.10, 3 pairs)" in page.read_text()


def test_the_interval_holds_the_median() -> None:
    """The same on each run."""
    measuring = Measuring()
    assert interval([1.0] * 4, measuring) is None
    assert interval([1.0] * 5, measuring) == (1.0, 1.0)
    low, high = interval([0.9, 1.0, 1.1, 1.2, 1.3], measuring) or (0.0, 0.0)
    assert 0.9 <= low <= 1.1 <= high <= 1.3
    assert interval([0.9, 1.1], Measuring(pairs=2)) is not None
