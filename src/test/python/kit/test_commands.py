"""Commands of utilities as steps."""

import dagster as dg
import pytest
from conftest import Run, World
from dagster_project.singer import command_asset


def run(world: World, command: str | None, **config: object) -> Run:
    world.write()
    world.plugin(
        "utilities",
        "show",
        "fake_utility.py",
        {"secret": "correct horse"},
        env={"plugin": {"WORD": "two words"}, "environments": {}},
        commands={
            "say": {"args": "say $WORD 'and more'", "executable": None},
            "fail": {"args": "fail 7", "executable": None},
            "sleep": {"args": "sleep 60", "executable": None},
            "empty": {"args": "say $NOTHING", "executable": None},
            "where": {"args": "where", "executable": None},
        },
    )
    definition = command_asset("utilities", "show", command, key=("show", "x"), name="show__x")
    instance = dg.DagsterInstance.ephemeral()
    result = dg.materialize(
        [definition],
        instance=instance,
        raise_on_error=False,
        run_config={"ops": {"show__x": {"config": config}}},
    )
    return Run(result, instance)


def test_a_command(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    done = run(world, "say")

    assert done.success
    output = capfd.readouterr().err
    assert "show:say | ['say', 'two words', 'and more']" in output
    assert "show:say | token: ***" in output
    assert done.metadata["x"]["duration_seconds"].value > 0


def test_the_bare_executable(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(world, None).success
    assert "show | []" in capfd.readouterr().err


def test_a_command_runs_in_the_project(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(world, "where").success
    assert f"show:where | {world.root}" in capfd.readouterr().err


def test_a_command_that_fails(world: World) -> None:
    done = run(world, "fail")

    assert done.failure.startswith("utility `show:fail` ended with exit code 7")
    assert "it went wrong" in done.last_lines


def test_an_unknown_command(world: World) -> None:
    assert "has no command `sey`" in run(world, "sey").failure


def test_an_argument_that_is_empty(world: World) -> None:
    assert "the argument `$NOTHING` is empty" in run(world, "empty").failure


def test_the_time_limit_of_a_command(world: World) -> None:
    done = run(world, "sleep", time_limit_seconds=1)

    assert "the time limit of 1 s is over" in done.failure
    assert world.processes() == []
