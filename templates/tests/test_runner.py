"""migration.yaml says who runs a pipeline; the assets stay the same."""

import json
from pathlib import Path

import pytest
from world import World, failure, materialized


@pytest.fixture
def calls(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which a stand-in for `meltano` notes its calls."""
    path = world.root / "calls.jsonl"
    monkeypatch.setenv("FAKE_MELTANO_CALLS", str(path))
    monkeypatch.setenv("M2D_MELTANO", str(world.script("meltano", "fake_meltano.py")))
    world.steps = [["stream", "users", 1], ["stream", "orders", 1]]
    world.write()
    return path


def test_singer_runs_tap_and_target(world: World, calls: Path) -> None:
    """Meltano is not called."""
    world.switch("singer")
    result = world.run()
    assert result.success, failure(result)
    assert materialized(result) == {"users": 1, "orders": 1}
    assert not calls.exists()


def test_meltano_runs_the_pair(world: World, calls: Path) -> None:
    """The tap is not started; one `meltano run` of the pair is."""
    world.switch("meltano")
    result = world.run()
    assert result.success, failure(result)
    [arguments] = [json.loads(line) for line in calls.read_text().splitlines()]
    assert "run" in arguments
    assert arguments[-2:] == ["tap-fake", "target-fake"]
    assert world.loaded == []


def test_an_unknown_runner_is_an_error(world: World, calls: Path) -> None:
    """A typing error must not run the wrong thing; the message names its place."""
    world.switch("meltanoo")
    result = world.run()
    assert not result.success
    assert "migration.yaml, line 4" in failure(result)
    assert "meltanoo" in failure(result)
    assert not calls.exists()
    assert world.loaded == []
