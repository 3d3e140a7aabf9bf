"""The staging table of a load: every row of the file as text, with its line, by COPY."""

from collections.abc import Iterable, Sequence
from typing import cast

from psycopg import Connection, sql

from dagster_project.files.model import Chunk, Row
from dagster_project.files.naming import Column
from dagster_project.singer.errors import KitError

STAGING = sql.Identifier("pg_temp", "_staging")
# Characters that hold a place until the text is escaped, for data that has tabs and line breaks.
# Data that has these too is written value by value.
UNIT, RECORD, NULL = "\x1f", "\x1e", "\x1d"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def staged(position: int) -> sql.Identifier:
    """The staging column of a position; a name of the file could be `line`, or too long to see."""
    return sql.Identifier(f"c{position}")


def create(connection: Connection, columns: Sequence[Column]) -> None:
    """Make it; it is gone at the end of the transaction."""
    texts = [sql.SQL("{} text").format(staged(i)) for i in range(len(columns))]
    fields = [sql.SQL("line bigint NOT NULL"), *texts]
    body = sql.SQL(", ").join(fields)
    connection.execute(sql.SQL("CREATE TEMPORARY TABLE _staging ({}) ON COMMIT DROP").format(body))


def fill(
    connection: Connection,
    columns: Sequence[Column],
    keys: Sequence[str],
    chunks: Iterable[Chunk],
    *,
    sanitize: bool,
) -> int:
    """Copy the rows of a file and count them.

    Args:
        connection: in a transaction in which `create` ran.
        columns: those that come from the file.
        keys: no row may lack one of them.
        chunks: the rows.
        sanitize: whether a NUL becomes U+FFFD.

    Raises:
        KitError: a row lacks a key column, or has a NUL that is not sanitized.
    """
    names = [column.name for column in columns]
    rows = 0
    cursor = connection.cursor()
    fields = sql.SQL(", ").join([*(staged(i) for i in range(len(names))), sql.Identifier("line")])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(STAGING, fields)
    # What is sent waits in the socket's buffer, so that the server works while the file is read. A
    # thread of its own that sends takes longer, and memory where the server is the slower side.
    with cursor.copy(statement) as copy:
        for chunk in chunks:
            if not len(chunk):
                continue
            copy.write(_text_of(chunk, names, keys, sanitize))
            rows += len(chunk)
            # Its memory, still in the processor's cache, is what the next one is built in.
            del chunk
    return rows


def _text_of(chunk: Chunk, names: Sequence[str], keys: Sequence[str], sanitize: bool) -> str:
    """The rows in the text format of COPY, each with its line at the end."""
    _check_columns(chunk, keys)
    rows = _rows(chunk, names)
    nulls = 0
    for unit, record in (("\t", "\n"), (UNIT, RECORD)):
        try:
            text = _joined(rows, chunk.lines, unit, record)
        except TypeError:
            _check_keys(chunk, keys)
            nulls = sum(row.count(None) for row in rows)
            rows = [[NULL if value is None else value for value in row] for row in rows]
            text = _joined(rows, chunk.lines, unit, record)
        if "\0" in text:
            if not sanitize:
                raise KitError(
                    _first_nul(chunk, names),
                    "PostgreSQL cannot keep it. Set `sanitize_null_text_characters: true` of "
                    "target-postgres to have it replaced, or remove it from the file.",
                )
            text = text.replace("\0", "\ufffd")
        counts = (text.count(unit), text.count(record), text.count(NULL))
        if counts == (len(rows) * len(names), len(rows), nulls):
            return _escaped(text, unit, record)
    return _slowly(chunk, names)


def _rows(chunk: Chunk, names: Sequence[str]) -> Sequence[Row]:
    if list(chunk.frame.columns) == list(names):
        return chunk.rows
    rows: list[Row] = chunk.frame[list(names)].to_numpy(dtype=object).tolist()
    return rows


def _joined(rows: Sequence[Row], lines: Sequence[int], unit: str, record: str) -> str:
    # Whole lists at a time; what is done for each row on its own is many times slower.
    parts = [""] * (2 * len(rows))
    parts[::2] = map(unit.join, cast(Sequence[Sequence[str]], rows))
    between = unit if rows[0] else ""
    parts[1::2] = [f"{between}{line}{record}" for line in lines]
    return "".join(parts)


def _escaped(text: str, unit: str, record: str) -> str:
    """Values that are joined by two characters, which no value has."""
    for character, escape in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        if character not in (unit, record) and character in text:
            text = text.replace(character, escape)
    if NULL in text:
        text = text.replace(NULL, "\\N")
    return text if unit == "\t" else text.replace(unit, "\t").replace(record, "\n")


def _slowly(chunk: Chunk, names: Sequence[str]) -> str:
    """The same, value by value, for data that has the separating characters in it."""
    written = []
    for line, row in zip(chunk.lines, _rows(chunk, names), strict=True):
        fields = ["\\N" if v is None else v.replace("\0", "\ufffd").translate(ESCAPES) for v in row]
        written.append("\t".join([*fields, str(line)]))
    return "\n".join(written) + "\n"


def _check_columns(chunk: Chunk, keys: Sequence[str]) -> None:
    for key in keys:
        if key not in chunk.frame.columns:
            raise KitError(
                f"the file has no column `{key}`, which is a key of its stream",
                "target-postgres fails on every row without it. Names count letter by letter, "
                "case included.",
            )


def _check_keys(chunk: Chunk, keys: Sequence[str]) -> None:
    for key in keys:
        values = chunk.frame[key].tolist()
        if None in values:
            line = chunk.lines[values.index(None)]
            raise KitError(
                f"line {line} ends before the key column `{key}`",
                "target-postgres fails on a row that lacks a key; a blank line is such a row. "
                "Correct the file, or load it in the mode `quarantine`, which leaves such rows "
                "out.",
            )


def _first_nul(chunk: Chunk, names: Sequence[str]) -> str:
    for name in names:
        for line, value in zip(chunk.lines, chunk.frame[name].tolist(), strict=True):
            if value is not None and "\0" in value:
                return f"line {line} has a zero byte in the column `{name}`"
    return "the file has a zero byte"
