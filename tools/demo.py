"""The demo: quickbooks-jobs with the real Meltano beside the generated Dagster project, then the verdict of `m2d compare`.

Started by ./demo, which sets up the environments and a PostgreSQL. The generated project itself runs both sides, each into
schemas of its own (`raw__parity_control` is Meltano's, `raw__parity_candidate` Dagster's), and leaves a bundle that is compared.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
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

FIXTURE = sides.REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
JOB = "daily"
RUNS = "parity-runs"
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


def matches_files(project: sides.Project, url: str, side: str) -> bool:
    """Print and tell whether each table that a side loaded holds exactly the rows of its file."""
    equal = True
    schema = f"raw__parity_{side}"
    with psycopg.connect(url) as connection:
        for path in sorted((project.folder / "data").glob("*.csv")):
            file = rows.names(rows.of_file(path))
            table = rows.of_table(connection, schema, path.stem)
            found = list(rows.differences(file, table))
            equal = equal and not found
            word = "different" if found else "equal"
            say(
                f"    {path.name} {file.number} rows, {schema}.{path.stem} {table.number} rows: {word}"
            )
            for line in found:
                say(f"        {line}")
    return equal


def run_pair(project: sides.Project) -> tuple[int, Path]:
    """Run both sides and have them compared; the exit status of `m2d compare`, and the bundle."""
    process = subprocess.Popen(
        [str(project.python), "-m", "dagster_project.parallel_run", "pair", "--job", JOB],
        cwd=project.output,
        env={**project.environment, "M2D": str(sides.REPOSITORY / "m2d")},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    with sides.ended(process, signal.SIGINT):
        status = process.wait()
    bundles = sorted((project.output / RUNS).glob("*/verdict/verdict.json"))
    if not bundles:
        raise sides.Failed(f"the parallel run ended with {status} and no verdict")
    return status, bundles[-1].parent.parent


def compare(project: sides.Project, url: str) -> int:
    """Run both sides, compare, print the verdict."""
    systems = (
        f"Meltano {os.environ['M2D_MELTANO_VERSION']}, Dagster {os.environ['M2D_DAGSTER_VERSION']}"
    )
    say(f"==> {systems}: python -m dagster_project.parallel_run pair --job {JOB}")
    status, bundle = run_pair(project)
    say("==> every file beside the table that each side made of it")
    whole = [matches_files(project, url, side) for side in ("control", "candidate")]
    seconds = {
        side: json.loads((bundle / side / "run.json").read_bytes())["wallSeconds"]
        for side in ("control", "candidate")
    }
    verdict = json.loads((bundle / "verdict" / "verdict.json").read_bytes())["verdict"]
    say()
    say(f"time: Meltano {seconds['control']:.1f} s, Dagster {seconds['candidate']:.1f} s")
    say(f"report: {bundle / 'verdict' / 'report.html'}")
    say(f"verdict: {verdict}")
    return status or (0 if all(whole) else 5)


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
    home = project.output / RUNS / ".work__parity" / "candidate" / "dagster_home"
    process = subprocess.Popen(
        [*map(str, command), "-p", str(port)],
        cwd=project.output,
        env={**project.environment, "DAGSTER_HOME": str(home)},
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
        lambda: project.install_dagster(),
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
