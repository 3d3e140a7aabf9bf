"""Rows that are not as the header says: given the shape the tap gives them, or not loaded."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from dagster_project.files.model import METADATA_COLUMNS, Header, Mode, Rejected, Row, Source
from dagster_project.singer.errors import KitError

BLANK = "a blank line"
SHORT = "fewer fields than the header"
LONG = "more fields than the header"
Note = Callable[[Rejected], None]


@dataclass
class Shaper:
    """Gives rows one value a column of the header, in its order.

    Attributes:
        place: the file, for errors.
        names: what the file has in its first line; the header may be that of another file.
        reject: is told what is not loaded.
        notice: is told what is loaded although it is not right.
    """

    place: str
    source: Source
    header: Header
    mode: Mode
    names: Sequence[str]
    reject: Note
    notice: Note
    rejected: int = 0
    first: Rejected | None = None

    def __post_init__(self) -> None:
        """Work out once what every row needs."""
        self._width = len(self.names)
        self._keys = [list(self.header.names).index(key) for key in self.source.keys]
        self._order: list[int] | None = None
        if self.mode is Mode.AS_MELTANO:
            # The header of the first file rules all others, by position.
            self._width = len(self.header.names)
        elif tuple(self.names) != self.header.names:
            self._order = [list(self.names).index(name) for name in self.header.names]
            self._keys = [self._order[key] for key in self._keys]
        self._columns = [c for c in self.header.columns if c not in self.metadata]

    @property
    def metadata(self) -> tuple[str, ...]:
        """The columns that are not in the file."""
        return METADATA_COLUMNS if self.source.add_metadata_columns else ()

    def shape(
        self, rows: list[list[str]], lines: list[int], troubled: dict[int, str]
    ) -> tuple[list[Row], list[int]]:
        """The rows that are loaded, and where each was in the list.

        Raises:
            KitError: Meltano fails on one of them, and the mode is to do as Meltano does.
        """
        reasons: dict[int, str] = {}
        for line, reason in troubled.items():
            reasons[bisect_right(lines, line) - 1] = reason
        if set(map(len, rows)) - {self._width}:
            for index, row in enumerate(rows):
                if len(row) != self._width:
                    short = SHORT if row else BLANK
                    reasons.setdefault(index, LONG if len(row) > self._width else short)
        for key, name in zip(self._keys, self.source.keys, strict=True):
            if not reasons:
                values = list(map(itemgetter(key), rows))
                if "" not in values and not any(map(str.isspace, values)):
                    continue
            for index, row in enumerate(rows):
                if len(row) > key and (not row[key] or row[key].isspace()):
                    reasons.setdefault(index, f"the key `{name}` is empty")
        shaped = self._as_meltano if self.mode is Mode.AS_MELTANO else self._checked
        return shaped(rows, lines, reasons)

    def _as_meltano(
        self, rows: list[list[str]], lines: list[int], reasons: dict[int, str]
    ) -> tuple[list[Row], list[int]]:
        taken: list[Row] = list(rows)
        for index in sorted(reasons):
            row = rows[index]
            self._fail_as_meltano(row, lines[index])
            self.notice(Rejected(lines[index], reasons[index], tuple(row)))
            missing: Row = [None] * (self._width - len(row))
            taken[index] = [*row[: self._width], *missing]
        if len(self._columns) != len(self.header.names):
            # Of two columns with one name, a record has the last value that the row has.
            records = [dict(zip(self.header.names, row, strict=False)) for row in rows]
            taken = [[record.get(column) for column in self._columns] for record in records]
        return taken, list(range(len(rows)))

    def _fail_as_meltano(self, row: list[str], line: int) -> None:
        present = self.header.names[: len(row)]
        for key in self.source.keys:
            if key not in present:
                raise KitError(
                    f"{self.place}, line {line}: {SHORT if row else BLANK}, "
                    f"so that the key `{key}` is missing",
                    "target-postgres fails on such a row, too. Correct the file, or set the mode "
                    "to `quarantine`.",
                )

    def _checked(
        self, rows: list[list[str]], lines: list[int], reasons: dict[int, str]
    ) -> tuple[list[Row], list[int]]:
        for index in sorted(reasons):
            found = Rejected(lines[index], reasons[index], tuple(rows[index]))
            self.first = self.first or found
            self.rejected += 1
            self.reject(found)
        indices = [i for i in range(len(rows)) if i not in reasons] if reasons else range(len(rows))
        taken: list[Row] = [rows[i] for i in indices] if reasons else list(rows)
        if self._order is not None:
            order = self._order
            taken = [[row[i] for i in order] for row in taken]
        return taken, list(indices)
