"""Commands of a side: measured and ended with all they start, told of when they fail."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from world import WORK, World

from dagster_project.parallel_run import processes, side_run
from dagster_project.parallel_run.bundle import Bundle
from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.measure import Watch, run_measured
from dagster_project.parallel_run.processes import words
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.scenarios import Phase
from dagster_project.parallel_run.side_run import LAST_LINES, SideRunner
from dagster_project.parallel_run.sides import Side
from dagster_project.parallel_run.workspace import Workspace
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor


def test_a_command_is_measured_with_its_children(tmp_path: Path) -> None:
    """Memory and CPU of the whole tree, and what it prints."""
    child = "x = bytearray(60_000_000); sum(range(3_000_000)); import time; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}]); print(7)"
    log = tmp_path / "log"
    argv = [sys.executable, "-c", parent]
    done = run_measured(argv, env=os.environ, cwd=tmp_path, log=log, watch=Watch())
    assert done.exit_code == 0
    assert done.wall_seconds >= 0.5
    assert done.cpu_seconds > 0
    assert log.read_text(encoding="utf-8") == "7\n"
    if Path("/proc").is_dir():
        assert done.peak_bytes > 60_000_000


def test_a_long_command_is_told_of(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise nobody knows whether it hangs."""
    monkeypatch.setattr(side_run, "PATIENCE_SECONDS", 0.05)
    world.write()
    project, said = Project.load(), []
    side = Workspace(project).side("control")
    side.path.mkdir(parents=True)
    command = (sys.executable, "-c", "import time; time.sleep(1)")
    run = Run(Side("control", side, Isolation("control"), (command,), dict(os.environ), tmp_path))
    run.log.touch()
    bundle = Bundle(tmp_path / "runs", Redactor([]))
    SideRunner(project, WORK, bundle, said.append).run_phase("control", run, Phase())
    assert any(line.startswith("control: still running after ") for line in said)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found by /proc")
def test_the_target_is_killed_at_the_sign(tmp_path: Path) -> None:
    """Only what runs from the folder of the target."""
    target, sign = tmp_path / "bin" / "target", tmp_path / "sign"
    target.parent.mkdir()
    target.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    target.chmod(0o700)
    sign.touch()
    watch = Watch((target.parent,), (target.parent,), sign)
    begin = time.monotonic()
    argv = ["/bin/sh", "-c", f"{target}; exit 3"]
    done = run_measured(argv, env=os.environ, cwd=tmp_path, log=tmp_path / "log", watch=watch)
    assert done.killed
    assert done.exit_code == 3
    assert done.startup_seconds is not None
    assert time.monotonic() - begin < 30


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found by /proc")
def test_a_plugin_is_seen_whose_process_was_seen_before(tmp_path: Path) -> None:
    """A child is a copy of its parent first, on a busy machine for long."""
    plugin = tmp_path / "bin" / "tap"
    plugin.parent.mkdir()
    plugin.symlink_to("/bin/sleep")
    argv = ["/bin/sh", "-c", f"(sleep 0.5; exec {plugin} 0.5); exit 0"]
    watch = Watch((plugin.parent,))
    done = run_measured(argv, env=os.environ, cwd=tmp_path, log=tmp_path / "log", watch=watch)
    assert done.startup_seconds is not None
    assert done.startup_seconds >= 0.5


def test_an_interrupt_while_a_command_starts_leaves_no_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes when the child is there and nobody knows its number yet."""
    children: list[subprocess.Popen] = []

    class Interrupted(subprocess.Popen):
        """Ctrl-C at the worst moment."""

        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # ty: ignore[no-matching-overload]
            children.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(KeyboardInterrupt):
        run_measured(argv, env=os.environ, cwd=tmp_path, log=tmp_path / "log", watch=Watch())
    [child] = children
    assert child.returncode is not None
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found by /proc")
def test_an_interrupt_ends_children_in_sessions_of_their_own(tmp_path: Path) -> None:
    """Plugins run in such, and would not hear of the Ctrl-C."""
    sleeper = f"{sys.executable} -c 'import time; time.sleep(61)'"
    number = tmp_path / "number"
    script = f"setsid {sleeper} & echo $! > {number}.part; mv {number}.part {number}; wait"

    def interrupt() -> None:
        while not number.exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        processes.run(["/bin/sh", "-c", script])
    deadline, pid = time.monotonic() + 10, int(number.read_text(encoding="utf-8"))
    while any("sleep(61)" in word for word in words(pid)):
        assert time.monotonic() < deadline, "the child of the child is still there"
        time.sleep(0.05)


def test_a_side_that_fails_is_told_with_the_end_of_its_log(world: World, tmp_path: Path) -> None:
    """Without secrets, and with the place of the whole log."""
    world.write()
    project = Project.load()
    bundle, lines = Bundle(tmp_path / "runs", Redactor(["s3cret"])), []
    folder = Workspace(project).side("control")
    folder.path.mkdir(parents=True)
    script = "seq 100; echo; echo 'no password s3cret for you' >&2; seq -f '  frame %g' 99; exit 3"
    command = ("/bin/sh", "-c", script)
    run = Run(Side("control", folder, Isolation("control"), (command,), os.environ, tmp_path))
    run.log.touch()
    SideRunner(project, WORK, bundle, lines.append).run_phase("control", run, Phase())
    assert run.broken
    log = bundle.path / "control" / "log.txt"
    assert lines[1] == f"control: exit code 3; the end of its log, {log}:"
    assert len(lines) == 2 + LAST_LINES
    assert lines[-2:] == ["  100", "  no password *** for you"]
    assert "s3cret" not in "\n".join(lines) + log.read_text(encoding="utf-8")
