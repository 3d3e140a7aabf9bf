"""Plugins as processes: each under a supervisor, in a session of its own."""

import io
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.singer.errors import KitError
from dagster_project.singer.logs import LogLines

SUPERVISOR = Path(__file__).with_name("supervisor.py")
GRACE_SECONDS = 0.5  # between the request to end and the end; everything is gone within a second
REAP_SECONDS = 5.0  # for the supervisor, which has nothing left to wait for
JOIN_SECONDS = 2.0  # for the rest of the output, which a process that got away may hold open


class ProcessError(KitError):
    """A process has failed.

    Attributes:
        last_lines: what it printed last, without secrets.
    """

    def __init__(self, message: str, advice: str = "", last_lines: str = "") -> None:
        """Keep the texts."""
        super().__init__(message, advice)
        self.last_lines = last_lines


@dataclass(frozen=True)
class Command:
    """What to start.

    Attributes:
        name: the plugin, as it stands before its lines in the logs.
        role: what it is to a reader: "extractor", "mapper", "loader", "utility".
        argv: executable and arguments; no secret is among them.
        env: the complete environment.
        cwd: working directory.
    """

    name: str
    role: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"{self.role} `{self.name}`"


@dataclass
class Ended:
    """A process has ended."""

    process: "Process"


@dataclass
class Event:
    """Something a thread has to tell to the waiting main thread."""

    kind: str
    error: BaseException | None = None


Events = queue.SimpleQueue[Ended | Event]


@dataclass
class Process:
    """A started command.

    Attributes:
        command: what was started.
        log: its standard error.
        code: exit code, negative for a signal; ``None`` while it runs.
        stopped: whether this run has ended it.
    """

    command: Command
    log: LogLines
    code: int | None = None
    stopped: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    _child: "subprocess.Popen[bytes] | None" = None
    _lifeline: io.FileIO | None = None

    def start(
        self,
        events: Events,
        *,
        folder: Path | None = None,
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
    ) -> None:
        """Start it; its standard error goes to the compute logs.

        Args:
            events: gets an :class:`Ended` when it ends.
            folder: private folder that the supervisor removes when this process dies.
            stdin: file descriptor to read from; nothing by default.
            stdout: file descriptor to write to; the compute logs by default.

        Raises:
            KitError: there is no such working directory or no process can be started.
        """
        reading, writing = os.pipe()
        self._lifeline = io.FileIO(writing, "w")
        errors, errors_end = os.pipe()
        arguments = [str(reading), str(folder) if folder else "-", *self.command.argv]
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(SUPERVISOR), *arguments],
                stdin=stdin,
                stdout=errors_end if stdout is None else stdout,
                stderr=errors_end,
                cwd=self.command.cwd,
                env=dict(self.command.env),
                pass_fds=(reading,),
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            os.close(errors)
            raise KitError(
                f"{self.command.title} cannot be started in {self.command.cwd}: {error}",
                "Check its working directory and its environment variables.",
            ) from error
        finally:
            os.close(reading)
            os.close(errors_end)
        self.thread(lambda: drain(self.log, errors))
        self.thread(lambda: self._wait(events))

    def thread(self, work: Callable[[], None]) -> None:
        """Start a thread that belongs to this process."""
        thread = threading.Thread(target=work, daemon=True, name=f"m2d {self.command.name}")
        thread.start()
        self.threads.append(thread)

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended yet."""
        return self._child is not None and not self.done.is_set()

    def request_end(self) -> None:
        """Send SIGTERM to its process group."""
        if self.running and self._lifeline is not None:
            self.stopped = True
            with suppress(OSError):
                self._lifeline.write(bytes([signal.SIGTERM]))

    def close(self) -> None:
        """Kill whatever is left of its session."""
        if self._lifeline is not None:
            self.stopped = self.stopped or self.running
            self._lifeline.close()

    def join(self, seconds: float) -> None:
        """Wait for the threads that belong to it, at most so long in all."""
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _wait(self, events: Events) -> None:
        if self._child is not None:
            self.code = self._child.wait()
            if self.code < 0:
                end_session(self._child.pid)
        self.done.set()
        events.put(Ended(self))

    def ending(self) -> str:
        """How it ended, for people."""
        code = self.code
        if code is None:
            return "was still running"
        if code >= 0:
            return f"ended with exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        hint = " (often the system, short of memory)" if name == "SIGKILL" else ""
        return f"was ended by {name}{hint}"


def drain(log: LogLines, source: int) -> None:
    """Bring everything a descriptor gives into a log, and close it."""
    try:
        log.drain(source)
    finally:
        os.close(source)


def end_session(leader: int) -> None:
    """Kill what is left of a session whose leader, a supervisor, may have been killed itself.

    Only where /proc tells; elsewhere a process whose supervisor was killed ends with its pipes.
    """
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_bytes().rpartition(b")")[2].split()
            if int(fields[3]) == leader:
                os.kill(int(path.parent.name), signal.SIGKILL)


def stop(processes: Iterable[Process], grace: float = GRACE_SECONDS) -> None:
    """End processes: SIGTERM, after the grace (seconds) SIGKILL, with all their descendants.

    Signals to this process are ignored meanwhile, so that a second request to end does not leave
    half of the work undone.
    """
    started = [process for process in processes if process.running]
    with signals_ignored():
        for process in started:
            process.request_end()
        deadline = time.monotonic() + grace
        for process in started:
            process.done.wait(max(0.0, deadline - time.monotonic()))
        for process in started:
            process.close()
        for process in started:
            process.done.wait(REAP_SECONDS)
            process.join(JOIN_SECONDS)


@contextmanager
def signals_ignored() -> Generator[None, None, None]:
    """Ignore SIGTERM and SIGINT during a block; only the main thread can, others just go on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)


class Deadline:
    """The end of the time a run may take.

    Args:
        seconds: time from now on; ``None`` for no limit.
    """

    def __init__(self, seconds: float | None) -> None:
        """Start the clock."""
        self.seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    def remaining(self, at_most: float | None = None) -> float | None:
        """Return the seconds left, but at most so many; ``None`` when nothing limits them."""
        if self._end is None:
            return at_most
        left = max(0.0, self._end - time.monotonic())
        return left if at_most is None else min(left, at_most)

    def passed(self) -> bool:
        """Whether the time is over."""
        return self._end is not None and time.monotonic() >= self._end
