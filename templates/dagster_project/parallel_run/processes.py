"""Commands that end with this process: whenever an interrupt comes, none of them is left behind."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, TypeVar

# A terminal that is closed hangs up; what is to outlive it, as by `nohup`, ignores that.
HANG_UPS = tuple(
    number for number in (signal.SIGHUP,) if signal.getsignal(number) is not signal.SIG_IGN
)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, *HANG_UPS)
INTERVAL_SECONDS = 0.1
GRACE_SECONDS = 5.0
T = TypeVar("T")


@contextlib.contextmanager
def held() -> Generator[None, None, None]:
    """Let an interrupt wait until the end of the block, so that nothing is half done by then."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals arrive in the main thread only
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda one, _: came.append(one)) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def attended(
    argv: Sequence[str],
    wait: Callable[["subprocess.Popen[Any]"], T],
    *,
    grace: float = GRACE_SECONDS,
    **options: Any,  # noqa: ANN401
) -> T:
    """Start a command in a session of its own, and end it with all it started when that fails.

    Args:
        argv: the command.
        wait: waits for its end.
        grace: seconds that it has to end when it is asked to.
        options: of `subprocess.Popen`.

    Returns:
        What `wait` returns.

    Raises:
        OSError: it cannot be started.
    """
    child = None
    try:
        # An interrupt between the start and the assignment would leave a child that nobody knows.
        with held():
            child = subprocess.Popen(
                list(argv), stdin=subprocess.DEVNULL, start_new_session=True, **options
            )
        return wait(child)
    finally:
        if child is not None and child.returncode is None:
            end(child, grace)


def run(
    argv: Sequence[str],
    *,
    timeout: float | None = None,
    **options: Any,  # noqa: ANN401
) -> "subprocess.CompletedProcess[Any]":
    """Run a command like `subprocess.run`; when it is interrupted, so is all that it started."""

    def wait(child: "subprocess.Popen[Any]") -> "subprocess.CompletedProcess[Any]":
        output, errors = child.communicate(timeout=timeout)
        return subprocess.CompletedProcess(list(argv), child.returncode, output, errors)

    return attended(argv, wait, **options)


def end(child: "subprocess.Popen[Any]", grace: float = GRACE_SECONDS) -> None:
    """End a command with all its descendants: SIGTERM first, SIGKILL after the grace."""
    family = descendants(child.pid)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(INTERVAL_SECONDS)
    for pid in family | descendants(child.pid):
        if pid == child.pid and child.returncode is not None:
            continue  # somebody else may have the number by now
        if words(pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
    child.wait()


def descendants(root: int) -> set[int]:
    """A process and all its descendants, by their numbers."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = path.read_bytes().rpartition(b")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, left = {root}, [root]
    while left:
        for child in children.get(left.pop(), ()):
            if child not in found:
                found.add(child)
                left.append(child)
    return found


def words(pid: int) -> tuple[str, ...]:
    """The command line of a process; empty when there is none."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/cmdline").read_bytes()
        return tuple(word.decode("utf-8", "replace") for word in text.split(b"\0") if word)
    return ()
