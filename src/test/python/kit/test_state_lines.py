"""What a target prints that is no state: told, and never stored."""

import pytest
from conftest import BOTH, World
from dagster_project.singer.state_lines import StateLines

GARBAGE = ("hello", "{}", "null", '"text"')


@pytest.mark.parametrize("garbage", GARBAGE)
def test_output_that_is_no_state_is_told_beside_a_state(garbage: str) -> None:
    """Also where it arrives at once with a later state, which alone counts."""
    states, warnings = [], []
    lines = StateLines(states.append, warnings.append)
    lines.feed(f'{garbage}\n{{"at": 1}}\n{{"at": 2}}\n'.encode())
    assert states == [{"at": 2}]
    assert len(warnings) == 1
    assert "the target printed" in warnings[0]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_output_that_is_no_state(world: World, garbage: str) -> None:
    world.target["garbage"] = garbage
    world.steps(*BOTH).write()

    run = world.materialize()

    assert run.success
    assert "the target printed" in run.log
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7}}
