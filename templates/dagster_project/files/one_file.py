"""One file from its first row to the commit, with what was left out and why."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import psycopg
from psycopg import Connection

from dagster_project.files.error_report import write_report
from dagster_project.files.loading import Loaded, load_file
from dagster_project.files.memory import OutOfMemoryError, told
from dagster_project.files.model import Candidate, Header, Mode, Rejected, Source
from dagster_project.files.opening import ChangedError
from dagster_project.files.parsing import read
from dagster_project.files.rejects import RejectFile
from dagster_project.files.table import TableError
from dagster_project.files.validation import Tally, checked, frame_type
from dagster_project.files.work import Work
from dagster_project.singer.errors import KitError

# What the database says of a file that another one would not meet.
OF_FILE = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    psycopg.errors.TooManyColumns,
)


@dataclass
class FileLoad:
    """The load of one file in one run.

    Attributes:
        again: load it although it is loaded.
        rejected: rows that were left out.
        noticed: rows that were loaded, as Meltano does, although they are not right.
        rejects: the file with the rejected rows, when there are any.
    """

    work: Work
    source: Source
    candidate: Candidate
    run_id: str
    again: bool = False
    rejected: Tally = field(default_factory=Tally)
    noticed: Tally = field(default_factory=Tally)
    rejects: Path | None = None

    def run(self, header: Header, on_retry: Callable[[Exception, float], None]) -> Loaded:
        """Load it; from its first row again where a deadlock or a lost connection undid it.

        Args:
            header: the columns of the stream.
            on_retry: is told the error and the seconds until the next attempt.

        Raises:
            AlreadyLoadedError: its content is loaded.
            KitError: nothing of it is loaded.
        """
        try:
            with told(self.candidate.path):
                return self.work.postgres.attempt(
                    lambda connection: self._attempt(connection, header), on_retry=on_retry
                )
        except KitError as error:
            place = str(self.candidate.path)
            # What the rows or the database say does not tell which of many files it is.
            if _is_of_file(error) and place not in error.message:
                error.message = f"{place}: {error.message}"
            raise

    def _attempt(self, connection: Connection, header: Header) -> Loaded:
        work, mode = self.work, self.work.policy.mode
        self.rejected, self.noticed, self.rejects = Tally(), Tally(), None
        folder = work.file_system.reports_folder
        if mode is Mode.STRICT:
            self._refuse_other_columns(header)
        with RejectFile(folder, self.candidate, header, self.run_id) as rejects:

            def reject(row: Rejected) -> None:
                self.rejected(row)
                rejects(row)
                self.rejects = rejects.path

            chunks = read(
                self.candidate,
                self.source,
                header,
                mode,
                reject,
                work.policy.chunk_rows,
                notice=self.noticed,
            )
            return load_file(
                connection,
                work.destination,
                self.source,
                header,
                self.candidate,
                checked(chunks, frame_type(self.source, header, mode)),
                mode=mode,
                run_id=self.run_id,
                rejected=lambda: self.rejected.total,
                again=self.again,
            )

    def _refuse_other_columns(self, header: Header) -> None:
        """Refuse a file without a column that dbt describes; in other modes a check tells of it."""
        for kind in self.work.importer.types:
            absent = [c for c in kind.columns if c not in header.columns]
            if kind.stream == self.source.stream and absent:
                raise KitError(
                    f"{self.candidate.path}: the column `{absent[0]}`, which the dbt source of "
                    f"`{kind.stream}` describes, is not in the header",
                    "Correct the file or the dbt source, or load it with `mode: quarantine`.",
                )

    def report(self, error: KitError) -> None:
        """Write why it was not loaded: in the ledger, and as a report with the file.

        The file is put with the failed ones where files.yaml says that files are moved, and where
        the file is to blame, not the database.

        Raises:
            KitError: one of these cannot be written.
        """
        work = self.work
        now = datetime.now(timezone.utc)
        blamed, folder = _is_of_file(error), work.file_system.reports_folder
        kept = self.candidate.path
        if blamed and work.policy.after_load == "archive":
            kept = work.file_system.failed_shelf.keep(self.candidate, self.run_id, now.date())
            folder = kept.parent
        write_report(
            error,
            self.source,
            self.candidate,
            kept,
            self.run_id,
            now,
            folder=folder,
            counts=self.rejected.counts,
            rejects=self.rejects,
            redactor=work.redactor,
        )
        if blamed:
            with work.postgres.connection() as connection:
                reason = work.redactor.text(str(error))
                work.ledger.fail(
                    connection, self.source.stream, self.candidate, self.run_id, reason
                )


def _is_of_file(error: KitError) -> bool:
    """Whether another file could have been loaded."""
    cause = error.__cause__
    if isinstance(error, (TableError, ChangedError, OutOfMemoryError)):
        return False
    if isinstance(cause, psycopg.Error):
        return isinstance(cause, OF_FILE)
    return not isinstance(cause, OSError)
