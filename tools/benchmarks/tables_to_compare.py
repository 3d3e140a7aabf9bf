"""The part of `./bench compare` about PostgreSQL: two tables with planted differences, m2d with its exports beside reladiff."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import measure
import psycopg
import rows_to_compare

ROWS = 1_000_000
TABLE = "orders"


def fill(folder: Path) -> None:
    """Make the table in the schemas `meltano` and `dagster`, with an index as reladiff wants one."""
    columns = ", ".join(f"{name} {kind}" for name, kind in rows_to_compare.COLUMNS.items())
    files = rows_to_compare.write(folder, ROWS)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for schema, file in zip(("meltano", "dagster"), files, strict=True):
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.execute(f"CREATE SCHEMA {schema}")
            connection.execute(f"CREATE TABLE {schema}.{TABLE} ({columns})")
            copy = f"COPY {schema}.{TABLE} FROM STDIN (FORMAT csv, HEADER)"
            with connection.cursor().copy(copy) as to, file.open("rb") as rows:
                while block := rows.read(1 << 20):
                    to.write(block)
            connection.execute(f"CREATE INDEX ON {schema}.{TABLE} (id)")
            connection.execute(f"VACUUM ANALYZE {schema}.{TABLE}")


def by_m2d(folder: Path) -> measure.Cost:
    """Export both tables at once, then compare."""
    exports = folder / "exports"
    shutil.rmtree(exports, ignore_errors=True)
    script = Path(__file__).with_name("export_table.py")
    sides = [exports / schema for schema in ("meltano", "dagster")]
    copies = " & ".join(f"{sys.executable} {script} {s.name} {TABLE} {s}" for s in sides)
    left, right = (side / "data" / f"{TABLE}.csv.gz" for side in sides)
    compare = f"{measure.REPOSITORY}/m2d compare {left} {right} --key id"
    command = ["bash", "-c", f"{copies} & wait; {compare}; [ $? = 5 ]"]
    return measure.measure(command, folder, os.environ)


def by_reladiff(folder: Path) -> measure.Cost:
    """Compare by hashes of ranges of the key, the columns as in the files."""
    url = os.environ["DATABASE_URL"]
    reladiff = Path(os.environ["M2D_COMPARERS_PYTHON"]).with_name("reladiff")
    tables = [url, f"meltano.{TABLE}", url, f"dagster.{TABLE}"]
    command = [reladiff, *tables, "-k", "id", "-c", "%", "--algorithm", "hashdiff", "-j", "4"]
    return measure.measure(command, folder, os.environ)


def add(top: Path, figures: measure.Figures) -> None:
    """Measure, and add the figure."""
    folder = top / "tables"
    folder.mkdir()
    fill(folder)
    ways: dict[str, Callable[[], measure.Cost]] = {
        "m2d from tables": lambda: by_m2d(folder),
        "reladiff": lambda: by_reladiff(folder),
    }
    found = measure.in_turn(ways)
    pairs = zip(found["m2d from tables"], found["reladiff"], strict=True)
    ratio = median(ours.wall / theirs.wall for ours, theirs in pairs)
    figures.add("compare_tables_to_reladiff_wall", ratio, "x", 0.5)
