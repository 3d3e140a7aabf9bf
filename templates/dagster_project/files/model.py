"""What the parts of the kit hand to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pandas as pd

SOURCE_FILE = "_sdc_source_file"
SOURCE_MTIME = "_sdc_source_file_mtime"
SOURCE_LINENO = "_sdc_source_lineno"
# In the order in which tap-csv puts them before the columns of the file.
METADATA_COLUMNS = (SOURCE_FILE, SOURCE_MTIME, SOURCE_LINENO)
# Small enough for a processor's cache, in which rows are handled at twice the speed.
CHUNK_ROWS = 500
Row = Sequence[str | None]


class Mode(str, Enum):
    """What happens to a row that Meltano would load, or fail on, but that is not right.

    AS_MELTANO loads what Meltano loads, and fails where Meltano fails. STRICT stops the load of the
    file; QUARANTINE loads the rest.
    """

    AS_MELTANO = "as-meltano"
    STRICT = "strict"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Dialect:
    """How a file is written; the defaults are those of tap-csv.

    Attributes:
        encoding: None is the encoding of the locale, as `open()` has it.
    """

    delimiter: str = ","
    quotechar: str | None = '"'
    escapechar: str | None = None
    doublequote: bool = True
    skipinitialspace: bool = False
    strict: bool = False
    encoding: str | None = "utf-8"


@dataclass(frozen=True)
class Source:
    """One stream of a tap-csv.

    Attributes:
        stream: the entity.
        path: a file or a folder, as the setting has it; relative to the Meltano project.
        keys: names of the key columns, in the order of the setting.
    """

    stream: str
    path: str
    keys: tuple[str, ...]
    dialect: Dialect = Dialect()
    add_metadata_columns: bool = False


@dataclass(frozen=True)
class Candidate:
    """A file that may be loaded.

    Attributes:
        path: where it is.
        mtime: as `os.path.getmtime` gives it.
        given: the path as tap-csv writes it to `_sdc_source_file`; empty when that is `path`.
    """

    path: Path
    size: int
    mtime: float
    sha256: str
    given: str = ""

    @property
    def source_file(self) -> str:
        """The value of `_sdc_source_file`."""
        return self.given or str(self.path)


@dataclass(frozen=True)
class Header:
    """The columns of a stream.

    Attributes:
        names: as the first line of the file has them; a name may be there twice.
        columns: every column once, in the order of the tap's schema; with metadata columns, these
            come first.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]


class Chunk:
    """Some rows of a file.

    Attributes:
        frame: every column of the header, object dtype: `str`, or None where the record of the tap
            does not have the key. `_sdc_source_file_mtime` is ISO 8601 with an offset and
            `_sdc_source_lineno` a number, both as text.
        lines: the line of the file on which each row starts; the header is on line 1.
        rows: the values of the frame, row by row; frames are slow to take them out of.
    """

    __slots__ = ("frame", "lines", "rows")

    def __init__(
        self, frame: pd.DataFrame, lines: Sequence[int], rows: Sequence[Row] | None = None
    ) -> None:
        """Keep them; they are equally long."""
        self.frame = frame
        self.lines = lines
        self.rows: Sequence[Row] = frame.to_numpy(dtype=object).tolist() if rows is None else rows

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)


@dataclass(frozen=True)
class Rejected:
    """A row that is not loaded.

    Attributes:
        line: where it starts in the file.
        fields: as the file has them.
    """

    line: int
    reason: str
    fields: tuple[str, ...]
