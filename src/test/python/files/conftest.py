"""The file kit on real files, and on a real PostgreSQL where one is needed."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from importing import World

ROOT = Path(__file__).resolve().parents[4]
# A namespace package: the kit of templates/ as a generated project has it.
sys.path[:0] = [str(ROOT / "templates"), str(Path(__file__).parent), str(ROOT / "tools")]
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"

import sides  # noqa: E402
from dagster_project.files.archive import Shelf  # noqa: E402
from shelves import ELSEWHERE  # noqa: E402


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL of the tests' own."""
    with sides.postgres() as url:
        yield url


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> Iterator["World"]:
    """A project with an importer, whose tables are not there yet."""
    import dagster
    from importing import World, project

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS raw CASCADE")
    for name, value in project(tmp_path, server).items():
        monkeypatch.setenv(name, value)
    with dagster.DagsterInstance.ephemeral() as instance:
        made = World(tmp_path, instance)
        made.runner("native")
        made.policy()
        yield made


@pytest.fixture
def connection(server: str) -> Iterator[psycopg.Connection]:
    """To the server, which has no schema `raw` yet."""
    with psycopg.connect(server, autocommit=True) as found:
        found.execute("DROP SCHEMA IF EXISTS raw CASCADE")
        yield found


@pytest.fixture
def elsewhere(tmp_path):
    """A folder on another file system."""
    if ELSEWHERE is None:
        pytest.skip("NOT RUN: /dev/shm is not another file system")
    folder = ELSEWHERE / f"m2d-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=["same file system", "other file system", "no hard links"])
def shelf(request, tmp_path, monkeypatch):
    """A shelf that is reached in one of three ways."""
    if request.param == "other file system":
        return Shelf(request.getfixturevalue("elsewhere") / "archive")
    if request.param == "no hard links":

        def refuse(*_):
            raise OSError(errno.EOPNOTSUPP, "no links")

        monkeypatch.setattr(os, "link", refuse)
    return Shelf(tmp_path / "archive")
