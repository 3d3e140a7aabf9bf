"""Parse a CSV file into frames of text, exactly as tap-csv makes records of it."""

import gc
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from dagster_project.files.model import (
    CHUNK_ROWS,
    METADATA_COLUMNS,
    Candidate,
    Chunk,
    Header,
    Mode,
    Row,
    Source,
)
from dagster_project.files.opening import NUL, UNDECODABLE, Records, opened
from dagster_project.files.rows import Note, Shaper
from dagster_project.singer.errors import KitError


def header_of(candidate: Candidate, source: Source) -> Header:
    """The columns that a file gives to its stream; in Meltano, the first file gives them to all.

    Raises:
        KitError: there is no header, or the tap or the target would fail on it.
    """
    path = candidate.path
    names = names_of(path, source)
    metadata = METADATA_COLUMNS if source.add_metadata_columns else ()
    for key in source.keys:
        if key in metadata:
            raise KitError(
                f"the key `{key}` of stream `{source.stream}` tells where a row stood",
                "It is no key of what the row says: leave this pipeline on the runner `singer`.",
            )
        if key not in names:
            raise KitError(
                f"{path}: the key column `{key}` of stream `{source.stream}` is not in the header",
                "Its columns: " + ", ".join(f"`{name}`" for name in names) + ".",
            )
    for name in metadata:
        if name in names:
            raise KitError(
                f"{path}: its column `{name}` has the name of a column of metadata",
                "Rename it, or leave this pipeline on the runner `singer`.",
            )
    return Header(names, tuple(dict.fromkeys((*metadata, *names))))


def names_of(path: Path, source: Source) -> tuple[str, ...]:
    """The names on the first line of a file, whatever they are.

    Raises:
        KitError: there is no such line, or it cannot be read.
    """
    # Bytes that are not text, in later lines, are for those who read them.
    with opened(path, source.dialect, lenient=True) as records:
        first, _ = records.take(1)
        troubles = set(records.troubled.values())
    if UNDECODABLE in troubles:
        with opened(path, source.dialect) as records:
            records.take(1)
    if not first or not first[0]:
        raise KitError(
            f"{path} has no header: its first line is {'blank' if first else 'missing'}",
            "Write the names of the columns on the first line.",
        )
    if NUL in troubles:
        raise KitError(f"{path}: a NUL character in the header", "Write the file anew without it.")
    return tuple(first[0])


def read(
    candidate: Candidate,
    source: Source,
    header: Header,
    mode: Mode,
    reject: Note,
    chunk_rows: int = CHUNK_ROWS,
    *,
    notice: Note | None = None,
) -> Iterator[Chunk]:
    """The rows of a file, in chunks.

    Args:
        candidate: the file, which must still be what it was when it was found.
        source: its stream.
        header: the columns of the stream.
        mode: what happens to rows that are not right.
        reject: is told every row that is not loaded; never in the mode `as-meltano`.
        chunk_rows: how many rows a chunk has at most.
        notice: in the mode `as-meltano`, is told every row that is loaded although it is not right.

    Raises:
        KitError: the file cannot be parsed, was changed, has another header (modes `strict` and
            `quarantine`), or has a row that Meltano fails on (`as-meltano`) or that was rejected
            (`strict`; after the whole file was read, so that all such rows are known).
    """
    with opened(candidate, source.dialect, lenient=mode is not Mode.AS_MELTANO) as records:
        names = _names(records, header, mode)
        if names is None:
            return
        place = str(candidate.path)
        shaper = Shaper(place, source, header, mode, names, reject, notice or (lambda _: None))
        modified = datetime.fromtimestamp(candidate.mtime, timezone.utc)
        metadata = (candidate.source_file, modified.isoformat("T", "microseconds"))
        columns = pd.Index(header.columns, dtype=object)
        before = 0
        while True:
            with _no_collection():
                rows, lines = records.take(chunk_rows)
                read_now = len(rows)
                taken, indices = shaper.shape(rows, lines, records.troubled)
                records.troubled.clear()
                del rows
                stopped = mode is Mode.STRICT and shaper.rejected
                chunk = None
                if taken and not stopped:
                    if source.add_metadata_columns:
                        numbers = (str(before + index + 1) for index in indices)
                        taken = [
                            [*metadata, n, *row] for n, row in zip(numbers, taken, strict=True)
                        ]
                    starts = lines if len(taken) == read_now else [lines[i] for i in indices]
                    chunk = Chunk(_frame(taken, columns), starts, taken)
                del taken
            if not read_now:
                break
            before += read_now
            if chunk is not None:
                yield chunk
                # The next chunk is built while only the caller may still hold this one.
                del chunk
    if mode is Mode.STRICT and shaper.first is not None:
        raise KitError(
            f"{place}: {shaper.rejected} of {before} rows cannot be loaded; "
            f"the first on line {shaper.first.line}: {shaper.first.reason}",
            "Correct the file, or set the mode to `quarantine` to load the others.",
        )


def _names(records: Records, header: Header, mode: Mode) -> Sequence[str] | None:
    """The names on the first line of this file; None when it has no line at all."""
    first, _ = records.take(1)
    records.troubled.clear()
    if not first and mode is Mode.AS_MELTANO:
        return None
    names = first[0] if first else []
    if mode is Mode.AS_MELTANO:
        return names
    if len(set(names)) != len(names) or set(names) != set(header.names):
        listed = ", ".join(f"`{name}`" for name in names) or "nothing"
        raise KitError(
            f"{records.path}: its header is not that of its stream: {listed}",
            "Expected: " + ", ".join(f"`{name}`" for name in header.names) + ".",
        )
    return names


def _frame(rows: Sequence[Row], columns: pd.Index) -> pd.DataFrame:
    shape = len(rows), len(columns)
    # Value by value: numpy would look into every text for a sequence, at twice the price.
    flat = np.fromiter(chain.from_iterable(rows), dtype=object, count=shape[0] * shape[1])
    # Without its type, pandas would look for dates in every column.
    return pd.DataFrame(flat.reshape(shape), columns=columns, dtype=object, copy=False)


@contextmanager
def _no_collection() -> Generator[None, None, None]:
    """Millions of lists of texts cannot form a cycle; looking for one doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
