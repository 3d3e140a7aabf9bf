"""Rows that are not right, in each mode; what tap-csv makes of files is in test_like_the_tap.py."""

import csv
import errno
import os
import subprocess
import sys

import pytest
from dagster_project.files import opening
from dagster_project.files.model import Dialect, Header, Mode, Rejected
from dagster_project.files.opening import NUL, UNDECODABLE
from dagster_project.files.parsing import header_of, names_of, read
from dagster_project.files.rows import BLANK, LONG, SHORT
from dagster_project.singer.errors import KitError
from made import candidate, rows, source

WRONG = 'id,b,c\n1,x,y\n2,"p\nq",r\n3,x\n4,x,y,z\n\n ,x,y\n"8",a\0,y\n9,"\n",\n'


@pytest.fixture
def wrong(tmp_path):
    return candidate(tmp_path / "rows.csv", WRONG)


def test_quarantine_loads_the_others_and_names_the_lines(wrong):
    rejected = []
    loaded = rows(wrong, source("id"), Mode.QUARANTINE, rejected.append)
    assert loaded == [(2, "1", "x", "y"), (3, "2", "p\nq", "r"), (10, "9", "\n", "")]
    assert rejected == [
        Rejected(5, SHORT, ("3", "x")),
        Rejected(6, LONG, ("4", "x", "y", "z")),
        Rejected(7, BLANK, ()),
        Rejected(8, "the key `id` is empty", (" ", "x", "y")),
        Rejected(9, NUL, ("8", "a\0", "y")),
    ]


@pytest.mark.parametrize("chunk_rows", [1, 3, 100])
def test_the_size_of_chunks_changes_nothing(wrong, chunk_rows):
    rejected = []
    loaded = rows(wrong, source(), Mode.QUARANTINE, rejected.append, chunk_rows=chunk_rows)
    assert [row[0] for row in loaded] == [2, 3, 8, 10]
    assert [found.line for found in rejected] == [5, 6, 7, 9]


def test_strict_reads_to_the_end_and_then_stops_the_load(wrong):
    rejected = []
    with pytest.raises(KitError, match=r"5 of 8 rows.* line 5: fewer fields") as raised:
        rows(wrong, source("id"), Mode.STRICT, rejected.append)
    assert "quarantine" in raised.value.advice
    assert len(rejected) == 5


def test_strict_takes_a_file_without_a_fault(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id,b\n1,\n")
    assert rows(found, source("id"), Mode.STRICT) == [(2, "1", "")]


def test_as_meltano_loads_and_notices(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id,b\n1\n2,x,y\n,z\n")
    noticed = []
    loaded = rows(found, source("id"), Mode.AS_MELTANO, notice=noticed.append)
    assert loaded == [(2, "1", None), (3, "2", "x"), (4, "", "z")]
    assert [(n.line, n.reason) for n in noticed] == [
        (2, SHORT),
        (3, LONG),
        (4, "the key `id` is empty"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,b\n1,x\n\n", "line 3: a blank line, so that the key `id` is missing"),
        ("b,id\n1,x\ny\n", "line 3: fewer fields than the header, so that the key `id`"),
    ],
)
def test_as_meltano_fails_where_the_target_fails(tmp_path, content, message):
    found = candidate(tmp_path / "rows.csv", content)
    with pytest.raises(KitError, match=message) as raised:
        rows(found, source("id"), Mode.AS_MELTANO)
    assert raised.value.advice


def test_as_meltano_a_nul_is_for_the_loading_to_judge(tmp_path):
    """A setting of the target lets it through as another character."""
    found = candidate(tmp_path / "rows.csv", "id\n1\0\n")
    noticed = []
    assert rows(found, source("id"), Mode.AS_MELTANO, notice=noticed.append) == [(2, "1\0")]
    assert [n.reason for n in noticed] == [NUL]


def test_the_header_of_the_first_file_rules_by_position(tmp_path):
    header = header_of(candidate(tmp_path / "a.csv", "id,b\n"), source("id"))
    second = candidate(tmp_path / "b.csv", "b,id,c\n1,2,3\n")
    assert rows(second, source("id"), Mode.AS_MELTANO, header=header) == [(2, "1", "2")]
    empty = candidate(tmp_path / "c.csv", "")
    assert rows(empty, source("id"), Mode.AS_MELTANO, header=header) == []


def test_other_modes_go_by_the_name_of_the_column(tmp_path):
    header = Header(("id", "b"), ("id", "b"))
    found = candidate(tmp_path / "b.csv", "b,id\n1,2\n3,\n")
    rejected = []
    loaded = rows(found, source("id"), Mode.QUARANTINE, rejected.append, header=header)
    assert loaded == [(2, "2", "1")]
    assert rejected == [Rejected(3, "the key `id` is empty", ("3", ""))]


@pytest.mark.parametrize("mode", [Mode.STRICT, Mode.QUARANTINE])
@pytest.mark.parametrize("content", ["", "\n", "id\n", "id,B\n", "id,b,b\n", "id,b,c\n"])
def test_other_modes_refuse_another_header(tmp_path, mode, content):
    header = Header(("id", "b"), ("id", "b"))
    found = candidate(tmp_path / "b.csv", content)
    with pytest.raises(KitError, match="its header is not that of its stream") as raised:
        rows(found, source("id"), mode, header=header)
    assert raised.value.advice == "Expected: `id`, `b`."


def test_metadata_columns_count_rejected_rows_too(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id,b\n1,x\n2\n3,y\n")
    os.utime(found.path, (0, 1_700_000_000.25))
    found = candidate(found.path)
    of = source("id", add_metadata_columns=True)
    assert header_of(found, of).columns[:3] == (
        "_sdc_source_file",
        "_sdc_source_file_mtime",
        "_sdc_source_lineno",
    )
    changed = "2023-11-14T22:13:20.250000+00:00"
    assert rows(found, of, Mode.QUARANTINE, lambda _: None) == [
        (2, str(found.path), changed, "1", "1", "x"),
        (4, str(found.path), changed, "3", "3", "y"),
    ]


def test_metadata_columns_as_key(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id\n1\n")
    with pytest.raises(KitError, match=r"`_sdc_source_lineno`.* tells where a row stood"):
        header_of(found, source("_sdc_source_lineno", add_metadata_columns=True))


def test_a_column_with_the_name_of_metadata(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id,_sdc_source_lineno\n1,x\n")
    with pytest.raises(KitError, match="`_sdc_source_lineno` has the name of a column of metadata"):
        header_of(found, source(add_metadata_columns=True))


def test_bytes_that_are_not_text(tmp_path):
    found = candidate(tmp_path / "rows.csv", b"id,b\n1,x\n2,\xe9\n3,\xc3\xa9\n")
    with pytest.raises(
        KitError, match=r"line 3: 0xE9 is not text in the encoding `utf-8`"
    ) as raised:
        rows(found, source("id"), Mode.AS_MELTANO)
    assert "`encoding`" in raised.value.advice
    rejected = []
    loaded = rows(found, source("id"), Mode.QUARANTINE, rejected.append)
    assert loaded == [(2, "1", "x"), (4, "3", "é")]
    assert rejected == [Rejected(3, UNDECODABLE, ("2", "\udce9"))]


def test_an_error_of_the_format_names_the_record(tmp_path):
    long = "x" * 200_000
    found = candidate(tmp_path / "rows.csv", f'id,b\n1,x\n2,"y\n{long}"\n')
    for mode in Mode:
        with pytest.raises(KitError, match=r"the record of line 3: field larger") as raised:
            rows(found, source("id"), mode)
        assert "quote" in raised.value.advice


def test_the_limit_of_others_is_not_ours(tmp_path):
    before = csv.field_size_limit(10)
    try:
        found = candidate(tmp_path / "rows.csv", "id\n12345678901\n")
        assert rows(found, source("id"), Mode.STRICT) == [(2, "12345678901")]
        assert csv.field_size_limit() == 10
    finally:
        csv.field_size_limit(before)


def test_a_file_that_changed_since_it_was_found(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id\n1\n")
    of = source("id")
    header = header_of(found, of)
    chunks = read(found, of, header, Mode.AS_MELTANO, None)
    next(chunks)
    with found.path.open("a") as stream:
        stream.write("2\n")
    with pytest.raises(KitError, match="was changed after it was found"):
        list(chunks)
    with pytest.raises(KitError, match="was changed after it was found"):
        list(read(found, of, header, Mode.AS_MELTANO, None))


def test_without_a_header(tmp_path):
    for content, message in (
        ("", "missing"),
        ("\n1\n", "blank"),
        ("a\0\n", "NUL"),
        (b"a,\xe9\n", "line 1: 0xE9"),
    ):
        with pytest.raises(KitError, match=message):
            header_of(candidate(tmp_path / "rows.csv", content), source())


def test_a_folder_and_a_file_that_is_gone(tmp_path):
    for path, reason in ((tmp_path, "Is a directory"), (tmp_path / "no.csv", "No such file")):
        with pytest.raises(KitError, match=f"cannot be read: {reason}"):
            names_of(path, source())


def test_a_disk_that_fails_while_the_file_is_read(tmp_path, monkeypatch):
    def failing(lines, _):
        yield next(lines)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    found = candidate(tmp_path / "rows.csv", "id\n1\n")
    monkeypatch.setattr(opening, "_marking_bytes_too", failing)
    with pytest.raises(KitError, match="cannot be read: Input/output error"):
        rows(found, source(), Mode.STRICT)


def test_a_file_without_the_right_to_read_it(tmp_path):
    program = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from made import *
from dagster_project.files.parsing import names_of
from pathlib import Path
path = Path({str(tmp_path)!r}, "rows.csv")
candidate(path, "id\\n1\\n")
path.chmod(0)
for folder in (path.parent, *path.parents[1:-2]):
    folder.chmod(folder.stat().st_mode | 0o055)
os.setuid(65534)
try:
    names_of(path, source())
except Exception as e:
    print(type(e).__name__, e)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "KitError" in done.stdout and "Permission denied" in done.stdout, done.stderr


def test_encoding_of_the_locale(tmp_path):
    found = candidate(tmp_path / "rows.csv", "id\né\n")
    assert rows(found, source(dialect=Dialect(encoding=None)), Mode.STRICT) == [(2, "é")]
