"""Which files of a folder are loaded, and what is said of the others."""

from pathlib import Path

import pytest
from files.exports import CUSTOMERS, EXPORTS, INVOICES

from dagster_project.files import FileType, discovery
from dagster_project.files.discovery import Rules, look
from dagster_project.files.model import Source
from dagster_project.singer.errors import KitError

CUSTOMER_FILES = Source("customers", "data", keys=("Customer Id",))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The input folder, with one file in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    return folder


def reasons(data: Path, rules: Rules, source: Source = CUSTOMER_FILES) -> dict[str, str]:
    """Why each file is ignored, by its name; nothing for one that is to be loaded."""
    found = look(source, data.parent, rules)
    taken = {candidate.path.name: "" for candidate in found.candidates}
    return taken | {Path(ignored.path).name: ignored.reason for ignored in found.ignored}


def test_hidden_temporary_and_other_files_are_not_loaded(data: Path) -> None:
    """Each is listed with its reason."""
    for name in (".customers.csv", "~$customers.csv", "customers.csv.part", "notes.txt"):
        (data / name).write_text(CUSTOMERS)
    assert reasons(data, Rules(as_tap=False)) == {
        "customers.csv": "",
        ".customers.csv": "hidden",
        "~$customers.csv": "temporary",
        "customers.csv.part": "temporary",
        "notes.txt": "its name does not end in `.csv`",
    }


def test_a_file_that_is_still_being_written_is_left_for_later(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at twice; what has changed in between is not complete."""
    (data / "new.csv").write_text(CUSTOMERS)

    def write_more(seconds: float) -> None:
        assert 0 < seconds <= 5
        (data / "new.csv").write_text(CUSTOMERS * 2)

    monkeypatch.setattr(discovery.time, "sleep", write_more)
    found = reasons(data, Rules(as_tap=False, settle_seconds=5))
    assert found == {"customers.csv": "", "new.csv": "still being written"}


def test_a_content_that_is_loaded_is_known_under_any_name(data: Path) -> None:
    """The ledger knows files by their SHA-256."""
    [first] = look(CUSTOMER_FILES, data.parent).candidates
    (data / "copy.csv").write_text(CUSTOMERS)
    (data / "other.csv").write_text(CUSTOMERS + "0000004,New,,,\n")
    rules = Rules(as_tap=False, is_loaded=lambda path, sha256: sha256 == first.sha256)
    assert reasons(data, rules) == {
        "customers.csv": "already loaded",
        "copy.csv": "already loaded",
        "other.csv": "",
    }


def test_streams_that_share_a_folder_are_told_apart(data: Path) -> None:
    """By the name of the file, and where the name says nothing by its header."""
    types = tuple(
        FileType(
            stream, patterns=(f"{stream}*.csv",), columns=tuple(text.split("\n")[0].split(","))
        )
        for stream, text in EXPORTS.items()
    )
    (data / "invoices-july.csv").write_text(INVOICES)
    (data / "export-17.csv").write_text(CUSTOMERS)
    (data / "export-18.csv").write_text("What,Else\n1,2\n")
    assert reasons(data, Rules(as_tap=False, types=types)) == {
        "customers.csv": "",
        "export-17.csv": "",
        "invoices-july.csv": "a file of `invoices`",
        "export-18.csv": "of no known type: neither its name nor its header is that of one",
    }


def test_as_meltano_all_is_read_and_nothing_may_be_missing(data: Path) -> None:
    """tap-csv takes hidden files, too, and fails where there is no file."""
    (data / ".customers.csv").write_text(CUSTOMERS)
    assert reasons(data, Rules()) == {"customers.csv": "", ".customers.csv": ""}
    with pytest.raises(KitError, match="there is no file or folder"):
        look(Source("customers", "elsewhere.csv", keys=()), data.parent)
