"""Open a CSV file as tap-csv opens it, and say in words what goes wrong."""

import csv
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from dagster_project.files.dialects import field_limit, reader
from dagster_project.files.memory import told
from dagster_project.files.model import Candidate, Dialect
from dagster_project.singer.errors import KitError

NUL = "a NUL character, which PostgreSQL cannot store"
UNDECODABLE = "bytes that are not text in the encoding of the file"


class ChangedError(KitError):
    """The file is not what it was when it was found."""


@dataclass
class Records:
    """The records of an open file.

    Attributes:
        rows: Python's reader of CSV.
        troubled: lines, read since this was emptied, with something that no database takes.
    """

    path: Path
    rows: Any
    troubled: dict[int, str] = field(default_factory=dict)

    def take(self, count: int) -> tuple[list[list[str]], list[int]]:
        """The next records, each with the line on which it starts; nothing at the end.

        Raises:
            KitError: the file is not as its options say.
        """
        rows: list[list[str]] = []
        starts: list[int] = []
        start = self.rows.line_num + 1
        try:
            with field_limit():
                for row in islice(self.rows, count):
                    rows.append(row)
                    starts.append(start)
                    start = self.rows.line_num + 1
        except csv.Error as e:
            where = (
                f"line {start}" if start == self.rows.line_num else f"the record of line {start}"
            )
            raise KitError(
                f"{self.path}, {where}: {e}",
                "Often a quote that is never closed, or options (`delimiter`, `quotechar`, "
                "`escapechar`) that are not those of the file.",
            ) from e
        except OSError as e:
            raise _unreadable(self.path, e) from e
        return rows, starts


@contextmanager
def opened(
    file: Candidate | Path, dialect: Dialect, lenient: bool = False
) -> Generator[Records, None, None]:
    """Open a file.

    Args:
        file: with a candidate, the file must be what it was when it was found.
        dialect: its options.
        lenient: have bytes that are not text marked instead of failing.

    Raises:
        KitError: it cannot be read, or not in its encoding.
    """
    path = file.path if isinstance(file, Candidate) else file
    errors = "surrogateescape" if lenient else "strict"
    try:
        with told(path), path.open(encoding=dialect.encoding, errors=errors) as stream:
            _check_unchanged(file, stream.fileno())
            records = Records(path, None)
            marked = _marking_bytes_too if lenient else _marking_nul
            records.rows = reader(dialect, marked(stream, records.troubled))
            yield records
            _check_unchanged(file, stream.fileno())
    except UnicodeDecodeError as e:
        raise undecodable(path, e) from e
    except OSError as e:
        # Of the opening; others are not about this file.
        if e.filename is None:
            raise
        raise _unreadable(path, e) from e


def _unreadable(path: Path, error: OSError) -> KitError:
    return KitError(
        f"{path} cannot be read: {error.strerror}",
        "Correct its permissions, or the path in the settings of the extractor.",
    )


def _check_unchanged(file: Candidate | Path, descriptor: int) -> None:
    if not isinstance(file, Candidate):
        return
    now = os.fstat(descriptor)
    if (now.st_size, now.st_mtime) != (file.size, file.mtime):
        raise ChangedError(
            f"{file.path} was changed after it was found",
            "Nothing of it is loaded; it is found again when it is complete.",
        )


def _marking_nul(lines: Iterable[str], troubled: dict[int, str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            troubled[number] = NUL
        yield line


def _marking_bytes_too(lines: Iterable[str], troubled: dict[int, str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            troubled[number] = NUL
        elif not line.isascii() and not _is_text(line):
            troubled[number] = UNDECODABLE
        yield line


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def undecodable(path: Path, error: UnicodeDecodeError) -> KitError:
    """The error for a file that is not in its encoding, with the line where that shows."""
    line = _first_undecodable(path, error.encoding)
    where = f"{path}, line {line}" if line else str(path)
    shown = " ".join(f"0x{byte:02X}" for byte in error.object[error.start : error.end][:4])
    return KitError(
        f"{where}: {shown} is not text in the encoding `{error.encoding}`: {error.reason}",
        "Set the `encoding` of the file in the settings of the extractor, such as `cp1252`, "
        "or write the file anew.",
    )


def _first_undecodable(path: Path, encoding: str) -> int | None:
    """Decoding works in blocks, so that the error itself does not know its line."""
    try:
        with path.open(encoding=encoding, errors="surrogateescape") as stream:
            found: dict[int, str] = {}
            for _ in _marking_bytes_too(stream, found):
                if UNDECODABLE in found.values():
                    return next(n for n, reason in found.items() if reason == UNDECODABLE)
                found.clear()
    except (OSError, ValueError, LookupError):
        return None
    return None
