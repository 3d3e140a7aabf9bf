"""Check parsed rows: a dagster-pandas type a stream, and a tally of what was not right."""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import dagster as dg
import pandas as pd
from dagster_pandas import PandasColumn, create_dagster_pandas_dataframe_type
from dagster_pandas.constraints import (
    ColumnConstraint,
    ColumnConstraintViolationException,
    DataFrameConstraint,
    DataFrameConstraintViolationException,
    StrictColumnsConstraint,
)

from dagster_project.files.model import Chunk, Header, Mode, Rejected, Source
from dagster_project.singer.errors import KitError

EXAMPLES = 5


class AllText(DataFrameConstraint):
    """Every value is text, or is not there.

    One constraint for the frame: taking twenty columns out of it, one by one, costs more than to
    look at all their values.
    """

    def __init__(self) -> None:
        """Say it for people."""
        super().__init__("every value is text or missing", "text")

    def validate(self, dataframe: pd.DataFrame) -> None:
        """Check a frame."""
        values = dataframe.to_numpy()
        if pd.api.types.infer_dtype(values.ravel(order="K"), skipna=False) == "string":
            return
        for index, column in enumerate(dataframe.columns):
            kind = pd.api.types.infer_dtype(values[:, index], skipna=True)
            if kind not in ("string", "empty"):
                raise DataFrameConstraintViolationException(
                    self.name, f"values of `{column}` are {kind}, not text"
                )


class Present(ColumnConstraint):
    """Every value is there; unless told otherwise, it is not empty either.

    Attributes:
        filled: whether an empty or blank text is refused, too.
    """

    def __init__(self, filled: bool) -> None:
        """Say it for people."""
        self.filled = filled
        super().__init__("no value is missing", "a key, not empty" if filled else "a key")

    def validate(self, dataframe: pd.DataFrame, column_name: str) -> None:
        """Check a column."""
        values = dataframe[column_name].tolist()
        if None in values:
            raise ColumnConstraintViolationException(self.name, "a key is missing", column_name)
        if self.filled and ("" in values or any(map(str.isspace, values))):
            raise ColumnConstraintViolationException(self.name, "a key is empty", column_name)


def frame_type(source: Source, header: Header, mode: Mode) -> dg.DagsterType:
    """The type of the frames of a stream.

    Uniqueness of keys is not part of it: that is found in the database, over the whole file.

    Args:
        source: the stream, with its keys.
        header: its columns.
        mode: as Meltano does it, a key may be empty.
    """
    strict = mode is not Mode.AS_MELTANO
    with warnings.catch_warnings():
        # dagster-pandas is beta as a whole, which a run need not say for every column.
        warnings.simplefilter("ignore", dg.BetaWarning)
        columns = [PandasColumn(name, _of_key(name, source, strict)) for name in header.columns]
        order = StrictColumnsConstraint(list(header.columns), enforce_ordering=True)
        return create_dagster_pandas_dataframe_type(
            name="".join(c if c.isalnum() and c.isascii() else "_" for c in source.stream)
            + "_rows",
            description=f"Rows of the stream `{source.stream}`, every value as text.",
            columns=columns,
            dataframe_constraints=[order, AllText()],
        )


def _of_key(name: str, source: Source, strict: bool) -> list[ColumnConstraint]:
    return [Present(filled=strict)] if name in source.keys else []


def checked(chunks: Iterable[Chunk], kind: dg.DagsterType) -> Iterator[Chunk]:
    """The chunks, each after its check.

    Raises:
        KitError: one is not of the type.
    """
    # dagster-pandas does not look at it; dg.check_dagster_type() makes an instance for every call.
    no_context = cast(dg.TypeCheckContext, None)
    for chunk in chunks:
        outcome = kind.type_check(no_context, chunk.frame)
        if not outcome.success:
            raise KitError(
                f"lines {chunk.lines[0]} to {chunk.lines[-1]}: {outcome.description}",
                "Correct the file, or the columns that are expected of it.",
            )
        yield chunk
        # Not held while the next one is built.
        del chunk


@dataclass
class Tally:
    """Counts rows by the reason why they are not right, with the first examples of each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Rejected]] = field(default_factory=dict)

    def __call__(self, rejected: Rejected) -> None:
        """Count a row."""
        self.counts[rejected.reason] += 1
        kept = self.examples.setdefault(rejected.reason, [])
        if len(kept) < EXAMPLES:
            kept.append(rejected)

    @property
    def total(self) -> int:
        """All rows that were counted."""
        return sum(self.counts.values())

    def lines(self) -> list[str]:
        """What was counted, in words, the most frequent reason first."""
        return [
            f"{reason}: {count} ({_lines(self.examples[reason], count)})"
            for reason, count in self.counts.most_common()
        ]


def _lines(examples: Sequence[Rejected], count: int) -> str:
    numbers = ", ".join(str(example.line) for example in examples)
    more = ", …" if count > len(examples) else ""
    return f"line{'s' if count > 1 else ''} {numbers}{more}"
