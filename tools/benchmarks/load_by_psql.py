"""The part of `./bench load` that is not ours: `\\copy` into a staging table, and the statements that write to the table."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import measure

METADATA = {
    "_sdc_extracted_at": "timestamp",
    "_sdc_received_at": "timestamp",
    "_sdc_batched_at": "timestamp",
    "_sdc_deleted_at": "timestamp",
    "_sdc_sequence": "bigint",
    "_sdc_table_version": "bigint",
    "_sdc_sync_started_at": "bigint",
}
# Of the time zone's day, as target-postgres writes it.
VALUES = (
    "now()::timestamp, now()::timestamp, now()::timestamp, NULL, 1700000000000, NULL, 1700000000000"
)
TIME = re.compile(r"^Time: ([0-9.]+) ms", re.MULTILINE)


def statements(table: str, columns: Sequence[str], key: str, file: Path, *, again: bool) -> str:
    """What native does with a new table, or with one that is there, without its checks."""
    names = [f'"{column}"' for column in columns]
    texts = ", ".join(f"{name} text" for name in names)
    every = ", ".join([*names, *METADATA])
    insert = f"INSERT INTO {table} ({every}) SELECT {', '.join(names)}, {VALUES} FROM staging"
    if again:
        own = [name for name in (*names, *METADATA) if name != f'"{key}"']
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in own)
        before, after = [], [f'{insert} ON CONFLICT ("{key}") DO UPDATE SET {changes};']
    else:
        metadata = ", ".join(f"{name} {kind}" for name, kind in METADATA.items())
        before = [f"CREATE TABLE {table} ({texts}, {metadata});"]
        after = [f"{insert};", f'ALTER TABLE {table} ADD PRIMARY KEY ("{key}");']
    return "\n".join(
        [
            "\\set ON_ERROR_STOP on",
            "\\timing on",
            "BEGIN;",
            *before,
            f"CREATE TEMPORARY TABLE staging ({texts}) ON COMMIT DROP;",
            f"\\copy staging FROM '{file}' WITH (FORMAT csv, HEADER)",
            *after,
            "COMMIT;",
        ]
    )


def run(script: str) -> measure.Cost:
    """Run statements by psql; the time is what psql says of them, without its own start."""
    command = [measure.REPOSITORY / "tools" / "postgres", "psql", "-q"]
    ended = subprocess.run(command, check=False, input=script, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"bench: psql ended with {ended.returncode}:\n{ended.stderr}")
    return measure.Cost(sum(map(float, TIME.findall(ended.stdout))) / 1000, 0, 0)
