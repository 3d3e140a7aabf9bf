"""Lines, floods, files and stores at their limits: the run ends well or names the cause, and no state is ahead."""

import json
import signal
import threading
import time
from pathlib import Path

import pytest
from conftest import BOTH, ENDLESS, MARK, World
from dagster_project.singer import state

STATE_ID = "dev:tap-fake-to-target-fake"


def test_a_line_of_50_megabytes(world: World) -> None:
    size = 50 * 1024 * 1024 - 200
    world.steps(
        ["schema", "users"], ["schema", "orders"], ["records", "users", 1, size], MARK
    ).write()

    run = world.materialize()

    assert run.success
    assert run.records == {"users": 1, "orders": 0}
    assert world.loaded.stat().st_size > size
    assert world.processes() == []
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_a_line_beyond_the_limit(world: World) -> None:
    size = 50 * 1024 * 1024
    ahead = ["state", {"bookmarks": {"users": 2}}]
    world.steps(["schema", "users"], MARK, ["records", "users", 1, size], ahead).write()

    run = world.materialize()

    assert world.state() in (None, {"completed": {"singer_state": MARK[1]}, "partial": {}})
    assert run.failure.startswith("Output line length limit exceeded: extractor `tap-fake`")
    assert "of stream `users`" in run.failure
    assert "elt.buffer_size" in run.failure
    assert world.processes() == []


def test_the_limit_is_a_setting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MELTANO_ELT_BUFFER_SIZE", "2000")
    world.steps(["schema", "users"], ["records", "users", 1, 1001]).write()

    run = world.materialize()

    assert "longer than 1000 bytes" in run.failure


def test_a_flood_on_standard_error(world: World) -> None:
    line = "x" * 999 + "\n"
    world.steps(
        ["error", line, 50_000], ["error", "y" * 1000, 5_000], *BOTH, ["error", "end"]
    ).write()

    before = peak_memory()
    run = world.materialize()

    assert run.success, run.failure
    assert world.processes() == []
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7}}
    assert peak_memory() - before < 40_000  # kB


def peak_memory() -> int:
    """Most memory this process has had, in kB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    raise AssertionError("no VmHWM")


def test_the_target_cannot_write(world: World) -> None:
    world.steps(["stream", "users"], MARK, ["records", "users", 100_000], MARK).write()

    process = world.in_the_background("in_process", "--limit", "1000000")
    assert process.wait(120) == 1

    report = json.loads((world.root / "report.json").read_text())
    assert report["failure"].startswith("loader `target-fake` ended with exit code")
    assert "File too large" in report["last_lines"]
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_the_files_of_the_plugins_cannot_be_written(world: World) -> None:
    world.steps(["stream", "users"], MARK).write()

    process = world.in_the_background("in_process", "--limit", "300")
    assert process.wait(120) == 1

    report = json.loads((world.root / "report.json").read_text())
    assert "cannot be written for the plugin: File too large" in report["failure"]
    assert world.state() is None
    assert world.processes() == []


def test_the_state_cannot_be_written(world: World) -> None:
    world.steps(["stream", "users"], MARK, ["sleep", 1], ["state", {"bookmarks": "x" * 5000}])
    world.steps(*world.tap["steps"], ENDLESS).write()

    process = world.in_the_background("in_process", "--state-limit", "3000")
    assert process.wait(120) == 1

    report = json.loads((world.root / "report.json").read_text())
    assert "cannot be used: File too large" in report["failure"]
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}


def test_the_state_is_never_ahead_of_the_target(world: World) -> None:
    """The tap is far ahead of a slow target when the worker is killed."""
    steps = []
    for number in range(200):
        steps += [["records", "users", 10], ["state", {"bookmarks": {"users": number}}]]
    world.target["pause"] = 0.01
    world.steps(["schema", "users"], *steps, ["sleep", 60]).write()
    process = world.in_the_background("in_process")

    def stored() -> int:
        state = world.state()
        return state["completed"]["singer_state"]["bookmarks"]["users"] if state else -1

    world.wait_for(lambda: stored() >= 2, 60)

    process.kill()
    process.wait(60)
    world.wait_for(lambda: not world.processes())

    text = world.loaded.read_text()
    written = [line for line in text.splitlines() if '"STATE"' in line and line.endswith("}")]
    assert 2 <= stored() <= json.loads(written[-1])["value"]["bookmarks"]["users"]
    assert stored() < 199


def test_a_slow_store_gets_the_last_state(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write = state.replace_text
    monkeypatch.setattr("dagster_project.singer.state_lines.JOIN_SECONDS", 0.05)
    monkeypatch.setattr(state, "replace_text", lambda *text: (time.sleep(1), write(*text)))
    world.steps(*BOTH).write()

    run = world.materialize()

    assert run.success
    assert run.metadata["users"]["bookmark"].value == "7"
    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 7}}


def test_a_store_that_does_not_answer_fails_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr("dagster_project.singer.state_lines.JOIN_SECONDS", 0.05)
    monkeypatch.setattr("dagster_project.singer.state_lines.STORE_SECONDS", 0.2)
    monkeypatch.setattr(state, "replace_text", lambda *_: answers.wait(30))
    world.steps(*BOTH).write()

    run = world.materialize()
    answers.set()

    assert run.failure.startswith("the state store does not answer")


def test_terminate_while_a_state_is_stored(world: World) -> None:
    world.steps(["stream", "users"], MARK, ENDLESS).write()
    process = world.in_the_background("in_process", "--state-pause", "3")
    world.wait_for(lambda: (world.output / "state" / STATE_ID / "lock").exists(), 60)

    process.send_signal(signal.SIGTERM)
    process.wait(60)

    assert world.state()["completed"]["singer_state"] == {"bookmarks": {"users": 1}}
    assert [path.name for path in (world.output / "state" / STATE_ID).iterdir()] == ["state.json"]
