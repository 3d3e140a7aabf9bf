"""One file into its table: COPY, merge and the entry in the ledger in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from psycopg import Connection
from psycopg.pq import TransactionStatus

from dagster_project.files import ledger as ledgers
from dagster_project.files import staging
from dagster_project.files.destination import Destination
from dagster_project.files.ledger import Entry, Ledger, Status
from dagster_project.files.merging import Moment, merge
from dagster_project.files.model import Candidate, Chunk, Header, Mode, Source
from dagster_project.files.naming import columns_of, keys_of, relation_of
from dagster_project.files.table import prepare
from dagster_project.singer.errors import KitError

# Memory of the server for the search for keys that are there twice; a million keys fit.
SORT_MEMORY = "SET LOCAL work_mem = '64MB'"


class AlreadyLoadedError(KitError):
    """The ledger has this content for this stream; its rows are in the table."""


@dataclass(frozen=True)
class Loaded:
    """What a load did; read = loaded + rejected + duplicates.

    Attributes:
        duplicates: rows of the file whose key comes again further down.
        duplicate_lines: the lines of the first of them.
        inserted: rows that the table has more.
        updated: rows of the table that were there.
    """

    read: int
    loaded: int
    rejected: int
    duplicates: int
    inserted: int
    updated: int
    duplicate_lines: tuple[int, ...] = ()


def load_file(
    connection: Connection,
    destination: Destination,
    source: Source,
    header: Header,
    candidate: Candidate,
    chunks: Iterable[Chunk],
    *,
    mode: Mode,
    run_id: str,
    rejected: Callable[[], int] = lambda: 0,
    again: bool = False,
) -> Loaded:
    """Load a file; everything or nothing of it is there afterwards.

    Args:
        connection: not in a transaction.
        destination: where.
        source: the stream.
        header: its columns.
        candidate: the file.
        chunks: its rows; they are read once.
        mode: STRICT does not load a file with rejected rows.
        run_id: who loads; the same run that asks again after it lost the connection during the
            commit is told what it did.
        rejected: how many rows the reader left out; asked after the last chunk.
        again: load content that the ledger has, as a Meltano run does. Otherwise it is asked once
            more: another run may have loaded the file since it was found, or this one a file of
            another name with the same content.

    Raises:
        AlreadyLoadedError: the ledger has this content.
        KitError: target-postgres would have failed, or rows were rejected under STRICT.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise ValueError("the connection is in a transaction, so a load could not commit")
    relation = relation_of(source.stream, destination)
    columns = columns_of(source, header, destination)
    of_file = [column for column in columns if column.of_file]
    moment = Moment(datetime.now(timezone.utc), in_utc=destination.use_copy)
    ledger = Ledger.beside(destination)
    ledger.ensure(connection)
    with connection.transaction():
        ledger.hold(connection, source.stream, candidate.sha256)
        known = _known(connection, ledger, source, candidate, run_id, again)
        if known is not None:
            return known
        connection.execute(SORT_MEMORY)
        table = prepare(connection, relation, columns, keys_of(source, columns))
        staging.create(connection, of_file)
        rows = staging.fill(connection, of_file, source.keys, chunks, sanitize=destination.sanitize)
        left_out = rejected()
        if mode is Mode.STRICT and left_out:
            raise KitError(
                f"{candidate.path}: {left_out} of {rows + left_out} rows are rejected, and the "
                "mode is strict",
                "See the reject file for lines and reasons. Correct them, or load in the mode "
                "`quarantine`.",
            )
        merged = merge(connection, table, moment)
        done = Loaded(
            rows + left_out,
            rows - merged.duplicates,
            left_out,
            merged.duplicates,
            merged.inserted,
            merged.updated,
            merged.duplicate_lines,
        )
        ledger.enter(connection, _entry(source.stream, candidate, run_id, done))
    return done


def _known(
    connection: Connection,
    ledger: Ledger,
    source: Source,
    candidate: Candidate,
    run_id: str,
    again: bool,
) -> Loaded | None:
    file = ledgers.named(candidate)
    own = ledger.find(connection, source.stream, candidate.sha256, run=run_id, file=file)
    if own is not None:
        return Loaded(own.rows, own.loaded, own.rejected, own.duplicates, own.inserted, own.updated)
    if again or not ledger.is_loaded(
        connection, source.stream, candidate.path, candidate.sha256, keyed=bool(source.keys)
    ):
        return None
    entry = ledger.find(connection, source.stream, candidate.sha256)
    by = f"{entry.file}, which the run {entry.run} loaded" if entry else "a loaded file"
    raise AlreadyLoadedError(
        f"{candidate.path} has the content of {by} for the stream `{source.stream}`",
        "There is nothing to do but to move it away.",
    )


def _entry(stream: str, candidate: Candidate, run_id: str, done: Loaded) -> Entry:
    return Entry(
        stream,
        ledgers.named(candidate),
        candidate.sha256,
        candidate.size,
        run_id,
        Status.LOADED,
        rows=done.read,
        loaded=done.loaded,
        rejected=done.rejected,
        duplicates=done.duplicates,
        inserted=done.inserted,
        updated=done.updated,
    )
