"""The real Meltano beside the real Dagster: a PostgreSQL for all tests, copies of projects, a database a side."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parents[4]
SHARED = REPOSITORY.parent / "shared"
sys.path.insert(0, str(REPOSITORY / "tools"))

import fixture  # noqa: E402
import sides  # noqa: E402
import warm  # noqa: E402

# What kits ask of Meltano, beside its runs.
QUESTIONS = ("--version", "--dump", "config", "job", "state")


@pytest.fixture(scope="session", autouse=True)
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start Dagster and the kits of all projects with the imports done, and so dbt and what answers questions of Meltano."""
    environment = {k: v for k, v in os.environ.items() if not sides.Project.disturbs(k)}
    folder = tmp_path_factory.mktemp("programs")
    real, meltano = Path(os.environ["M2D_DAGSTER_PYTHON"]), Path(os.environ["M2D_MELTANO"])
    python = warm.overlaid(real, folder / "dagster")
    beside = warm.overlaid(meltano.with_name("python"), folder / "meltano").with_name("meltano")
    begun = [
        warm.Warm(meltano.with_name("python"), environment, warm.MELTANO),
        warm.Warm(real, environment, warm.DBT),
        warm.Warm(python, environment),
        warm.Warm(os.environ["M2D_PLAIN_PYTHON"], environment),
    ]
    warm.stand_in(beside, meltano, begun[0].address, QUESTIONS)
    warm.stand_in(python.with_name("dbt"), real.with_name("dbt"), begun[1].address)
    os.environ |= {"M2D_MELTANO": str(beside), "M2D_DAGSTER_PYTHON": str(python)}
    sides.Project.programs = {each.python: each for each in begun[2:]}
    yield
    for each in begun:
        each.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL that lives as long as the tests."""
    with sides.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def database(server: str) -> Callable[[str], str]:
    """Make an empty database of that name, return its URL."""

    def make(name: str) -> str:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    return make


@pytest.fixture
def copied(tmp_path: Path) -> Callable[..., sides.Project]:
    """Copy a project to a folder of the test."""

    def copy(source: Path, *, dbt: bool, **variables: str) -> sides.Project:
        shutil.copytree(source, tmp_path / "project", ignore=shutil.ignore_patterns(".meltano"))
        for path in (tmp_path / "project").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return sides.Project(tmp_path / "project", tmp_path / "logs", variables, dbt=dbt)

    return copy


# Workers take whole modules, whose tests share a project, and the next one or two before they are through with one of few tests. So those
# with a single long test come first, and last what is short or has many tests: otherwise one worker has work left when the others have none.
ORDER = (
    "test_native",
    "test_demo",
    "test_quickbooks",
    "test_importer",
    "test_soak",
    "test_killed_runs",
    "test_parallel_files",
    "test_parallel_sqlite",
    "test_corpus",
    "test_parallel_postgres",
    "test_parallel_dbt",
    "test_state",
    "test_order",
    "test_bad_files",
    "test_mapper",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the modules; of those that are not listed nobody knows how long they take."""
    places = {name: place for place, name in enumerate(ORDER)}
    items.sort(key=lambda item: places.get(item.path.stem, -1))


def quickbooks(folder: Path, name: str = "quickbooks-jobs") -> sides.Project:
    """A QuickBooks project in a new folder, installed on both sides, with no database yet."""
    source = REPOSITORY / "fixtures" / "projects" / name / "input"
    fixture.copy(source, folder)
    nowhere = sides.database_variables("postgresql://nobody@localhost:1/none")
    project = sides.Project(folder, folder.parent / "logs", nowhere)
    project.generate()
    project.install_meltano()
    project.install_dagster()
    return project


def schemas(url: str) -> set[str]:
    """The schemas of a database that hold something."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select schemaname from pg_tables where schemaname !~ '^(pg_|information_schema)'"
        )
        return {row[0] for row in found}


@pytest.fixture
def corpus() -> Callable[[str], Path]:
    """Find a project of the corpus."""

    def find(name: str) -> Path:
        folder = SHARED / "corpus" / name
        if not folder.is_dir():
            pytest.skip(f"NOT RUN: there is no corpus at {SHARED}")
        return folder

    return find
