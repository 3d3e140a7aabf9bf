"""The rows of a file that were not loaded, as a CSV file that a person can mend."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import TextIO

from dagster_project.files.model import Candidate, Header, Rejected
from dagster_project.files.moves import sync
from dagster_project.files.whole_file import shortened
from dagster_project.singer.errors import KitError

LINE, REASON = "line", "reason"


class RejectFile:
    """Takes rejected rows while a file is read; `with` it, the rows are on disk, all of them.

    There is no file when nothing was rejected. Its name has the hash of the file and the run, so
    that a second run with the same file has one of its own. Until the block is left it is called
    `….part`: what a kill leaves has no name that anybody takes for a whole file.

    Attributes:
        path: where it is, or would be.
    """

    def __init__(self, folder: Path, candidate: Candidate, header: Header, run_id: str) -> None:
        """Prepare; nothing is written yet."""
        mark = f".{candidate.sha256[:12]}.{run_id[:8]}.rejects.csv"
        name = shortened(candidate.path.stem, mark)
        self.path = folder / name
        self._part = folder / f"{name}.part"
        self._header = header
        self._stream: TextIO | None = None
        self._torn = False

    def __call__(self, rejected: Rejected) -> None:
        """Write a row.

        Raises:
            KitError: there is no room, or no right to write there.
        """
        try:
            if self._stream is None:
                self._open()
            self._rows.writerow([rejected.line, rejected.reason, *rejected.fields])
        except OSError as e:
            self._torn = True
            raise self._unwritable(e) from e

    def __enter__(self) -> "RejectFile":
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the file its name, also when the load failed: then it says why."""
        if self._stream is None:
            return
        try:
            try:
                self._stream.flush()
                os.fsync(self._stream.fileno())
            finally:
                self._stream.close()
            if self._torn:
                self._part.unlink()
            else:
                self._part.replace(self.path)
                sync(self.path.parent)
        except OSError as e:
            self._part.unlink(missing_ok=True)
            # An error that is under way tells more than this one.
            if error is None:
                raise self._unwritable(e) from e

    def _open(self) -> None:
        self._part.parent.mkdir(parents=True, exist_ok=True)
        # Bytes that were not text in the file are written as they were.
        self._stream = self._part.open("w", newline="", encoding="utf-8", errors="surrogateescape")
        self._rows = csv.writer(self._stream, lineterminator="\n")
        self._rows.writerow([LINE, REASON, *self._header.names])

    def _unwritable(self, error: OSError) -> KitError:
        return KitError(
            f"the rejected rows cannot be written to {self.path}: {error.strerror}",
            "Make room, or give the account that runs Dagster the right to write there.",
        )
