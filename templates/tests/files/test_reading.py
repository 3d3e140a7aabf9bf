"""What becomes of the rows of a file: text as it is, and in each mode what is not right."""

import hashlib
from pathlib import Path

import pytest
from files.exports import CUSTOMERS, INVOICES, KEYS

from dagster_project.files.headers import compare_headers
from dagster_project.files.model import Candidate, Dialect, Mode, Rejected, Source
from dagster_project.files.parsing import header_of, read
from dagster_project.files.validation import checked, frame_type
from dagster_project.singer.errors import KitError

# A key that is empty, a row that is too short, one that is too long.
SPOILT = CUSTOMERS + ",Nobody,,,\n0000004,Short\n0000005,Long,1,2,3,4\n"


class Reading:
    """Reads one file of customers."""

    def __init__(self, path: Path, content: str | bytes, dialect: Dialect | None = None) -> None:
        """Write the file."""
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found, sha256 = path.stat(), hashlib.sha256(path.read_bytes()).hexdigest()
        self.candidate = Candidate(path, found.st_size, found.st_mtime, sha256)
        self.source = Source("customers", path.name, KEYS["customers"], dialect or Dialect())
        self.rejected: list[Rejected] = []
        self.noticed: list[Rejected] = []

    def rows(self, mode: Mode = Mode.AS_MELTANO) -> list[list[str | None]]:
        """Its rows, checked as a load does."""
        header = header_of(self.candidate, self.source)
        chunks = read(
            self.candidate,
            self.source,
            header,
            mode,
            self.rejected.append,
            chunk_rows=2,
            notice=self.noticed.append,
        )
        kind = frame_type(self.source, header, mode)
        return [row for chunk in checked(chunks, kind) for row in chunk.frame.to_numpy().tolist()]


def test_every_value_is_the_text_of_the_file(tmp_path: Path) -> None:
    """No number loses its zeros, and nothing that looks like NULL becomes it."""
    rows = Reading(tmp_path / "customers.csv", CUSTOMERS).rows()
    assert rows == [
        ["0000001", "O'Hara & Sons", "01234", "NY", "NULL"],
        ["0000002", "Müller, Söhne", "50667", "", "N/A"],
        ["0000003", "Two\nLines Ltd", "99999", "TX", "\\N"],
    ]


def test_as_meltano_loads_what_the_tap_lets_through(tmp_path: Path) -> None:
    """And tells of it: what is missing is NULL, what is too much is dropped."""
    reading = Reading(tmp_path / "customers.csv", SPOILT)
    rows = reading.rows()
    assert rows[3:] == [
        ["", "Nobody", "", "", ""],
        ["0000004", "Short", None, None, None],
        ["0000005", "Long", "1", "2", "3"],
    ]
    assert reading.rejected == []
    assert [row.line for row in reading.noticed] == [6, 7, 8]


def test_quarantine_goes_on_without_bad_rows(tmp_path: Path) -> None:
    """Each is handed over with its line, its reason and its fields."""
    reading = Reading(tmp_path / "customers.csv", SPOILT)
    assert len(reading.rows(Mode.QUARANTINE)) == 3
    # Line 5 is the second one of the customer in two lines.
    assert [(row.line, row.reason) for row in reading.rejected] == [
        (6, "the key `Customer Id` is empty"),
        (7, "fewer fields than the header"),
        (8, "more fields than the header"),
    ]
    assert reading.rejected[1].fields == ("0000004", "Short")


def test_strict_stops_at_a_file_with_bad_rows(tmp_path: Path) -> None:
    """After the whole file was read, so that all of them are known."""
    reading = Reading(tmp_path / "customers.csv", SPOILT)
    with pytest.raises(KitError, match="3 of 6 rows cannot be loaded; the first on line 6"):
        reading.rows(Mode.STRICT)
    assert len(reading.rejected) == 3


def test_another_encoding_has_to_be_said(tmp_path: Path) -> None:
    """The error names the line; `encoding` of the tap's settings is what helps."""
    content = CUSTOMERS.encode("cp1252")
    with pytest.raises(KitError, match="line 3: 0xFC is not text in the encoding `utf-8`") as told:
        Reading(tmp_path / "customers.csv", content).rows()
    assert "`cp1252`" in told.value.advice
    rows = Reading(tmp_path / "customers.csv", content, Dialect(encoding="cp1252")).rows()
    assert rows[1][1] == "Müller, Söhne"


def test_the_key_must_be_in_the_header(tmp_path: Path) -> None:
    """In every mode: without it no row can be found again."""
    with pytest.raises(KitError, match=r"the key column `Customer Id` .* is not in the header"):
        Reading(tmp_path / "customers.csv", INVOICES).rows()


def test_headers_are_compared_by_name() -> None:
    """A name in another case, or with blanks, is another column to the table."""
    expected = ("Invoice No", "Product/Service", "Qty")
    told = compare_headers(("invoice no ", "Product/Service", "Amount"), expected).lines()
    assert told == [
        "missing: `Qty`",
        "extra: `Amount`",
        "renamed: `Invoice No` is `invoice no ` (written out)",
    ]
