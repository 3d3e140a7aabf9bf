"""Runs commands in turn and measures them: wall time, CPU of the process tree, peak memory of the process tree."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic

REPOSITORY = Path(__file__).resolve().parents[2]
MAKE = Path(os.environ.get("M2D_MAKE_PROJECT") or REPOSITORY.parent / "shared/tools/make-project")
# Of a few plugins some environments configure none; Meltano refuses a list that is empty.
EMPTY = "  config:\n    plugins:\n      extractors:\n"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SAMPLE_SECONDS = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds of wall time, seconds of CPU, peak MB of the tree."""

    wall: float
    cpu: float
    memory: float


def make_project(folder: Path, plugins: int) -> None:
    """Write a Meltano project of so many plugins; without the generator the benchmark ends."""
    if not MAKE.is_file():
        sys.exit(f"bench: no generator of projects at {MAKE}; M2D_MAKE_PROJECT names another place")
    command = [sys.executable, str(MAKE), str(folder), "--plugins", str(plugins)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    file = folder / "meltano.yml"
    file.write_text(re.sub(rf"^{EMPTY}(?! {{6}})", "", file.read_text(), flags=re.MULTILINE))


def tree_memory(root: int) -> int:
    """Bytes resident in a process and its descendants, shared pages counted in each."""
    parents, resident = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            resident[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * PAGE
        except (OSError, IndexError):
            continue
        parents[int(entry.name)] = int(after_name[1])
    total = 0
    for process in resident:
        ancestor: int | None = process
        while ancestor and ancestor != root:
            ancestor = parents.get(ancestor)
        total += resident[process] if ancestor == root else 0
    return total


def measure(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    *,
    memory: bool = False,
) -> Cost:
    """Run a command to its end; a failure ends the benchmark with what it printed."""
    with tempfile.TemporaryFile() as output:
        begin = monotonic()
        process = subprocess.Popen(
            [*map(str, command)],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        peak, ended = 0, threading.Event()

        def sample() -> None:
            nonlocal peak
            while not ended.wait(SAMPLE_SECONDS):
                peak = max(peak, tree_memory(process.pid))

        sampler = threading.Thread(target=sample)
        if memory:
            sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            ended.set()
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        wall = monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        if memory:
            sampler.join()
        if process.returncode:
            output.seek(0)
            last = output.read().decode(errors="replace")[-4000:]
            sys.exit(
                f"bench: {' '.join(map(str, command))}\nended with {process.returncode}:\n{last}"
            )
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak / 1e6)


def in_turn(ways: Mapping[str, Callable[[], Cost]]) -> dict[str, list[Cost]]:
    """Run every way once a round, so that all see the same machine."""
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for number in range(1, ROUNDS + 1):
        for name, way in ways.items():
            cost = way()
            found[name].append(cost)
            print(
                f"round {number}: {name}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s"
                + (f", {cost.memory:.0f} MB" if cost.memory else ""),
                flush=True,
            )
    return found


def middle(costs: Sequence[Cost], what: str) -> float:
    """The median of one part of the costs."""
    return median(getattr(cost, what) for cost in costs)


def conditions() -> str:
    """How often was measured, and how busy the machine is."""
    load = " ".join(f"{average:.1f}" for average in os.getloadavg())
    return f"medians of {ROUNDS}; {os.cpu_count()} cores, load at the end {load}"


# An interrupted benchmark ends what it started and removes its folder.
signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


class Figures:
    """The closing lines of a benchmark."""

    def __init__(self) -> None:
        self.short = False
        self.lines: list[str] = []

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        limit: float | None = None,
        *,
        least: float | None = None,
    ) -> None:
        """Add a figure; above its limit, or below what it is to be at least, it is short."""
        within = (limit is None or value <= limit) and (least is None or value >= least)
        self.short = self.short or not within
        shown = "none" if limit is None else f"{limit:.2f}"
        shown = shown if least is None else f"at least {least:.2f}"
        self.lines.append(
            f"figure: {name} {value:.2f} {unit} (limit {shown}) {'ok' if within else 'short'}"
        )

    def close(self) -> int:
        """Print the load of the machine and the lines; the exit status of the benchmark."""
        print(conditions())
        print("\n".join(self.lines))
        return 1 if self.short else 0
