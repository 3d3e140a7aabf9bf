"""How a CSV file is written: the options of an entry of tap-csv, and Python's reader for them."""

import codecs
import csv
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from dagster_project.files.model import Dialect
from dagster_project.singer.errors import KitError

# Python's own limit, which the tap does not change. It also keeps a quote that is never closed from
# taking the rest of a large file into memory.
FIELD_LIMIT = 131_072
_BOOLEANS = ("doublequote", "skipinitialspace", "strict")
_TEXTS = ("delimiter", "quotechar", "escapechar", "encoding")
_NAMES = {bool: "true or false", str: "a text"}


def dialect_of(entry: Mapping[str, object], encoding: str | None = "utf-8") -> Dialect:
    """The dialect of an entry.

    Args:
        entry: an entry of `files`.
        encoding: the encoding when the entry has none.

    Raises:
        KitError: Python's `csv` does not take the options, or there is no such encoding.
    """
    options: dict[str, Any] = {"encoding": encoding}
    for name in (*_BOOLEANS, *_TEXTS):
        if name not in entry:
            continue
        value = entry[name]
        kind = bool if name in _BOOLEANS else str
        if value is not None and not isinstance(value, kind):
            raise KitError(f"`{name}` is not {_NAMES[kind]}: {value!r}", "Correct the entry.")
        options[name] = bool(value) if kind is bool else value
    dialect = Dialect(**options)
    try:
        reader(dialect, ())
    except (TypeError, ValueError) as e:
        raise KitError(f"its options cannot be used: {e}", "Correct the entry.") from e
    if dialect.encoding is not None:
        _check_encoding(dialect.encoding)
    return dialect


def _check_encoding(name: str) -> None:
    try:
        # open() refuses those that do not give text, such as base64.
        known = getattr(codecs.lookup(name), "_is_text_encoding", True)
    except (LookupError, ValueError):
        known = False
    if not known:
        raise KitError(
            f"there is no text encoding `{name}`",
            "Use one that Python knows, such as `utf-8`, `utf-8-sig` or `cp1252`.",
        )


def reader(dialect: Dialect, lines: Iterable[str]) -> Any:  # noqa: ANN401 (csv's is private)
    """Python's reader, as the tap makes it."""
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quotechar,
        escapechar=dialect.escapechar,
        doublequote=dialect.doublequote,
        skipinitialspace=dialect.skipinitialspace,
        strict=dialect.strict,
    )


@contextmanager
def field_limit() -> Generator[None, None, None]:
    """Have the tap's limit for a field, whatever else in this process has set."""
    before = csv.field_size_limit(FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
