"""Run a command to its end and measure it: wall time, CPU and peak memory of its process tree."""

import contextlib
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from dagster_project.parallel_run.processes import (
    INTERVAL_SECONDS,
    attended,
    descendants,
    words,
)

PAGE = resource.getpagesize()


@dataclass
class Measured:
    """What a command took.

    Attributes:
        exit_code: negative for a signal.
        started: the moment it was started, UTC.
        ended: the moment it had ended, UTC.
        wall_seconds: between the two, by a clock that nobody sets.
        startup_seconds: until the first plugin was started; None when no plugin was seen.
        cpu_seconds: user and system time of the tree, as far as its members were waited for.
        peak_bytes: most resident memory that the whole tree had at once; 0 where the system does
            not tell.
        killed: whether the target was killed on purpose.
    """

    exit_code: int
    started: str
    ended: str
    wall_seconds: float
    startup_seconds: float | None
    cpu_seconds: float
    peak_bytes: int
    killed: bool = False


@dataclass
class Watch:
    """What to look for among the processes of the tree.

    Attributes:
        folders: a process whose program lies below one of them is a plugin.
        kill: folders of the programs of a target that is to be killed; none for nobody.
        kill_when: a file whose being there is the sign to kill.
    """

    folders: tuple[Path, ...] = ()
    kill: tuple[Path, ...] = ()
    kill_when: Path | None = None


@dataclass
class _Tree:
    """The descendants of a process, looked at again and again by a thread."""

    root: int
    watch: Watch
    peak: int = 0
    first_plugin: float | None = None
    killed: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """Look until the end."""
        while not self.over.wait(INTERVAL_SECONDS):
            with contextlib.suppress(OSError):
                self.look()

    def look(self) -> None:
        """Look once."""
        members = descendants(self.root)
        self.peak = max(self.peak, sum(_resident(pid) for pid in members))
        # Each time anew: a child has the words of its parent until it runs the program it is for.
        programs = {pid: words(pid) for pid in members}
        if self.first_plugin is None and any(
            _is_below(program, self.watch.folders) for program in programs.values()
        ):
            self.first_plugin = time.monotonic()
        wanted, sign = self.watch.kill, self.watch.kill_when
        if not self.killed and wanted and sign is not None and sign.exists():
            for pid, program in programs.items():
                if _is_below(program, wanted):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        self.killed = True


def run_measured(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    log: Path,
    watch: Watch,
) -> Measured:
    """Run a command; what it prints is added to a file.

    When this process is interrupted, the command and everything it started are ended first.

    Args:
        argv: the command.
        env: its complete environment.
        cwd: its working directory.
        log: takes its standard output and standard error.
        watch: what to look for meanwhile.

    Raises:
        OSError: it cannot be started.
    """
    started, begin = now(), time.monotonic()

    def wait(child: "subprocess.Popen[bytes]") -> Measured:
        tree = _Tree(child.pid, watch)
        thread = threading.Thread(target=tree.follow, daemon=True, name="parallel run: measure")
        thread.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            tree.over.set()
            thread.join()
        first = tree.first_plugin
        return Measured(
            exit_code=child.returncode,
            started=started,
            ended=now(),
            wall_seconds=round(time.monotonic() - begin, 3),
            startup_seconds=None if first is None else round(first - begin, 3),
            cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
            peak_bytes=tree.peak,
            killed=tree.killed,
        )

    with log.open("ab") as output:
        return attended(argv, wait, cwd=cwd, env=dict(env), stdout=output, stderr=subprocess.STDOUT)


def now() -> str:
    """The moment, UTC, as bundles write it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * PAGE
    return 0


def _is_below(words: tuple[str, ...], folders: tuple[Path, ...]) -> bool:
    """Whether a process runs a program, or a script by its interpreter, from one of the folders."""
    return any(word.startswith(f"{folder}{os.sep}") for word in words[:2] for folder in folders)
