"""Files that keep arriving while the real daemon runs its file sensors: python soak.py COUNT [SEED [KILLS]]

Files of four types come in random order, size and pauses; some are written slowly under their own name. Three types are loaded up to 20
files a run, the fourth one file a run. KILLS runs lose their process, and are begun again. At the end every file must be loaded once: rows, ledger, archive, a partition and a run that succeeded.

Exit status: 0 all are, 1 something is wrong, 2 usage.
"""

from __future__ import annotations

import ctypes
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path[:0] = [str(REPOSITORY / "tools"), str(Path(__file__).parent)]

import dagster as dg  # noqa: E402
import psycopg  # noqa: E402
import sides  # noqa: E402
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES  # noqa: E402
from native_project import HEADERS, IMPORTERS, Native  # noqa: E402

WORKSPACE = ("-w", "workspace.yaml")
# Of the daemon's loop; a sensor looks no more often.
SECONDS = 5
ALONE = "items"
# How many of the files are of each type; those that have a run of their own are the fewest.
WEIGHTS = (3, 3, 3, 1)
SET_CHILD_SUBREAPER = 36


class Soak:
    """A project whose sensors are on."""

    def __init__(self, folder: Path, url: str, seed: int, kills: int) -> None:
        self.chance = random.Random(seed)
        self.to_kill, self.killed, self.seen = kills, 0, 0
        self.native = Native(folder / "project", url)
        one = {IMPORTERS[ALONE]: {"files_per_run": 1}}
        self.native.policy(one, settle_seconds=1, files_per_run=20)
        self.output = self.native.output
        project = self.native.project
        # As it is generated, but for how soon the daemon notices that a process is gone.
        text = (self.output / "dagster.yaml").read_text()
        for name in ("poll_interval_seconds", "free_slots_after_run_end_seconds"):
            text = text.replace(f"{name}: 60", f"{name}: {SECONDS}")
        (project.dagster_home / "dagster.yaml").write_text(text)
        sensors = self.output / "dagster_project" / "defs" / "sensors" / "file_sensors.py"
        text = sensors.read_text()
        for stream in HEADERS:
            text = text.replace(f".{stream.upper()}\n", f".{stream.upper()}, seconds={SECONDS}\n")
        sensors.write_text(text)
        start = [self.program("dagster"), "sensor", "start", "--start-all", *WORKSPACE]
        project.run("sensors", *start, folder=self.output)

    def program(self, name: str) -> Path:
        """A program of the environment that runs Dagster."""
        return self.native.project.python.parent / name

    @contextmanager
    def daemon(self) -> Iterator[subprocess.Popen[bytes]]:
        """The real daemon."""
        project = self.native.project
        with (project.logs / "daemon.log").open("wb") as log:
            process = subprocess.Popen(
                [self.program("dagster-daemon"), "run", *WORKSPACE],
                cwd=self.output,
                env=project.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            with sides.ended(process):
                yield process

    def arrive(self, count: int, pause: float) -> None:
        """Let files come, each some time after the one before."""
        for number in range(count):
            [stream] = self.chance.choices([*HEADERS], weights=WEIGHTS)
            rows = 1 + int(self.chance.paretovariate(0.7)) % 5000
            slowly = 0.4 if self.chance.random() < 0.1 else 0
            name = f"{stream}_{number}.csv"
            self.native.put(stream, name, rows, self.chance, slowly=slowly)
            time.sleep(self.chance.expovariate(1 / pause))
            self.kill()

    def kill(self) -> None:
        """Kill the process of every second run that begins, as long as there are some to kill."""
        log = (self.native.project.logs / "daemon.log").read_text(errors="replace")
        begun = re.findall(r" - (\d+) - RUN_START", log)
        for pid in begun[self.seen :]:
            if self.killed < self.to_kill and self.chance.random() < 0.5:
                time.sleep(self.chance.uniform(0, 1))
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
                    self.killed += 1
        self.seen = len(begun)

    def wait(self, daemon: subprocess.Popen[bytes], seconds: float) -> None:
        """Wait until no file is left and no run is under way."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and daemon.poll() is None:
            time.sleep(0.5)
            self.kill()
            if not any((self.native.folder / "inbox").glob("*/*")) and not self.active():
                return

    def active(self) -> int:
        """Runs that have not ended."""
        with self.instance() as instance:
            return len(instance.get_run_ids(dg.RunsFilter(statuses=NOT_FINISHED_STATUSES)))

    @contextmanager
    def instance(self) -> Iterator[dg.DagsterInstance]:
        """The instance of the daemon."""
        with dg.DagsterInstance.from_config(str(self.native.project.dagster_home)) as found:
            yield found

    def wrong(self) -> list[str]:
        """What is not as it must be; a line about the runs is printed."""
        found = self.native.wrong()
        wanted = Counter(stream for stream, _ in self.native.put_there.values())
        with self.instance() as instance:
            runs = instance.get_run_records()
            failed = [
                f"run {r.dagster_run.run_id} of {r.dagster_run.job_name}: {r.dagster_run.status.value}"
                for r in runs
                if r.dagster_run.status is not dg.DagsterRunStatus.SUCCESS
            ]
            found += failed if len(failed) > self.killed else []
            for stream, importer in IMPORTERS.items():
                known = instance.get_dynamic_partitions(f"{importer}_{stream}_files")
                key = dg.AssetKey([importer, f"{stream}_file"])
                done = instance.get_materialized_partitions(key)
                if set(known) != set(done) or len(known) != wanted[stream]:
                    found.append(
                        f"{stream}: {wanted[stream]} files, {len(known)} partitions, "
                        f"{len(done)} of them materialized"
                    )
        seconds = sum((r.end_time or 0) - (r.start_time or 0) for r in runs)
        print(
            f"{len(runs)} runs, {self.killed} killed, {seconds / max(1, len(runs)):.1f} s each",
            flush=True,
        )
        return found


def soak(count: int, seed: int, folder: Path, seconds: float, kills: int = 0) -> list[str]:
    """Let so many files arrive and be loaded; what is wrong at the end.

    Args:
        count: files.
        seed: of what is random.
        folder: where the project is made.
        seconds: after which it is enough.
        kills: runs that lose their process.
    """
    with sides.postgres() as url:
        made = Soak(folder, url, seed, kills)
        with made.daemon() as daemon:
            begin = time.monotonic()
            made.arrive(count, pause=0.4)
            made.wait(daemon, seconds)
            print(f"{count} files in {time.monotonic() - begin:.0f} s", flush=True)
        with psycopg.connect(url) as connection:
            sizes = "SELECT sum(rows), max(rows) FROM raw._file_ledger"
            total, most = connection.execute(sizes).fetchone() or (0, 0)
            print(f"{total} rows, at most {most} in a file", flush=True)
        return made.wrong()


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    # Runs are not children of this process; what they took is wanted all the same.
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    given = dict(enumerate(map(int, arguments)))
    count, seed, kills = given[0], given.get(1, 7), given.get(2, 0)
    with tempfile.TemporaryDirectory() as folder:
        wrong = soak(count, seed, Path(folder), 600 + 20 * count, kills)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n".join(wrong))
    print(f"soak: {count} files, {len(wrong)} wrong, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
