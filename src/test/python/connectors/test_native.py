"""The file kit leaves the tables that the real tap-csv and target-postgres left.

What failed there is refused here, with an error that says what to do. A case whose `not_native` gives a reason is refused, too.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import cases
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

sys.path.insert(0, str(cases.REPOSITORY / "templates"))

from dagster_project.files.destination import Destination, destination
from dagster_project.files.discovery import look
from dagster_project.files.loading import load_file
from dagster_project.files.model import Mode, Source
from dagster_project.files.parsing import header_of, read
from dagster_project.files.postgres import PostgresResource
from dagster_project.files.sources import read_sources
from dagster_project.singer.errors import KitError
from dagster_project.singer.switchboard import FILE_LEDGER

ROWS = 3  # of a chunk; so few that most cases have several


def loaded(
    target: Destination, source: Source, project: Path, run: str, connection: psycopg.Connection
) -> None:
    """All files of a stream, as one run of Meltano reads them."""
    header = None
    for file in look(source, project).candidates:
        header = header or header_of(file, source)
        parts = read(file, source, header, Mode.AS_MELTANO, lambda rejected: None, chunk_rows=ROWS)
        load_file(
            connection,
            target,
            source,
            header,
            file,
            parts,
            mode=Mode.AS_MELTANO,
            run_id=run,
            again=True,
        )


def natively(connection: psycopg.Connection, url: str, load: cases.Load, project: Path) -> None:
    """One load of a case, on a connection of its own."""
    parts = conninfo_to_dict(url)
    settings = {name: parts[name] for name in ("host", "port", "user", "password")}
    settings = {**settings, "database": connection.info.dbname}
    place = "postgresql+psycopg://{user}:{password}@{host}:{port}/{database}".format(**settings)
    given = {key: place if value == "<url>" else value for key, value in load.target.items()}
    target = destination({**settings, **given}, project)
    extras = {f"_{name}": value for name, value in load.extras.items()}
    resource = PostgresResource.to(target, attempts=1)
    try:
        for source in read_sources(load.tap, extras, project):
            resource.attempt(partial(loaded, target, source, project, f"load-{load.number}"))
    finally:
        resource.close()


def tables(connection: psycopg.Connection, windows: list[cases.Window]) -> dict[str, Any]:
    """All tables but the ledger, as a case has them."""
    found = {}
    for schema in cases.schemas(connection):
        found[schema] = cases.snapshot(connection, schema, windows)
        found[schema].pop(FILE_LEDGER, None)
    # The schema of the ledger, where the settings name none.
    return {schema: names for schema, names in found.items() if names or schema != "public"}


def differ(case: cases.Case, url: str, folder: Path) -> bool:
    """Do all loads of a case; tell whether one of them left other tables than the connectors."""
    windows: list[cases.Window] = []
    with cases.database(case, url) as connection:
        for load, expected in zip(case.loads, case.expected, strict=True):
            if load.prepare:
                connection.execute(load.prepare.encode())
            project = folder / str(load.number)
            load.write(project)
            begin = datetime.now(timezone.utc) - timedelta(milliseconds=1)
            ends = [expected["tap"]["status"], expected["target"]["status"]]
            if ends != ["ok", "ok"] or case.not_native:
                with pytest.raises(KitError) as caught:
                    natively(connection, url, load, project)
                assert caught.value.advice
                # What the target had written by then differs: a file is loaded whole or not at all.
                return False
            try:
                natively(connection, url, load, project)
            except KitError:
                if case.native_differs:
                    return True
                raise
            windows.append((begin, datetime.now(timezone.utc) + timedelta(milliseconds=1)))
            found = tables(connection, windows)
            if case.native_differs and found != expected["schemas"]:
                return True
            assert found == expected["schemas"]
    return False


@pytest.mark.parametrize("case", cases.cases(), ids=lambda case: case.name)
def test_the_same_tables(
    case: cases.Case, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert differ(case, postgres, tmp_path) == bool(case.native_differs)
