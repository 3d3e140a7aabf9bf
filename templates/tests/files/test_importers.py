"""The importers of this project, with made-up files and a database of the tests; and the way back.

Settings, streams, keys and dialects are those of the project, only places are others.
"""

import csv
import importlib
import shutil
from itertools import chain
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import yaml
from files.importing import Ran
from psycopg import sql

from dagster_project.files import FileSystemResource, Importer, PostgresResource
from dagster_project.files.naming import relation_of
from dagster_project.files.work import Work
from dagster_project.singer.project import Project

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "dagster_project" / "defs" / "assets"
PACKAGES = [path.parent.name for path in sorted(ASSETS.glob("*/csv_extraction.py"))]
# Columns that are not keys, with what must stay as it is.
VALUES = {"Amount": "1,908.57", "Zip": "01234", "Nothing": "NULL", "Text": 'two "words"'}


class Elsewhere:
    """An importer of this project on files and a database of the test."""

    def __init__(self, package: str, root: Path, url: str, instance: dg.DagsterInstance) -> None:
        """Copy the settings, and have them name other places."""
        self.package = f"dagster_project.defs.assets.{package}"
        self.importer: Importer = importlib.import_module(f"{self.package}.constants").IMPORTER
        self.root, self.url, self.instance = root, url, instance
        self.generated = root / "generated"
        shutil.copytree(ROOT / "plugins", self.generated / "plugins")
        pipeline = self.importer.pipeline
        self._set("extractors", pipeline.extractor, "files", self._entries(pipeline.extractor))
        self._set("loaders", pipeline.loader, "sqlalchemy_url", url)
        self._write("files.yaml", {"schema_version": 1, "defaults": {"settle_seconds": 0}})
        self.runner("native")

    def runner(self, name: str) -> None:
        """Choose who runs the importer, as in migration.yaml of the project."""
        pipelines = {self.importer.name: {"runner": name}}
        self._write("migration.yaml", {"schema_version": 1, "pipelines": pipelines})

    def resolve(self) -> Work:
        """The importer as it is in a run."""
        return Work.resolve(self.importer, Project.load(), PostgresResource(), FileSystemResource())

    def fill(self, first: int) -> None:
        """Write a file of two rows for each stream; keys count from a number on."""
        for source in self.resolve().sources:
            dialect = source.dialect
            with (self.root / source.path).open("w", newline="", encoding=dialect.encoding) as file:
                rows = csv.writer(
                    file,
                    delimiter=dialect.delimiter,
                    quotechar=dialect.quotechar,
                    escapechar=dialect.escapechar,
                    doublequote=dialect.doublequote,
                )
                rows.writerow([*source.keys, *VALUES])
                for number in (first, first + 1):
                    rows.writerow([*(f"{number:07}" for _ in source.keys), *VALUES.values()])

    def run(self) -> Ran:
        """Run the steps of the importer as they are in this project."""
        modules = ("csv_extraction", "postgres_loading", "file_management")
        named = [vars(importlib.import_module(f"{self.package}.{name}")) for name in modules]
        values = chain.from_iterable(names.values() for names in named)
        assets = [value for value in values if isinstance(value, dg.AssetsDefinition)]
        return Ran(
            dg.materialize(
                # A file that a sensor has seen is a partition.
                [definition for definition in assets if definition.partitions_def is None],
                resources={"file_system": FileSystemResource(), "postgres": PostgresResource()},
                instance=self.instance,
                raise_on_error=False,
            )
        )

    def rows(self) -> dict[str, list[tuple]]:
        """What is in each table, but for what the target says of each load."""
        found = {}
        work = self.resolve()
        with psycopg.connect(self.url) as connection:
            for source in work.sources:
                table = relation_of(source.stream, work.destination).identifier
                names = map(sql.Identifier, [*source.keys, *VALUES])
                query = sql.SQL("SELECT {} FROM {} ORDER BY 1")
                rows = connection.execute(query.format(sql.SQL(", ").join(names), table))
                found[source.stream] = rows.fetchall()
        return found

    def _entries(self, extractor: str) -> list[dict[str, object]]:
        """The entries of `files`, each with a file of its own in this folder."""
        settings = self._settings("extractors", extractor)["settings"]
        values = [s["value"] for s in settings["files"]["sources"] if "value" in s]
        elsewhere = settings.get("csv_files_definition", {"sources": []})
        if not values or any("value" in s for s in elsewhere["sources"]):
            pytest.skip(f"NOT RUN: `files` is not in plugins/extractors/{extractor}.yaml")
        return [{**entry, "path": f"{number}.csv"} for number, entry in enumerate(values[0])]

    def _set(self, kind: str, plugin: str, setting: str, value: object) -> None:
        data = self._settings(kind, plugin)
        known = data["settings"].get(setting, {})
        data["settings"][setting] = {**known, "sources": [{"value": value}]}
        self._write(f"plugins/{kind}/{plugin}.yaml", data)

    def _settings(self, kind: str, plugin: str) -> dict:
        path = self.generated / "plugins" / kind / f"{plugin}.yaml"
        return yaml.safe_load(path.read_text(encoding="utf-8"))

    def _write(self, name: str, data: object) -> None:
        (self.generated / name).write_text(yaml.safe_dump(data), encoding="utf-8")


@pytest.fixture(params=PACKAGES)
def elsewhere(
    request: pytest.FixtureRequest,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_variables: None,
    in_memory: dg.DagsterInstance,
) -> Elsewhere:
    """Each importer of this project in turn, with tables that are not there yet."""
    monkeypatch.setenv("M2D_OUTPUT", str(tmp_path / "generated"))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    monkeypatch.setenv("M2D_VENVS", str(ROOT / ".venvs"))
    made = Elsewhere(request.param, tmp_path, database, in_memory)
    with psycopg.connect(database, autocommit=True) as connection:
        schema = sql.Identifier(made.resolve().destination.schema or "public")
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    return made


def test_there_is_an_importer() -> None:
    """These tests are part of a project only when it has one."""
    assert PACKAGES


def test_each_stream_fills_its_table(elsewhere: Elsewhere) -> None:
    """Each value as it is in the file; a second load adds no row of a known key."""
    elsewhere.fill(1)
    assert elsewhere.run().success
    first = elsewhere.rows()
    assert list(first) == sorted(kind.stream for kind in elsewhere.importer.types)
    assert all(
        row[-len(VALUES) :] == tuple(VALUES.values()) for row in chain.from_iterable(first.values())
    )
    elsewhere.fill(2)
    assert elsewhere.run().success
    sources = {source.stream: source for source in elsewhere.resolve().sources}
    counts = {stream: len(rows) for stream, rows in elsewhere.rows().items()}
    assert counts == {stream: 3 if sources[stream].keys else 4 for stream in counts}


def test_back_to_singer_is_one_word(elsewhere: Elsewhere) -> None:
    """Tap and target find the tables as if they had filled them, and leave the same rows."""
    elsewhere.fill(1)
    assert elsewhere.run().success
    native = elsewhere.rows()
    elsewhere.runner("singer")
    ran = elsewhere.run()
    if not ran.success and "is not installed" in ran.error:
        pytest.skip(f"NOT RUN: {ran.error}")
    assert ran.success, ran.error
    sources = {source.stream: source for source in elsewhere.resolve().sources}
    assert elsewhere.rows() == {
        stream: rows if sources[stream].keys else sorted(rows * 2)
        for stream, rows in native.items()
    }
