"""Whose turn it is: what the newest file says of a row is to stay, however many runs load files."""

from collections.abc import Collection, Iterable, Sequence

from psycopg import Connection

from dagster_project.files.batches import partition_of
from dagster_project.files.discovery import Ignored, age
from dagster_project.files.ledger import Ledger, Status, named
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


def copies_of(
    connection: Connection, ledger: Ledger, stream: str, ignored: Iterable[Ignored]
) -> list[Candidate]:
    """Files under whose names nothing was loaded, since their content is; the oldest first.

    After a newer file they seem to have come again, and their rows would replace newer ones.

    Args:
        connection: not in a transaction.
        ledger: which has the contents.
        stream: of the table, whose rows have keys.
        ignored: what is there and needs no loading.
    """
    copies = []
    for loaded in (i.loaded for i in ignored if i.loaded is not None):
        found = ledger.newest(connection, {"stream": stream, "file": named(loaded)})
        if not found or found.sha256 != loaded.sha256 or found.status is not Status.LOADED:
            copies.append(loaded)
    return sorted(copies, key=age)
