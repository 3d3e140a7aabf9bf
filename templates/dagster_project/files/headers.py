"""How the header of a file differs from what its stream had, or should have."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BOM = "\ufeff"


@dataclass(frozen=True)
class HeaderDifferences:
    """The differences, by kind.

    Attributes:
        missing: expected and not there.
        extra: there and not expected.
        renamed: expected name and found name, the same but for case, blanks or a byte order mark.
        repeated: there more than once; the last value of a row counts.
        reordered: the same names in another order.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    repeated: tuple[str, ...] = ()
    reordered: bool = False

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return self != HeaderDifferences()

    @property
    def lacking(self) -> "HeaderDifferences":
        """What is expected and not there as it is expected; a header may have more."""
        return HeaderDifferences(missing=self.missing, renamed=self.renamed)

    def lines(self) -> list[str]:
        """The differences in words, one a line."""
        told = [
            *(f"missing: `{name}`" for name in self.missing),
            *(f"extra: `{name}`" for name in self.extra),
            *(f"renamed: `{old}` is {_shown(new)}" for old, new in self.renamed),
            *(f"repeated: `{name}`" for name in self.repeated),
        ]
        return [*told, "the order of the columns is another"] if self.reordered else told


def compare_headers(found: Sequence[str], expected: Sequence[str]) -> HeaderDifferences:
    """Compare the names of two headers.

    Args:
        found: the names of a file.
        expected: those of the first file of the stream, of its table, or of the dbt source.
    """
    there = set(found)
    missing = [name for name in dict.fromkeys(expected) if name not in there]
    extra = [name for name in dict.fromkeys(found) if name not in set(expected)]
    renamed = []
    for name in list(missing):
        alike = [other for other in extra if _plain(other) == _plain(name)]
        # Of two that are alike, nobody can tell which one it is.
        if len(alike) == 1:
            renamed.append((name, alike[0]))
            missing.remove(name)
            extra.remove(alike[0])
    repeated = [name for name, count in Counter(found).items() if count > 1]
    renaming = {new: old for old, new in renamed}
    order = [renaming.get(name, name) for name in found]
    return HeaderDifferences(
        tuple(missing),
        tuple(extra),
        tuple(renamed),
        tuple(repeated),
        _common(order, expected) != _common(expected, order),
    )


def _common(names: Sequence[str], others: Iterable[str]) -> list[str]:
    """Those of the names that the others have, too, each once."""
    known = set(others)
    return [name for name in dict.fromkeys(names) if name in known]


def _plain(name: str) -> str:
    return " ".join(name.removeprefix(BOM).casefold().split())


def _shown(name: str) -> str:
    """A name as it is written in Python where marks or blanks in it would not be seen."""
    plain = name.isprintable() and name == name.strip() and "  " not in name
    return f"`{name}`" if plain else f"`{ascii(name)[1:-1]}` (written out)"
