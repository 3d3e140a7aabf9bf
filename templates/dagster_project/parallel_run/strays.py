"""What lies at the sides' destinations and belongs to no stream: one may have been forgotten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dagster_project.parallel_run.snapshot import Destination, Relation, beside
from dagster_project.parallel_run.workspace import MARK
from dagster_project.singer.switchboard import FILE_LEDGER

UNKNOWN = "unknown"
Exports = Sequence[tuple[Destination, list[Relation]]]


@dataclass
class _Place:
    """A schema, database file or folder of a side.

    Attributes:
        destination: how it is reached.
        namespace: its schema, None for a file or folder.
        known: the relations that are there.
        export: the list of relations that takes the strays.
    """

    destination: Destination
    namespace: str | None
    export: list[Relation]
    known: list[Relation] = field(default_factory=list)


def add_strays(sides: Iterable[Exports]) -> None:
    """Add every table and file that is on a side and belongs to no relation, to all sides.

    They get the name `unknown/<schema of production>/<table>`, without the schema where there is
    none; the comparison treats them like any other stream. So does a table that a relation has on
    one side only, because it has another name on the other side.

    Args:
        sides: the destinations of each side with what is to be exported from them; the same in
            the same order on all sides.

    Raises:
        KitError: a destination cannot be read.
    """
    found = [_places(exports) for exports in sides]
    taken: set[str] = set()
    for key in dict.fromkeys(key for places in found for key in places):
        number, at_home = key
        there = [places[key] for places in found if key in places]
        looks = [_look(place) for place in there]
        strays = set[tuple[str, str]]().union(*(beside for beside, _ in looks))
        for relation in {relation for _, named in looks for relation in named}:
            names = {named[relation] for _, named in looks if relation in named}
            strays |= names if len(names) > 1 else set()
        for schema, name in sorted(strays):
            if name == FILE_LEDGER:
                continue
            title = "/".join(filter(None, (UNKNOWN, at_home or schema, name)))
            if title in taken:
                title = "/".join(filter(None, (UNKNOWN, str(number + 1), at_home or schema, name)))
            taken.add(title)
            for place in there:
                namespace = place.namespace or schema or None
                place.export.append(Relation(title, table=name, namespace=namespace))


def _look(place: _Place) -> tuple[set[tuple[str, str]], dict[str, tuple[str, str]]]:
    """The strays of a side, and its tables by relation.

    Each is the schema that a database file has it in, else "", and its name.
    """
    strays, named = beside(place.destination, place.namespace, place.known)

    def local(found: tuple[str | None, str]) -> tuple[str, str]:
        return "" if place.namespace else found[0] or "", found[1]

    return {local(stray) for stray in strays}, {name: local(at) for name, at in named.items()}


def _places(exports: Exports) -> dict[tuple[int, str], _Place]:
    """The places of a side, each once, by what is the same on all sides."""
    found: dict[tuple[object, ...], tuple[tuple[int, str], _Place]] = {}
    for number, (destination, relations) in enumerate(exports):
        for relation in list(relations):
            namespace = None
            if destination.path is None:
                namespace = relation.namespace or destination.namespace
            connection = repr(sorted(destination.connection.items(), key=str))
            local = (destination.kind, connection, destination.path, namespace)
            if local not in found:
                schema = (namespace or "").lower().partition(MARK)[0]
                found[local] = (number, schema), _Place(destination, namespace, relations)
            found[local][1].known.append(relation)
    return dict(found.values())
