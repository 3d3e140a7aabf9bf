"""Whose turn it is: what the newest file says of a row is to stay, however many runs load files."""

from collections.abc import Collection, Sequence

from psycopg import Connection

from dagster_project.files.batches import partition_of
from dagster_project.files.discovery import Ignored, age
from dagster_project.files.ledger import Entry, Ledger, Status, named
from dagster_project.files.model import Candidate


def in_turn(
    candidates: Sequence[Candidate], asked: Collection[str], known: Collection[str]
) -> list[Candidate]:
    """The files that a run of partitions loads.

    Dagster begins runs in the order in which they were asked for, and which of two comes first to
    the table is left to chance. The first therefore loads older files, too, that wait for others.

    Args:
        candidates: what is there to load, the oldest first.
        asked: the partitions of the run.
        known: the partitions that a sensor has asked for; other files wait for nobody.
    """
    names = [partition_of(candidate) for candidate in candidates]
    end = max((place for place, name in enumerate(names, 1) if name in asked), default=0)
    wanted = {*asked, *known}
    return [c for c, name in zip(candidates[:end], names[:end], strict=True) if name in wanted]


def enter_copies(
    connection: Connection,
    ledger: Ledger,
    stream: str,
    candidate: Candidate,
    ignored: Sequence[Ignored],
    run: str,
) -> None:
    """Enter files under whose names nothing was loaded, since their content is; before a newer one.

    After it they would seem to have come again, and their rows would replace newer ones.

    Args:
        connection: not in a transaction.
        ledger: which has the content.
        stream: of the table, whose rows have keys.
        candidate: the file that is about to be loaded.
        ignored: what is there beside it.
        run: that loads it.
    """
    for copy in (i.loaded for i in ignored if i.loaded is not None):
        if age(copy) > age(candidate):
            continue
        found = ledger.newest(connection, {"stream": stream, "file": named(copy)})
        if found and found.sha256 == copy.sha256 and found.status is Status.LOADED:
            continue
        entry = Entry(stream, named(copy), copy.sha256, copy.size, run, Status.LOADED)
        with connection.transaction():
            ledger.enter(connection, entry)
