"""Reject files and error reports."""

import csv
import json
import subprocess
import sys
from datetime import datetime, timezone

import pytest
from dagster_project.files.error_report import last_reports, write_report
from dagster_project.files.model import Header, Mode, Rejected
from dagster_project.files.rejects import RejectFile
from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import Redactor
from made import candidate, rows, source

HEADER = Header(("id", "b"), ("id", "b"))
NOW = datetime(2026, 3, 9, 6, tzinfo=timezone.utc)


def test_rejected_rows_are_written_with_line_and_reason(tmp_path):
    found = candidate(tmp_path / "a.csv", b'id,b\n1,"x\ny"\n2\n,\xe9\n3,z,"a\nb"\n')
    with RejectFile(tmp_path / "rejected", found, HEADER, "run-1234-5") as rejects:
        loaded = rows(found, source("id"), Mode.QUARANTINE, rejects)
        assert not rejects.path.exists()
    assert [row[0] for row in loaded] == [2]
    assert rejects.path.name == f"a.{found.sha256[:12]}.run-1234.rejects.csv"
    assert list(rejects.path.parent.iterdir()) == [rejects.path]
    assert b",\xe9\n" in rejects.path.read_bytes(), "the bytes of the file"
    with rejects.path.open(newline="", errors="surrogateescape") as stream:
        assert list(csv.reader(stream)) == [
            ["line", "reason", "id", "b"],
            ["4", "fewer fields than the header", "2"],
            ["5", "bytes that are not text in the encoding of the file", "", "\udce9"],
            ["6", "more fields than the header", "3", "z", "a\nb"],
        ]


def test_no_file_without_a_rejected_row(tmp_path):
    with RejectFile(tmp_path / "rejected", candidate(tmp_path / "a.csv", ""), HEADER, "r"):
        pass
    assert not (tmp_path / "rejected").exists()


def test_the_rows_stay_when_the_load_fails(tmp_path):
    found = candidate(tmp_path / "a.csv", "id,b\n1\n")
    rejects = RejectFile(tmp_path, found, HEADER, "r")
    with pytest.raises(KitError, match="1 of 1 rows"), rejects:
        rows(found, source("id"), Mode.STRICT, rejects)
    assert rejects.path.read_text() == "line,reason,id,b\n2,fewer fields than the header,1\n"


def test_rows_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    found = candidate(tmp_path / "a.csv", "")
    with pytest.raises(KitError, match="cannot be written") as raised:
        RejectFile(tmp_path / "file", found, HEADER, "r")(Rejected(2, "x", ()))
    assert raised.value.advice


@pytest.mark.parametrize("size", [10, 100_000])
def test_no_room(tmp_path, size):
    """With a full disk, no file with half of the rows is left."""
    program = f"""
import resource, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from dagster_project.files.model import Rejected
from test_reports import *
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
found = candidate(Path({str(tmp_path)!r}, "a.csv"), "id")
try:
    with RejectFile(found.path.parent / "rejected", found, HEADER, "r") as rejects:
        rejects(Rejected(2, "x" * {size}, ()))
except KitError as e:
    print(e)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "File too large" in done.stdout, done.stderr
    assert [path.name for path in (tmp_path / "rejected").iterdir()] == []


def report(tmp_path, error, **more):
    found = candidate(tmp_path / "a.csv", "id\n1\n")
    return write_report(
        error, source("id"), found, tmp_path / "failed" / "a.csv", "run-1", NOW, **more
    )


def test_an_error_report_lies_beside_the_file(tmp_path):
    path = report(
        tmp_path,
        KitError("no such user: pass-word", "Correct pass-word."),
        counts={"read": 3, "rejected": 1},
        rejects=tmp_path / "rejects.csv",
        redactor=Redactor(["pass-word"]),
    )
    assert path == tmp_path / "failed" / "a.csv.error.json"
    assert json.loads(path.read_text()) == {
        "stream": "rows",
        "file": str(tmp_path / "a.csv"),
        "kept": str(tmp_path / "failed" / "a.csv"),
        "sha256": candidate(tmp_path / "a.csv").sha256,
        "size": 5,
        "run_id": "run-1",
        "time": "2026-03-09T06:00:00+00:00",
        "message": "no such user: ***",
        "advice": "Correct ***.",
        "counts": {"read": 3, "rejected": 1},
        "rejects": str(tmp_path / "rejects.csv"),
        "importer": "",
        "schema_version": 1,
    }
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing half written is left"


def test_an_error_of_another_kind(tmp_path):
    path = report(tmp_path, ValueError("x"))
    assert json.loads(path.read_text())["message"] == "ValueError: x"


def test_the_last_reports_newest_first(tmp_path):
    for hour in (1, 3, 2):
        found = candidate(tmp_path / f"{hour}.csv", "")
        write_report(KitError("x"), source(), found, found.path, "r", NOW.replace(hour=hour))
    for name, text in (("no", "{"), ("list", "[]"), ("old", '{"schema_version": 0}')):
        (tmp_path / f"{name}.csv.error.json").write_text(text)
    (tmp_path / "part.csv.error.json").write_text('{"schema_version": 1}')
    assert [r.file[-5:] for r in last_reports(tmp_path)] == ["3.csv", "2.csv", "1.csv"]
    assert len(last_reports(tmp_path, 2)) == 2
    assert last_reports(tmp_path / "none") == []


def test_a_report_that_cannot_be_written_still_says_why(tmp_path):
    (tmp_path / "failed").write_text("")
    with pytest.raises(KitError, match="cannot be written") as raised:
        report(tmp_path, KitError("the first trouble"))
    assert "the first trouble" in raised.value.advice
