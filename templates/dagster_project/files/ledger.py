"""The table of loaded files: what a crash between commit and move is mended by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import dict_row

from dagster_project.files.destination import Destination
from dagster_project.files.model import Candidate
from dagster_project.files.naming import Relation
from dagster_project.files.table import make_schema
from dagster_project.singer.switchboard import FILE_LEDGER


class Status(str, Enum):
    """Where a file is in its life.

    LOADED: its rows are committed, and it may still be in the input folder. ARCHIVED: moved away.
    FAILED: none of its rows are loaded.
    """

    LOADED = "loaded"
    ARCHIVED = "archived"
    FAILED = "failed"


# The rows of such a file are in the table.
KEPT = (Status.LOADED, Status.ARCHIVED)
DEFINITION = """
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    loaded bigint NOT NULL DEFAULT 0,
    rejected bigint NOT NULL DEFAULT 0,
    duplicates bigint NOT NULL DEFAULT 0,
    inserted bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    run text NOT NULL,
    status text NOT NULL,
    reason text,
    moved_to text,
    entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
"""


@dataclass(frozen=True)
class Entry:
    """A line of the ledger.

    Attributes:
        rows: read; equals loaded + rejected + duplicates.
        reason: why it failed.
    """

    stream: str
    file: str
    sha256: str
    size: int
    run: str
    status: Status
    rows: int = 0
    loaded: int = 0
    rejected: int = 0
    duplicates: int = 0
    inserted: int = 0
    updated: int = 0
    reason: str | None = None
    moved_to: str | None = None


FIELDS = tuple(Entry.__dataclass_fields__)


@dataclass(frozen=True)
class Ledger:
    """A ledger, beside the tables it is about.

    Attributes:
        schema: None leaves it to the search path.
    """

    schema: str | None

    @classmethod
    def beside(cls, destination: Destination) -> "Ledger":
        """The ledger of a destination."""
        return cls(destination.schema)

    @property
    def identifier(self) -> sql.Identifier:
        """The name in a statement."""
        return Relation(self.schema, FILE_LEDGER).identifier

    def exists(self, connection: Connection) -> bool:
        """Whether something was ever entered."""
        name = self.identifier.as_string(connection)
        found = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [name]).fetchone()
        return bool(found and found[0])

    def ensure(self, connection: Connection) -> None:
        """Create it when it is not there; the lock keeps two runs from doing so at once."""
        with connection.transaction():
            if self.exists(connection):
                return
            lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"
            connection.execute(lock, [self.identifier.as_string(connection)])
            make_schema(connection, self.schema)
            definition = sql.SQL(DEFINITION)
            create = sql.SQL("CREATE TABLE IF NOT EXISTS {} ({})")
            connection.execute(create.format(self.identifier, definition))
            index = sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} (sha256)")
            name = sql.Identifier(f"{FILE_LEDGER}_sha256")
            connection.execute(index.format(name, self.identifier))

    def hold(self, connection: Connection, stream: str, sha256: str) -> None:
        """Wait for whoever loads the same content now; until the end of the transaction."""
        text = f"{self.schema}/{FILE_LEDGER}/{stream}/{sha256}"
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [text])

    def is_loaded(
        self, connection: Connection, stream: str, path: Path, sha256: str, *, keyed: bool
    ) -> bool:
        """Whether a file needs no loading.

        A content that comes again after another one is loaded again where rows have keys: it is
        what the rows are to be now. Without keys its rows would be there twice.

        Args:
            connection: the database.
            stream: of the table.
            path: of the file.
            sha256: of its content.
            keyed: whether the rows of the stream have keys.
        """
        found = self.find(connection, stream, sha256)
        if found is None or not keyed:
            return found is not None
        last = self.newest(connection, {"stream": stream})
        if last is not None and last.sha256 == sha256:
            return True
        # It is still there because nobody moves it, or because a kill came before the move.
        here = self.newest(connection, {"stream": stream, "file": storable(str(path))})
        return here is not None and here.sha256 == sha256 and here.status is Status.LOADED

    def newest(self, connection: Connection, conditions: Mapping[str, str]) -> Entry | None:
        """The latest entry that is loaded or archived, of those with these columns."""
        found = self._select(connection, conditions, KEPT, limit=1)
        return found[0] if found else None

    def find(self, connection: Connection, stream: str, sha256: str, **more: str) -> Entry | None:
        """The latest entry of that content that is loaded or archived.

        Args:
            connection: the database.
            stream: of the table.
            sha256: of the file.
            more: other columns with their values.
        """
        return self.newest(connection, {"stream": stream, "sha256": sha256, **more})

    def begins(self, connection: Connection, stream: str, sha256: str) -> Entry | None:
        """The latest entry whose content has a hash that begins so."""
        found = self._select(connection, {"stream": stream}, KEPT, limit=1, beginning=sha256)
        return found[0] if found else None

    def count(self, connection: Connection, stream: str, sha256: str) -> int:
        """How often that content was loaded, or failed."""
        return len(self._select(connection, {"stream": stream, "sha256": sha256}, tuple(Status)))

    def moved_in(self, connection: Connection, run: str) -> list[Entry]:
        """Files that a run has loaded and that are moved by now, latest first."""
        return self._select(connection, {"run": run}, (Status.ARCHIVED,))

    def moved_to(self, connection: Connection, folder: str) -> list[Entry]:
        """Files that were moved into a folder, each once, in the order in which they were loaded."""
        inside: dict[str, Entry] = {}
        for entry in reversed(self._select(connection, {}, (Status.ARCHIVED,))):
            if str(entry.moved_to).rpartition("/")[0] == folder:
                inside.setdefault(str(entry.moved_to), entry)
        return list(inside.values())

    def unfinished(self, connection: Connection) -> list[Entry]:
        """Files whose rows are committed and that nobody has moved yet, oldest last."""
        return self._select(connection, {}, (Status.LOADED,))

    def loaded_after(
        self, connection: Connection, stream: str, file: str, sha256: str, moment: datetime
    ) -> datetime | None:
        """When a file was loaded for the first time after some moment; None when it was not.

        Args:
            connection: the database.
            stream: of the table.
            file: its path; another content under this name is the file when it was mended.
            sha256: of its content, which may have come under another name.
            moment: aware of its time zone.
        """
        if not self.exists(connection):
            return None
        statement = sql.SQL(
            "SELECT min(entered_at) FROM {} WHERE stream = {} AND (file = {} OR sha256 = {})"
            " AND status = ANY ({}) AND entered_at > {}"
        )
        values = [stream, storable(file), sha256, [s.value for s in KEPT], moment]
        found = connection.execute(statement.format(self.identifier, *map(sql.Literal, values)))
        [[first]] = found.fetchall()
        return first

    def enter(self, connection: Connection, entry: Entry) -> None:
        """Write a line; it is true when the transaction is."""
        names = sql.SQL(", ").join(map(sql.Identifier, FIELDS))
        row = {name: getattr(entry, name) for name in FIELDS} | {"status": entry.status.value}
        # No parameters: a percent sign in the name of the schema would be taken for one.
        values = sql.SQL(", ").join(map(sql.Literal, row.values()))
        connection.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(self.identifier, names, values)
        )

    def fail(
        self, connection: Connection, stream: str, candidate: Candidate, run: str, reason: str
    ) -> None:
        """Write in a transaction of its own that a file could not be loaded."""
        with connection.transaction():
            self.ensure(connection)
            reason = reason.replace("\0", "\ufffd")
            self.enter(
                connection,
                Entry(
                    stream,
                    named(candidate),
                    candidate.sha256,
                    candidate.size,
                    run,
                    Status.FAILED,
                    reason=reason,
                ),
            )

    def archived(
        self, connection: Connection, stream: str, path: Path, sha256: str, moved_to: str
    ) -> int:
        """Write in a transaction of its own that a loaded file has been moved; count the lines."""
        values = [storable(moved_to), stream, storable(str(path)), sha256]
        statement = sql.SQL(
            "UPDATE {} SET status = 'archived', moved_to = {}, changed_at = clock_timestamp()"
            " WHERE stream = {} AND file = {} AND sha256 = {} AND status = 'loaded'"
        ).format(self.identifier, *map(sql.Literal, values))
        with connection.transaction():
            return connection.execute(statement).rowcount

    def _select(
        self,
        connection: Connection,
        conditions: Mapping[str, str],
        statuses: tuple[Status, ...],
        *,
        limit: int | None = None,
        beginning: str = "",
    ) -> list[Entry]:
        """Entries with these columns, the latest first; `beginning` is that of their hashes."""
        if not self.exists(connection):
            return []
        equal = [
            sql.SQL("{} = {}").format(sql.Identifier(n), sql.Literal(v))
            for n, v in conditions.items()
        ]
        if beginning:
            begins = sql.SQL("left(sha256, {}) = {}")
            equal.append(begins.format(sql.Literal(len(beginning)), sql.Literal(beginning)))
        among = sql.SQL("status = ANY ({})").format(sql.Literal([s.value for s in statuses]))
        statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY id DESC LIMIT {}").format(
            sql.SQL(", ").join(map(sql.Identifier, FIELDS)),
            self.identifier,
            sql.SQL(" AND ").join([*equal, among]),
            sql.Literal(limit),
        )
        rows = connection.cursor(row_factory=dict_row).execute(statement).fetchall()
        return [_entry(row) for row in rows]


def named(candidate: Candidate) -> str:
    """The path of a file as the ledger has it."""
    return storable(str(candidate.path))


def storable(text: str) -> str:
    """A path as text that PostgreSQL takes; a name need not be UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _entry(row: dict[str, Any]) -> Entry:
    row["status"] = Status(row["status"])
    return Entry(**row)
