"""Loads of the two QuickBooks projects by Meltano and by each runner, judged by `m2d compare`: python matrix.py [--only PROJECT] [--report FILE]

Meltano loads into one database, the generated project with each of its runners into one more. After each load all tables and views are
judged: rows, types, keys, what may be null. Exit status: 0 all is as it must be, 1 something is not. --report writes a Markdown table.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path[:0] = [str(REPOSITORY / "tools"), str(Path(__file__).parent)]

import files  # noqa: E402
import psycopg  # noqa: E402
import sides  # noqa: E402
import verdicts  # noqa: E402
from conftest import quickbooks  # noqa: E402

RUNNERS = ("meltano", "singer", "native")


@dataclass(frozen=True)
class Case:
    """A project and how each side loads it.

    Attributes:
        fixture: the project.
        schemas: what is judged.
        variables: how the project finds a database, by its URL.
        meltano: what loads with Meltano, one after the other until one fails.
        jobs: the jobs of Dagster, likewise.
        customers: the file of customers that is loaded last.
        receipts: the same of sales receipts, the stream that comes last.
    """

    fixture: str
    schemas: tuple[str, ...]
    variables: Callable[[str], Mapping[str, str]]
    meltano: tuple[tuple[str, ...], ...]
    jobs: tuple[str, ...]
    customers: str
    receipts: str


@dataclass(frozen=True)
class Load:
    """A load, and what has happened to the files before it.

    Attributes:
        name: what it is.
        change: of the files, in the folder of the project.
        fails: whether it fails on all sides.
        differs: a runner whose tables may differ then, as docs/campaigns.md says why.
    """

    name: str
    change: Callable[[Path, Case], None] = lambda folder, case: None
    fails: bool = False
    differs: str | None = None


def importer_variables(url: str) -> dict[str, str]:
    """The variables by which quickbooks-importer finds its database."""
    found = sides.database_variables(url)
    password = found.pop("POSTGRES_PASSWORD")
    return {**found, "TARGET_POSTGRES_PASSWORD": password, "DBT_POSTGRES_PASSWORD": password}


CASES = (
    Case(
        "quickbooks-native",
        ("raw", "analytics"),
        sides.database_variables,
        (("meltano", "run", "daily"),),
        ("daily",),
        "data/customers.csv",
        "data/sales_receipts.csv",
    ),
    Case(
        "quickbooks-importer-native",
        ("raw", "analytics", "matching"),
        importer_variables,
        (("bash", "import_items.sh"), ("bash", "run_pipeline.sh")),
        ("import_items", "run_pipeline_all", "run_pipeline_daily"),
        "data/customers_daily.csv",
        "data/sales_receipts_daily.csv",
    ),
)


def changed(folder: Path, case: Case) -> None:
    """Change two customers, as the next export would."""

    def change(header: list[str], rows: list[list[str]]) -> None:
        rows[1][header.index("Notes")] = "changed\nsecond line, NULL"
        rows[2][header.index("Notes")] = ""

    edit(folder / case.customers, change)


def added(folder: Path, case: Case) -> None:
    """Add two customers."""

    def add(header: list[str], rows: list[list[str]]) -> None:
        rows += [[f"{900 + n:07d}", f"Späte Kundin {n}", *rows[n][2:]] for n in range(2)]

    edit(folder / case.customers, add)


def blank_line(folder: Path, file: str) -> None:
    """End a file with a blank line, on which the target fails as its key is missing."""
    path = folder / file
    path.write_text(path.read_text() + "\n")


def mended(folder: Path, file: str) -> None:
    """Take the blank line away."""
    path = folder / file
    path.write_text(path.read_text().rstrip("\n") + "\n")


def bad_last(folder: Path, case: Case) -> None:
    """Mend the customers, and change them; the receipts are bad now."""
    mended(folder, case.customers)
    edit(folder / case.customers, lambda header, rows: rows[0].__setitem__(-1, "changed again"))
    blank_line(folder, case.receipts)


def edit(path: Path, how: Callable[[list[str], list[list[str]]], None]) -> None:
    """Edit the rows of a CSV file."""
    with path.open(newline="") as text:
        header, *rows = csv.reader(text)
    how(header, rows)
    with path.open("w", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows([header, *rows])


LOADS = (
    Load("first"),
    Load("repeat"),
    Load("changed rows", changed),
    Load("additions", added),
    Load("a bad file", lambda folder, case: blank_line(folder, case.customers), fails=True),
    Load("a bad file behind good ones", bad_last, fails=True, differs="native"),
    Load("mended", lambda folder, case: mended(folder, case.receipts)),
)


def run_all(project: sides.Project, commands: tuple[tuple[str, ...], ...], fails: bool) -> None:
    """Run commands until the first that fails; it is there when it has to be."""
    for command in commands:
        try:
            project.run("load", *command)
        except sides.Failed:
            if fails:
                return
            raise
    if fails:
        raise sides.Failed(f"{commands} ended well, and the file is bad")


def dagster(project: sides.Project, case: Case, url: str, fails: bool) -> None:
    """Run the jobs into a database."""
    for job in case.jobs:
        try:
            project.run_dagster(job, variables=case.variables(url))
        except sides.Failed:
            if fails:
                return
            raise
    if fails:
        raise sides.Failed(f"the jobs of {case.fixture} ended well, and the file is bad")


def matrix(case: Case, server: str, folder: Path) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Make all loads of a project; for each what is not equal, by runner."""
    project = quickbooks(folder / "project", case.fixture)
    urls = {name: database(server, f"{case.fixture}_{name}") for name in ("control", *RUNNERS)}
    project.environment |= case.variables(urls["control"])
    began, found = verdicts.moment(), []
    for load in LOADS:
        load.change(project.folder, case)
        commands = tuple(
            (str(project.meltano), *words[1:]) if words[0] == "meltano" else words
            for words in case.meltano
        )
        run_all(project, commands, load.fails)
        wrong = {}
        for runner in RUNNERS:
            files.use_runner(project, runner)
            dagster(project, case, urls[runner], load.fails)
            judged = verdicts.verdict(project, began, case.schemas, urls["control"], urls[runner])
            wrong[runner] = verdicts.unequal(judged)
            tables = len(judged["streams"])
            said = "; ".join(wrong[runner]) or f"equal, {tables} tables"
            print(f"{case.fixture}, {load.name}, {runner}: {said}", flush=True)
        found.append((case.fixture, load.name, wrong))
    return found


def database(server: str, name: str) -> str:
    """Make an empty database."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}"'.encode())
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def main() -> int:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the fixture of one project")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder, sides.postgres() as server:
        for case in CASES:
            if options.only in (None, case.fixture):
                results += matrix(case, server, Path(folder) / case.fixture)
    allowed = {load.name: load.differs for load in LOADS}
    bad = [
        (fixture, name, runner)
        for fixture, name, wrong in results
        for runner, found in wrong.items()
        if found and allowed[name] != runner
    ]
    if options.report:
        head = [f"| Project | Load | {' | '.join(RUNNERS)} |", "|---|---|" + "---|" * len(RUNNERS)]
        lines = [
            f"| {fixture} | {name} | "
            + " | ".join("; ".join(wrong[r]) or "equal" for r in RUNNERS)
            + " |"
            for fixture, name, wrong in results
        ]
        options.report.write_text("\n".join([*head, *lines]) + "\n")
    count = sum(len(wrong) for _, _, wrong in results)
    print(f"figure: matrix {count - len(bad)} as they must be of {count}")
    return 1 if bad or not results else 0


if __name__ == "__main__":
    sys.exit(main())
