"""The demo: quickbooks-jobs with the real Meltano and with the generated Dagster project, then a comparison of all rows.

Started by ./demo, which sets up the environments and a PostgreSQL. Both sides run with the same configuration into the same
schemas, one after the other; after each run its schemas are renamed (`raw` becomes `meltano_raw`, then `dagster_raw`).
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import rows
import sides
from psycopg import sql

FIXTURE = sides.REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
JOB = "daily"
SCHEMAS = ("raw", "analytics")
MARK = "made by the demo of meltano2dagster"
PORT = "3333"


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


def prepared(work: Path) -> sides.Project:
    """A copy of the project whose plugins stay installed between two demos."""
    folder = work / "project"
    if not (work / "copied").exists():
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(FIXTURE, folder)
        (work / "copied").touch()
    project = sides.Project(
        folder, work / "logs", sides.database_variables(os.environ["DATABASE_URL"])
    )
    for left in (project.dagster_home, project.output / "state"):
        shutil.rmtree(left, ignore_errors=True)
    project.dagster_home.mkdir()
    return project


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
    say(f"==> Meltano {os.environ['M2D_MELTANO_VERSION']}: meltano run {JOB}")
    clear(url)
    make(url)
    meltano_seconds = project.run_meltano(JOB)
    equal = matches_files(project, url)
    keep(url, "meltano")

    say(
        f"==> Dagster {os.environ['M2D_DAGSTER_VERSION']}: dagster job execute -m dagster_project.definitions -j {JOB}"
    )
    make(url)
    dagster_seconds = project.run_dagster(JOB)
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


def open_interface(project: sides.Project) -> int:
    """Serve Dagster's web interface on the generated project until it is interrupted."""
    say(
        f"==> http://127.0.0.1:{PORT} (Ctrl-C ends it): the run of the job is under Runs, the tables under Assets"
    )
    command = [
        project.python,
        "-m",
        "dagster",
        "dev",
        "-m",
        "dagster_project.definitions",
        "-p",
        PORT,
    ]
    process = subprocess.Popen([*map(str, command)], cwd=project.output, env=project.environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()


def main() -> int:
    """See ./demo --help."""
    parser = argparse.ArgumentParser(prog="demo")
    parser.add_argument("--ui", action="store_true")
    arguments = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    work = Path(os.environ["M2D_CACHE"]) / "demo" / fingerprint()
    work.parent.mkdir(parents=True, exist_ok=True)
    lock = work.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("demo: another demo is running", file=sys.stderr)
        return 1
    try:
        project = prepared(work)
        say(
            f"==> the project: {project.folder} (a copy of fixtures/projects/quickbooks-jobs/input)"
        )
        say("==> m2d audit")
        subprocess.run(
            [sides.REPOSITORY / "m2d", "audit", project.folder], check=True, env=project.environment
        )
        say(f"==> m2d generate: writes {project.output}")
        project.generate()
        if not (work / "installed").exists():
            say("==> meltano install: the plugins of Meltano's side")
            project.install_meltano()
            (work / "installed").touch()
        say("==> python -m dagster_project.singer install, python -m dagster_project.dbt prepare")
        project.install_dagster(dbt=True)
        status = compare(project, url)
    except (sides.Failed, subprocess.CalledProcessError) as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    if arguments.ui:
        open_interface(project)
    else:
        say("./demo --ui opens the generated project in Dagster's web interface")
    return status


if __name__ == "__main__":
    sys.exit(main())
