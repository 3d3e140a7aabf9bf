"""What happens when something ends before its time: nothing is left running, and the cause is named."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from conftest import BOTH, ENDLESS, MARK, MARKER, World
from dagster_project.singer.process import Events, Process


@pytest.mark.parametrize("executor", ["in_process", "multiprocess"])
def test_terminate(world: World, executor: str) -> None:
    world.steps(["stream", "users"], MARK, ["children", 60], ENDLESS).write()
    process = world.in_the_background(executor)
    world.wait_for(lambda: world.is_running() and world.state(), 60)

    process.send_signal(signal.SIGTERM)
    process.wait(60)

    world.wait_for(lambda: not world.processes())
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}
    assert not list(Path(os.environ["TMPDIR"]).glob("m2d-*"))


@pytest.mark.parametrize("executor", ["in_process", "multiprocess"])
def test_the_worker_is_killed(world: World, executor: str) -> None:
    world.steps(["stream", "users"], MARK, ["children", 60], ENDLESS).write()
    process = world.in_the_background(executor)
    world.wait_for(lambda: world.is_running() and world.state(), 60)
    workers = [line for line in world.processes() if "fake" not in line and "sleep" not in line]

    for line in workers:
        if "supervisor.py" not in line:
            os.kill(int(line.split()[0]), signal.SIGKILL)
    process.wait(60)

    world.wait_for(lambda: not world.processes())
    world.wait_for(lambda: not list(Path(os.environ["TMPDIR"]).glob("m2d-*")))
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_supervisor_is_killed(world: World, number: signal.Signals) -> None:
    world.steps(["stream", "users"], MARK, ["sleep", 60]).write()
    process = world.in_the_background("in_process", "--limit", "1000000000")
    world.wait_for(lambda: world.state() and len(world.processes()) >= 5, 60)
    [supervisor] = [
        line.split()[0]
        for line in world.processes()
        if "supervisor.py" in line and "tap-fake" in line
    ]

    os.kill(int(supervisor), number)

    assert process.wait(60) == 1
    report = json.loads((world.root / "report.json").read_text())
    assert report["failure"].startswith(f"extractor `tap-fake` was ended by {number.name}")
    world.wait_for(lambda: not [line for line in world.processes() if "fake" in line])
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_a_second_signal_does_not_stop_the_cleaning(world: World) -> None:
    world.steps(["stream", "users"], ["stubborn"], ENDLESS).write()
    process = world.in_the_background("in_process")
    world.wait_for(lambda: world.is_running(), 60)

    for _ in range(4):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
    process.wait(60)

    world.wait_for(lambda: not world.processes())
    assert not list(Path(os.environ["TMPDIR"]).glob("m2d-*"))


def test_the_time_limit(world: World) -> None:
    world.steps(["stream", "users"], ["stream", "orders"], MARK, ["sleep", 60]).write()

    run = world.materialize(time_limit_seconds=5)

    assert run.failure.startswith("the time limit of 5 s is over")
    assert world.processes() == []


def test_the_target_dies_first(world: World) -> None:
    world.target |= {"fail_after": 5, "code": 4}
    world.steps(["stream", "users"], MARK, ENDLESS).write()

    run = world.materialize()

    assert run.failure.startswith("loader `target-fake` ended with exit code 4")
    assert "the table is locked" in run.last_lines
    assert world.processes() == []
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_the_target_dies_while_the_tap_is_silent(world: World) -> None:
    world.target |= {"fail_after": 1}
    world.steps(["stream", "users"], ["sleep", 60]).write()

    run = world.materialize()

    assert run.failure.startswith("loader `target-fake` ended with exit code 1")


def test_the_target_leaves_early_without_an_error(world: World) -> None:
    world.target |= {"fail_after": 5, "code": 0}
    world.steps(["stream", "users"], ENDLESS).write()

    run = world.materialize()

    assert run.failure.startswith(
        "loader `target-fake` stopped reading before the extractor `tap-fake` had finished"
    )


def test_the_target_closes_its_input(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.singer.pipe.LEAVE_SECONDS", 1.0)
    world.target |= {"stop_after": 5}
    world.steps(["stream", "users"], ENDLESS).write()

    run = world.materialize()

    assert run.failure.startswith("loader `target-fake` stopped reading")
    assert world.processes() == []


def test_the_tap_stays_after_its_output(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.singer.pipe.LEAVE_SECONDS", 0.5)
    close = ["stream", "users", 2], ["stream", "orders"], ["close"], ["sleep", 60]
    world.steps(*close).write()

    run = world.materialize()

    assert run.success
    assert "extractor `tap-fake` did not end after its output; it was ended" in run.log
    assert run.records == {"users": 2, "orders": 0}


@pytest.mark.parametrize(
    ("step", "ending"),
    [
        (["leave", 3], "ended with exit code 3"),
        (["kill", 9], "was ended by SIGKILL (often the system, short of memory)"),
        (["kill", 11], "was ended by SIGSEGV"),
        (["kill", 15], "was ended by SIGTERM"),
    ],
)
def test_the_tap_dies(world: World, step: list[object], ending: str) -> None:
    said = ["error", "no such table: orders\n"]
    world.steps(["stream", "users", 3], MARK, said, step).write()

    run = world.materialize()

    assert run.failure.startswith(f"extractor `tap-fake` {ending}")
    assert "no such table: orders" in run.last_lines
    # The target got the end of its input and finished: what it confirmed is kept.
    assert world.loaded.read_text().count('"RECORD"') == 3
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_both_fail_and_the_first_is_named(world: World) -> None:
    world.target |= {"end_code": 9}
    world.steps(["stream", "users"], ["leave", 3]).write()

    run = world.materialize()

    assert run.failure.startswith("extractor `tap-fake` ended with exit code 3")
    assert "loader `target-fake` failed as well" in run.failure


def test_the_first_cause_is_named_when_its_end_is_told_late(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output of the tap ends, the target fails, and only then the end of the tap is noticed."""
    wait = Process._wait

    def late(process: Process, events: Events) -> None:
        if process.command.role == "extractor":
            assert process._child is not None
            process._child.wait()
            time.sleep(0.7)
        wait(process, events)

    monkeypatch.setattr(Process, "_wait", late)
    world.target |= {"end_code": 9}
    world.steps(
        ["stream", "users"], ["error", "Broken pipe of the database\n"], ["leave", 3]
    ).write()

    run = world.materialize()

    assert run.failure.startswith("extractor `tap-fake` ended with exit code 3")
    assert "loader `target-fake` failed as well" in run.failure


def test_a_mapper_dies(world: World) -> None:
    world.steps(["stream", "users"], ENDLESS).write()
    config = {"fail_after": 10, "code": 6}
    world.plugin("mappers", "mapper-fake", "fake_mapper.py", {}, mappings={"hide": config})
    pipeline = world.pipeline(mappings=("hide",), mappers=("mapper-fake",))

    run = world.materialize(pipeline)

    assert run.failure.startswith("mapper `mapper-fake` ended with exit code 6")
    assert "the mapper gives up" in run.last_lines


def test_discovery_fails(world: World) -> None:
    world.tap["no_discovery"] = True
    world.steps(["stream", "users"]).write()

    run = world.materialize()

    assert run.failure.startswith("extractor `tap-fake` ended with exit code 5")
    assert "no connection" in run.last_lines


def test_an_error_of_the_kit_itself_stops_everything(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("dagster_project.singer.bookmarks.StateStore.write", broken)
    world.steps(["stream", "users"], MARK, ENDLESS).write()

    run = world.materialize()

    assert "disk on fire" in run.failure
    assert world.processes() == []


def test_outside_of_the_main_thread(world: World) -> None:
    """Signals can only be handled in the main thread; everything else works in any."""
    world.target |= {"fail_after": 5}
    world.steps(["stream", "users"], ENDLESS).write()
    runs = []
    thread = threading.Thread(target=lambda: runs.append(world.materialize()))
    thread.start()
    thread.join(60)

    assert runs[0].failure.startswith("loader `target-fake` ended with exit code 1")


def test_the_marker_is_on_every_process(world: World) -> None:
    """The test of the tests: a process that is left would be found."""
    started = subprocess.Popen(["sleep", "30"])
    try:
        assert os.environ[MARKER] == world.marker
        assert [line.split()[0] for line in world.processes()] == [str(started.pid)]
    finally:
        started.kill()
        started.wait()


def test_the_next_run_names_the_killed_one(world: World) -> None:
    world.steps(["stream", "users"], MARK, ENDLESS).write()
    process = world.in_the_background("in_process")
    world.wait_for(lambda: world.is_running() and world.state(), 60)
    process.kill()
    process.wait(60)
    world.steps(*BOTH).write()

    run, after = world.materialize(), world.materialize()

    assert run.success
    assert "was ended from outside" in run.log
    assert world.trace[-3]["state"] == {"bookmarks": {"users": 1}}
    assert "was ended from outside" not in after.log


def test_a_second_run_with_the_same_state_is_refused(world: World) -> None:
    world.steps(["stream", "users"], ENDLESS).write()
    process = world.in_the_background("in_process")
    world.wait_for(lambda: world.is_running(), 60)

    run = world.materialize()
    process.terminate()
    process.wait(60)

    assert run.failure.startswith("Another `dev:tap-fake-to-target-fake` pipeline is already")
