"""Whole runs that are killed, or lose their database: python kills.py COUNT [SEED]

Each time files arrive, a run begins, something happens to it at a point that chance picks, and one more run is made. After that every row
must be in its table once, and every file in the archive, once. Every second project has its archive on another file system.

Exit status: 0 nothing was lost or doubled, 1 something was, 2 usage.
"""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path[:0] = [str(REPOSITORY / "tools"), str(Path(__file__).parent)]

import psycopg  # noqa: E402
from native_project import Native, Runs  # noqa: E402
from own_server import OwnServer, own_server  # noqa: E402

ELSEWHERE = Path("/dev/shm")
SECONDS = 60
ROWS = 4000
# Rows of items have no key, so that one which is loaded twice is there twice.
ARRIVALS = (("items",), ("items",), ("items",), ("customers", "invoices", "items"))


class NotReached(Exception):
    """A run ended, or nothing of it was seen, before the point at which it was to be killed."""


class Campaign:
    """One project, killed again and again."""

    def __init__(self, folder: Path, elsewhere: Path, server: OwnServer, seed: int) -> None:
        self.chance = random.Random(seed)
        self.server = server
        self.elsewhere = elsewhere
        self.native = Native(folder / "project", server.url)
        self.number = 0
        self.length = 1.0
        with self.session() as connection:
            # The server of the tests loses its last commits when it crashes, unless it is asked not to.
            connection.execute("ALTER DATABASE postgres SET synchronous_commit = on")

    def run(self, count: int) -> list[str]:
        """Kill that many runs; what was wrong after the run that followed each."""
        ways = [
            self.copying,
            self.before_commit,
            self.before_move,
            self.while_moving,
            self.server_stopped,
            self.server_killed,
            self.anywhere,
        ]
        wrong = []
        with self.native.runs() as runs:
            # The ledger is made; how long a run takes.
            self.arrive()
            begin = time.monotonic()
            runs.run(kept=True)
            self.length = time.monotonic() - begin
            order: list[Callable[[Runs], str]] = []
            while len(order) < count:
                order += self.chance.sample(ways, len(ways))
            for way in order[:count]:
                self.number += 1
                told = f"{self.number} {way.__name__}: {self.aimed(way, runs)}"
                done = runs.run(kept=True)
                found = list(done["failures"]) + self.native.wrong(self.elsewhere)
                print(f"{told}; then {'WRONG' if found else 'whole'}", flush=True)
                wrong += [f"{told}: {text}" for text in found]
        return wrong

    def aimed(self, way: Callable[[Runs], str], runs: Runs) -> str:
        """Do it; once more with other files where the moment was over before it was seen."""
        try:
            return way(runs)
        except NotReached:
            runs.end()
            self.number += 1
            return way(runs)

    def arrive(self, wide: int = 20) -> None:
        """Let files of some types arrive; a run is mostly killed at the first that it comes to."""
        far = wide > 20 or self.chance.random() < 0.5
        self.native.policy(archive=str(self.elsewhere / "archive") if far else "files/archive")
        for stream in self.chance.choice(ARRIVALS):
            rows = 100 if wide > 20 else self.chance.randint(1, ROWS)
            self.native.put(stream, f"{stream}-{self.number}.csv", rows, self.chance, wide=wide)

    def copying(self, runs: Runs) -> str:
        """While rows are copied to the server."""
        self.arrive()
        pid = runs.start(kept=True)
        self.see("query LIKE 'COPY %' AND state = 'active'")
        time.sleep(self.chance.uniform(0, 0.1))
        return self.kill(runs, pid)

    def before_commit(self, runs: Runs) -> str:
        """When all is done but the entry in the ledger, which is the last statement."""
        self.arrive()
        with self.session() as connection, connection.transaction():
            connection.execute("LOCK TABLE raw._file_ledger IN SHARE MODE")
            pid = runs.start(kept=True)
            self.see("query LIKE 'INSERT INTO %_file_ledger%' AND wait_event_type = 'Lock'")
            told = self.kill(runs, pid)
            # As if the statement had not been sent; the server would still do it.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'dagster'"
            )
            return told

    def before_move(self, runs: Runs) -> str:
        """When the rows are committed and the file is where it was."""
        self.arrive()
        with self.moves_wait():
            pid = runs.start(kept=True)
            self.until(lambda: self.count("FROM raw._file_ledger WHERE status = 'loaded'"))
            return self.kill(runs, pid)

    def while_moving(self, runs: Runs) -> str:
        """While the file is copied to another file system."""
        self.arrive(wide=130_000)
        pid = runs.start(kept=True)
        self.until(lambda: next(self.elsewhere.glob("archive/*/*/*/.*.part"), None))
        time.sleep(self.chance.uniform(0, 0.02))
        return self.kill(runs, pid)

    def anywhere(self, runs: Runs) -> str:
        """At any moment of a run."""
        self.arrive()
        pid = runs.start(kept=True)
        time.sleep(self.chance.uniform(0, self.length))
        return self.kill(runs, pid)

    def server_stopped(self, runs: Runs) -> str:
        """The server is stopped, which ends its sessions, and started again."""
        return self.without_server(runs, signal.SIGINT)

    def server_killed(self, runs: Runs) -> str:
        """The server is stopped at once (`-m immediate`), and recovers when it starts."""
        return self.without_server(runs, signal.SIGQUIT)

    def without_server(self, runs: Runs, how: signal.Signals) -> str:
        """Take the server away at a moment of the load, for a moment."""
        self.arrive()
        runs.start(kept=True)
        if self.chance.random() < 0.5:
            self.see("query LIKE 'COPY %'")
            time.sleep(self.chance.uniform(0, 0.1))
        else:
            time.sleep(self.chance.uniform(0, self.length))
        self.server.stop(number=how)
        time.sleep(self.chance.uniform(0, 0.5))
        self.server.start()
        done = runs.end()
        return "the run went on" if done and done["success"] else "the run failed"

    def kill(self, runs: Runs, pid: int) -> str:
        """End the process of the run without a word."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return "it had ended" if runs.end() else "killed"

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """A session beside those of the run."""
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            yield connection

    def count(self, what: str) -> int:
        with self.session() as connection:
            [found] = connection.execute(f"SELECT count(*) {what}").fetchone() or [0]
        return found

    def see(self, state: str) -> None:
        """Wait for a session of the run in such a state."""
        with self.session() as connection:
            query = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dagster' AND {state}"
            self.until(lambda: connection.execute(query).fetchone() != (0,))

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > end:
                raise NotReached
            time.sleep(0.002)

    @contextmanager
    def moves_wait(self) -> Iterator[None]:
        """Have moves to either archive wait."""
        with (
            self.held(self.native.folder / "files" / "archive"),
            self.held(self.elsewhere / "archive"),
        ):
            yield

    @contextmanager
    def held(self, archive: Path) -> Iterator[None]:
        (archive / ".moving").mkdir(parents=True, exist_ok=True)
        with (archive / ".moving" / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def campaign(count: int, seed: int, folder: Path) -> list[str]:
    """Kill that many runs in a new project in a folder; what was wrong."""
    elsewhere = Path(tempfile.mkdtemp(prefix="m2d-kills.", dir=ELSEWHERE))
    try:
        with own_server() as server:
            return Campaign(folder, elsewhere, server, seed).run(count)
    finally:
        shutil.rmtree(elsewhere)


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        wrong = campaign(int(arguments[0]), int([*arguments, 7][1]), Path(folder))
    print("\n".join(wrong))
    print(f"kills: {arguments[0]} runs, {len(wrong)} wrong, {time.monotonic() - begin:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
