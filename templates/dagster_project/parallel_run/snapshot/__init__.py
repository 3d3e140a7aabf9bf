"""What a side of a parallel run left at its destination, written into the bundle.

An export is dumb: it reads, it writes, it never compares. Values are text as the kind of
destination writes them under fixed session settings; `m2d compare` gives them meaning.
"""

from collections.abc import Sequence
from pathlib import Path

from dagster_project.parallel_run.snapshot.destination import (
    Destination,
    Exported,
    FileEntry,
    Relation,
    stream_file,
)
from dagster_project.parallel_run.snapshot.duckdb import DuckDb
from dagster_project.parallel_run.snapshot.files import export_files, files_beside
from dagster_project.parallel_run.snapshot.postgres import Postgres
from dagster_project.parallel_run.snapshot.sqlite import Sqlite
from dagster_project.parallel_run.snapshot.tables import Dialect, export_tables, place_of
from dagster_project.parallel_run.snapshot.warehouse import BigQuery, Redshift, Snowflake

__all__ = [
    "Destination",
    "Exported",
    "FileEntry",
    "Relation",
    "beside",
    "export",
    "stream_file",
]

DIALECTS: dict[str, Dialect] = {
    "postgres": Postgres(),
    "sqlite": Sqlite(),
    "duckdb": DuckDb(),
    "redshift": Redshift(),
    "snowflake": Snowflake(),
    "bigquery": BigQuery(),
}


def export(destination: Destination, relations: Sequence[Relation], folder: Path) -> list[Exported]:
    """Write relations of one destination into a side of a bundle.

    Tables become `schema/<file>.json` and `data/<file>.csv.gz`; files of a target are copied to
    `data/<file>/`. A relation that does not exist leaves neither, which is a fact and no error.

    Args:
        destination: the isolated place that the side wrote to.
        relations: what to export; each name once.
        folder: the side's folder in the bundle, `<bundle>/<side>`; it exists.

    Returns:
        What was written, in the order of the relations. The caller writes `files.json` of it.

    Raises:
        KitError: the destination cannot be reached or read, or a driver is missing; without
            secrets.
    """
    if destination.kind == "files":
        return export_files(destination, relations, folder)
    return export_tables(DIALECTS[destination.kind], destination, relations, folder)


Names = set[tuple[str | None, str]]


def beside(
    destination: Destination, namespace: str | None, relations: Sequence[Relation]
) -> tuple[Names, dict[str, tuple[str | None, str]]]:
    """Name what lies in a place beside some relations: tables and views, or files of no stream.

    Each is a pair of its schema, where there are such, and its name.

    Returns:
        These, and the tables of the relations that are there, by the names of the relations.

    Args:
        destination: how the place is reached.
        namespace: the schema to look into; None for a database file or a folder.
        relations: what is known to be there.

    Raises:
        KitError: the destination cannot be reached or read.
    """
    if any(relation.stream == "*" and relation.table is None for relation in relations):
        return set(), {}  # all that is there belongs to it
    if destination.path is not None and not destination.path.exists():
        return set(), {}
    if destination.kind == "files":
        return {(None, name) for name in files_beside(destination, relations)}, {}
    dialect = DIALECTS[destination.kind]
    with dialect.open(destination) as session:
        there = sorted(dialect.names(session, namespace), key=lambda p: (p[0] or "", p[1]))
    places = {relation.name: place_of(relation, there) for relation in relations}
    found = {name: place for name, place in places.items() if place is not None}
    return set(there) - set(found.values()), found
