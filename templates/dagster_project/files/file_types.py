"""Which stream a file of a shared folder belongs to: told by its name, and by its header."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from dagster_project.files.model import Source
from dagster_project.files.parsing import names_of


@dataclass(frozen=True)
class FileType:
    """A kind of file.

    Attributes:
        stream: whose files these are.
        name: in names of jobs, sensors and assets, where the stream's is no name for them.
        patterns: names that such files have, such as `invoices*.csv`; case does not matter.
        columns: what the header of such a file has to have, in any order; it may have more.
    """

    stream: str
    patterns: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    name: str = ""


def type_of(path: Path, source: Source, types: Sequence[FileType]) -> FileType | str:
    """The type of a file, or why it is not known.

    The name decides where exactly one type claims it. Where none or several do, the header decides
    between them: one type alone must have all its columns there, and of the others it must be known
    which columns they have. Where that does not tell, of the types that claim the name it is the
    one that names more of it: `sales_receipts.csv` is not a file of `sales`.

    Raises:
        KitError: the header had to be read, and cannot be.
    """
    named = [kind for kind in types if _length(path, kind)]
    if len(named) == 1:
        return named[0]
    header = set(names_of(path, source))
    possible = named or types
    fitting = [kind for kind in possible if kind.columns and header.issuperset(kind.columns)]
    unknown = [kind for kind in possible if not kind.columns]
    if len(fitting) == 1 and not unknown:
        return fitting[0]
    nearest = sorted(named, key=lambda kind: _length(path, kind), reverse=True)
    if len(nearest) > 1 and _length(path, nearest[0]) > _length(path, nearest[1]):
        return nearest[0]
    if fitting and unknown:
        return f"perhaps a file of `{unknown[0].stream}`, whose columns nobody names"
    if not fitting:
        return "of no known type: neither its name nor its header is that of one"
    return "of more than one type: " + ", ".join(f"`{kind.stream}`" for kind in fitting)


def _length(path: Path, kind: FileType) -> int:
    """How long the longest pattern is that the name has; 0 where it has none."""
    name = path.name.casefold()
    fitting = (p for p in kind.patterns if fnmatchcase(name, p.casefold()))
    return max(map(len, fitting), default=0)
