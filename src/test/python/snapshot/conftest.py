"""Exports from real databases: a PostgreSQL for all tests, the drivers in another environment."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path[:0] = [str(REPOSITORY / "templates"), str(REPOSITORY / "tools")]

import sides  # noqa: E402
from dagster_project.parallel_run import snapshot  # noqa: E402
from dagster_project.parallel_run.snapshot import (  # noqa: E402
    Destination,
    Exported,
    Relation,
    stream_file,
)

EXPORTERS = Path(os.environ["M2D_EXPORTERS_PYTHON"])


@dataclass
class Side:
    """A side of a bundle, to look into."""

    folder: Path

    def export(self, destination: Destination, *relations: Relation) -> list[Exported]:
        self.folder.mkdir(exist_ok=True)
        return snapshot.export(destination, relations, self.folder)

    def schema(self, name: str) -> dict:
        return json.loads((self.folder / "schema" / f"{stream_file(name)}.json").read_text())

    def classes(self, name: str) -> dict[str, str]:
        return {column["name"]: column["class"] for column in self.schema(name)["columns"]}

    def text(self, name: str) -> str:
        with gzip.open(self.folder / "data" / f"{stream_file(name)}.csv.gz", "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")

    def digest(self, name: str) -> str:
        data = self.folder / "data" / f"{stream_file(name)}.csv.gz"
        return hashlib.sha256(data.read_bytes()).hexdigest()

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.text(name).splitlines(keepends=True)))


@pytest.fixture
def side(tmp_path: Path) -> Side:
    return Side(tmp_path / "control")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL that lives as long as the tests."""
    with sides.postgres() as url:
        yield url


@dataclass
class Schema:
    """A schema of the server, empty at first."""

    url: str
    name: str

    def run(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("set search_path = {}, public").format(sql.Identifier(self.name))
            )
            for statement in statements:
                connection.execute(statement)  # ty: ignore[no-matching-overload]

    def destination(self, python: Path | None = None, **connection: object) -> Destination:
        parts = urlsplit(self.url)
        roles = {
            "host": parts.hostname,
            "port": parts.port,
            "user": parts.username,
            "password": parts.password,
            "database": parts.path.lstrip("/"),
        }
        return Destination(
            "postgres", connection=connection or roles, namespace=self.name, python=python
        )


@pytest.fixture
def schema(server: str) -> Callable[[str], Schema]:
    """Make an empty schema of that name."""

    def make(name: str) -> Schema:
        with psycopg.connect(server, autocommit=True) as connection:
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(identifier))
            connection.execute(sql.SQL("create schema {}").format(identifier))
        return Schema(server, name)

    return make
