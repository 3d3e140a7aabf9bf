"""Load rows in a process of its own, which a test kills: python one_load.py URL RUN ROWS [STOP]

Prints `copying` in the middle of the COPY and `merging` after it; waits there to be killed when STOP is that word. Prints
what the load did at the end, and then waits for a line when STOP is `committed`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import conftest  # noqa: F401 (the import path)
import psycopg
from dagster_project.files.destination import Destination
from dagster_project.files.loading import load_file
from dagster_project.files.model import Chunk, Header, Mode, Source
from loads import candidate, chunks

COLUMNS = ("id", "a")
FILE = candidate("the content of the killed")


def reached(word: str, stop: str) -> None:
    """Say so, and stay when the test wants to kill here."""
    print(word, flush=True)
    if word == stop:
        time.sleep(600)


def main(url: str, run: str, rows: int, stop: str = "") -> None:
    """Load once."""

    def parts() -> Iterator[Chunk]:
        made = ((str(i), f"value {i}") for i in range(rows))
        for number, chunk in enumerate(chunks(COLUMNS, made, max(1, rows // 4))):
            if number == 2:
                reached("copying", stop)
            yield chunk

    def rejected() -> int:
        reached("merging", stop)
        return 0

    with psycopg.connect(url, autocommit=True) as connection:
        done = load_file(
            connection,
            Destination({}, schema="raw"),
            Source("rows", "in", ("id",)),
            Header(COLUMNS, COLUMNS),
            FILE,
            parts(),
            mode=Mode.AS_MELTANO,
            run_id=run,
            rejected=rejected,
        )
    print(done, flush=True)
    reached("committed", stop)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
