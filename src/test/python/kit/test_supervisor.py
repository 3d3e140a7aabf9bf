"""The supervisor by itself: what it starts, what it hands on, what it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import KIT, World

SUPERVISOR = KIT / "dagster_project" / "singer" / "supervisor.py"


def start(
    command: Sequence[str], folder: str = "-", **options: object
) -> tuple["subprocess.Popen[bytes]", int]:
    """Start a command and return its supervisor with the write end of the lifeline."""
    reading, writing = os.pipe()
    arguments = [sys.executable, "-I", "-S", str(SUPERVISOR), str(reading), folder, *command]
    process = subprocess.Popen(
        arguments, pass_fds=[reading], start_new_session=True, stderr=subprocess.PIPE, **options
    )
    os.close(reading)
    return process, writing


def shell(text: str) -> list[str]:
    return ["/bin/sh", "-c", text]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (shell("exit 0"), 0),
        (shell("exit 7"), 7),
        (shell("exit 255"), 255),
        (shell("kill -TERM $$"), -signal.SIGTERM),
        (shell("kill -KILL $$"), -signal.SIGKILL),
        (shell("kill -PIPE $$"), -signal.SIGPIPE),
        (shell("kill -INT $$"), -signal.SIGINT),
        (shell("kill -ABRT $$"), -signal.SIGABRT),
        (["/no/such/file"], 127),
        (["/etc/hostname"], 126),
    ],
)
def test_hands_on_how_the_process_ended(command: list[str], code: int) -> None:
    process, lifeline = start(command)

    assert process.wait(20) == code
    os.close(lifeline)


def test_says_why_nothing_was_started() -> None:
    process, lifeline = start(["/no/such/file"])

    assert process.communicate(timeout=20)[1] == (
        b"cannot start /no/such/file: No such file or directory\n"
    )
    os.close(lifeline)


def test_the_process_sees_its_own_streams_arguments_and_variables() -> None:
    text = 'cat; printf "%s|" "$@" >&1; env -0 | tr "\\0" "\\n" | sort'
    environment = {"A": "b c", "PYTHONPATH": "/x", "LC_ALL": "C.UTF-8"}
    process, lifeline = start(
        [*shell(text), "sh", "-x", "a b", "ü"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )

    output = process.communicate(b"in\n", timeout=20)[0].decode()

    assert output.startswith("in\n-x|a b|ü|A=b c\n")
    assert "PYTHONPATH=/x" in output
    os.close(lifeline)


def test_an_end_of_output_is_seen_before_the_end_of_the_process() -> None:
    process, lifeline = start(
        shell("exec >&-; sleep 30"), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )

    assert process.stdout is not None
    assert process.stdout.read() == b""
    assert process.poll() is None
    os.close(lifeline)
    process.wait(20)


def test_a_signal_for_the_whole_group() -> None:
    child = "trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.05; done"
    process, lifeline = start(
        shell(f'trap "wait; exit 3" TERM; sh -c "{child}" & wait'), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"

    os.write(lifeline, bytes([signal.SIGTERM]))

    assert process.stdout.read() == b"child\n"
    assert process.wait(20) == 3
    os.close(lifeline)


@pytest.mark.parametrize("leave", ["exec sleep 60", "sleep 61 & setsid sleep 62 & sleep 63"])
def test_the_end_of_the_owner_is_the_end_of_everything(
    world: World, tmp_path: Path, leave: str
) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "config.json").write_text("secret")
    process, lifeline = start(shell(leave), str(folder))
    world.wait_for(lambda: len(world.processes()) >= (2 if "exec" in leave else 5))

    os.close(lifeline)

    process.wait(5)
    world.wait_for(lambda: not world.processes())
    assert not folder.exists()


def test_what_a_process_leaves_behind_ends_with_it(world: World) -> None:
    process, lifeline = start(shell("sleep 60 & exit 4"))

    assert process.wait(20) == 4
    world.wait_for(lambda: not world.processes())
    os.close(lifeline)


def test_signals_that_the_owner_ignores_reach_the_process() -> None:
    """Whatever a script starts in the background, Dagster too, ignores SIGINT for ever."""
    ignored = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM]

    def ignore() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)

    text = "sed -n 's/^Sig\\(Ign\\|Blk\\):[[:space:]]*//p' /proc/self/status"
    process, lifeline = start(shell(text), stdout=subprocess.PIPE, preexec_fn=ignore)

    blocked, ignored_now = (int(line, 16) for line in process.communicate(timeout=20)[0].split())
    assert blocked & 0xFFFF == 0
    assert ignored_now & 0xFFFF == 0
    os.close(lifeline)


def test_a_folder_below_the_private_folder_goes_too(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "private"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "token.json").write_text("secret")
    (folder / "config.json").write_text("secret")
    process, lifeline = start(["/bin/sleep", "60"], str(folder))
    world.wait_for(lambda: any("/bin/sleep" in line for line in world.processes()))

    os.close(lifeline)
    process.wait(20)

    assert not folder.exists()


def test_a_process_in_a_group_of_its_own_ends_with_the_one_that_left_it(world: World) -> None:
    process, lifeline = start(["/bin/bash", "-c", "set -m; sleep 60 & exit 4"])

    assert process.wait(20) == 4
    world.wait_for(lambda: not world.processes())
    os.close(lifeline)


LEAVES = "(setsid sleep 60 &)"  # to another session, and its parent ends


@pytest.mark.parametrize("ending", ["exit 3", "kill -PIPE $$", "kill -KILL $$"])
def test_what_left_the_session_ends_with_a_process_that_fails(world: World, ending: str) -> None:
    process, lifeline = start(shell(f"{LEAVES}; sleep 0.2; {ending}"))

    assert process.wait(20) != 0
    world.wait_for(lambda: not world.processes())
    os.close(lifeline)


def test_what_left_the_session_ends_with_a_process_that_is_asked_to_end(world: World) -> None:
    process, lifeline = start(
        shell(f"trap 'exit 0' TERM; {LEAVES}; echo ready; while :; do sleep 0.05; done"),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()

    os.write(lifeline, bytes([signal.SIGTERM]))

    assert process.wait(20) == 0
    world.wait_for(lambda: not world.processes())
    os.close(lifeline)


def test_what_left_the_session_on_purpose_outlives_a_process_that_ends_well(
    world: World, tmp_path: Path
) -> None:
    left = tmp_path / "left"
    tunnel = f"setsid sh -c '> {left}; exec sleep 60'"
    process, lifeline = start(shell(f"({tunnel} &); until [ -e {left} ]; do sleep 0.05; done"))

    assert process.wait(20) == 0

    [alive] = world.processes()
    os.close(lifeline)
    os.kill(int(alive.split()[0]), signal.SIGKILL)
