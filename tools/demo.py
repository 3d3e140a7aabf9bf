"""The demo: quickbooks-jobs with the real Meltano and with the generated Dagster project, then a comparison of all rows.

Started by ./demo, which sets up the environments and a PostgreSQL. Both sides run with the same configuration into the same
schemas, one after the other; after each run its schemas are renamed (`raw` becomes `meltano_raw`, then `dagster_raw`).
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

import psycopg
import rows
import sides
from psycopg import sql

FIXTURE = sides.REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
JOB = "daily"
SCHEMAS = ("raw", "analytics")
MARK = "made by the demo of meltano2dagster"
PORT = 3333
INTERRUPTED = 130


def say(text: str = "") -> None:
    """Tell what is going on."""
    print(text, flush=True)


def fingerprint() -> str:
    """Changes with the project and with the plugin that comes from this repository."""
    digest = hashlib.sha256()
    for top in (FIXTURE, sides.TAP_CSV):
        for path in sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(top)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def step(what: str, do: Callable[[], float]) -> float:
    """Tell what starts, do it, tell how long it took."""
    say(f"==> {what}")
    seconds = do()
    say(f"    {seconds:.1f} s")
    return seconds


def locked(work: Path) -> TextIO:
    """Keep two demos apart, and remove the folders of demos of other versions of the project."""
    work.parent.mkdir(parents=True, exist_ok=True)
    lock = work.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("demo: waiting for another demo to end")
        fcntl.flock(lock, fcntl.LOCK_EX)
    for other in work.parent.glob("*.lock"):
        with other.open("w") as theirs:
            try:
                fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(other.with_suffix(""), ignore_errors=True)
            other.unlink()
    return lock


def prepared(work: Path) -> sides.Project:
    """A copy of the project; between two demos only its plugins stay installed."""
    folder = work / FIXTURE.parent.name
    if not folder.exists():
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(FIXTURE, work / "partial")
        (work / "partial").rename(folder)
    for left in (work / "logs", work / "dagster_home", folder / "dagster_project"):
        shutil.rmtree(left, ignore_errors=True)
    variables = sides.database_variables(os.environ["DATABASE_URL"])
    return sides.Project(folder, work / "logs", {**variables, "M2D_VENVS": str(work / "venvs")})


def clear(url: str) -> None:
    """Drop what an earlier demo left in a database that outlives it; refuse to touch anything else."""
    with psycopg.connect(url) as connection:
        for name in [
            *SCHEMAS,
            *(f"{side}_{name}" for side in ("meltano", "dagster") for name in SCHEMAS),
        ]:
            comment = connection.execute(
                "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s",
                [name],
            ).fetchone()
            if comment is None:
                continue
            if comment[0] != MARK:
                sys.exit(
                    f"demo: the database has a schema `{name}` that is not from a demo; use another database"
                )
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))


def make(url: str) -> None:
    """Make the schemas, marked as the demo's."""
    with psycopg.connect(url) as connection:
        for name in SCHEMAS:
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(name)))
            marked = sql.SQL("comment on schema {} is {}")
            connection.execute(marked.format(sql.Identifier(name), sql.Literal(MARK)))


def keep(url: str, side: str) -> None:
    """Rename the schemas of a side, so that the other one starts from nothing."""
    with psycopg.connect(url) as connection:
        for name in SCHEMAS:
            renamed = sql.SQL("alter schema {} rename to {}")
            connection.execute(
                renamed.format(sql.Identifier(name), sql.Identifier(f"{side}_{name}"))
            )


def matches_files(project: sides.Project, url: str) -> bool:
    """Print and tell whether each table of `raw` holds exactly the rows of its file."""
    equal = True
    with psycopg.connect(url) as connection:
        for path in sorted((project.folder / "data").glob("*.csv")):
            file = rows.names(rows.of_file(path))
            table = rows.of_table(connection, "raw", path.stem)
            found = list(rows.differences(file, table))
            equal = equal and not found
            word = "different" if found else "equal"
            say(f"    {path.name} {file.number} rows, raw.{path.stem} {table.number} rows: {word}")
            for line in found:
                say(f"        {line}")
    return equal


def compare(project: sides.Project, url: str) -> int:
    """Run both sides, compare, print the verdict."""
    clear(url)
    make(url)
    meltano = f"Meltano {os.environ['M2D_MELTANO_VERSION']}: meltano run {JOB}"
    meltano_seconds = step(meltano, lambda: project.run_meltano(JOB))
    equal = matches_files(project, url)
    keep(url, "meltano")

    make(url)
    dagster = f"Dagster {os.environ['M2D_DAGSTER_VERSION']}: dagster job execute -j {JOB}"
    dagster_seconds = step(dagster, lambda: project.run_dagster(JOB))
    equal = matches_files(project, url) and equal
    keep(url, "dagster")

    say("==> all tables and dbt models, row by row")
    say(f"    not compared: {', '.join(rows.LEFT_OUT)}")
    lines, same = rows.compare(url, url, {f"meltano_{name}": f"dagster_{name}" for name in SCHEMAS})
    for line in lines:
        say(f"    {line}")
    equal = equal and same
    say()
    say(f"time: meltano run {meltano_seconds:.1f} s, dagster job execute {dagster_seconds:.1f} s")
    say(f"verdict: {'equal' if equal else 'different'}")
    return 0 if equal else 5


def free_port() -> int:
    """Find the port of the web interface: the usual one unless somebody has it."""
    for port in (PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise AssertionError("no free port")


def open_interface(project: sides.Project) -> None:
    """Serve Dagster's web interface on the generated project until it is interrupted."""
    port = free_port()
    command = [project.python, "-m", "dagster", "dev", "-m", "dagster_project.definitions"]
    process = subprocess.Popen(
        [*map(str, command), "-p", str(port)],
        cwd=project.output,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    with sides.ended(process, signal.SIGINT):
        say(f"==> http://127.0.0.1:{port} (Ctrl-C ends it): Runs has the run, Assets the tables")
        if status := process.wait():
            raise sides.Failed(f"dagster dev ended with {status}")


def run(work: Path) -> tuple[sides.Project, int]:
    """Audit, generate, install, run both sides; the project and the exit status."""
    project = prepared(work)
    say(f"==> the project: {project.folder} (a copy of {FIXTURE.relative_to(sides.REPOSITORY)})")
    say("==> m2d audit")
    audit = [sides.REPOSITORY / "m2d", "audit", project.folder]
    subprocess.run(audit, check=True, env=project.environment)
    step(f"m2d generate: writes {project.output}", project.generate)
    if not (work / "installed").exists():
        step("meltano install: the plugins of Meltano's side, once", project.install_meltano)
        (work / "installed").touch()
    step(
        "python -m dagster_project.singer install, python -m dagster_project.dbt prepare",
        lambda: project.install_dagster(dbt=True),
    )
    return project, compare(project, os.environ["DATABASE_URL"])


def interrupt(*_: object) -> NoReturn:
    """End like Ctrl-C does, and do not let a second signal disturb the tidying."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    """See ./demo --help."""
    parser = argparse.ArgumentParser(prog="demo")
    parser.add_argument("--ui", action="store_true")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    work = Path(os.environ["M2D_CACHE"]) / "demo" / fingerprint()
    try:
        with locked(work):
            project, status = run(work)
            if arguments.ui:
                with contextlib.suppress(KeyboardInterrupt):
                    open_interface(project)
            else:
                say("./demo --ui opens the generated project in Dagster's web interface")
            return status
    except (sides.Failed, subprocess.CalledProcessError) as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: interrupted", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
