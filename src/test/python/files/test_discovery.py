"""Which files are found, in what order, and why others are not."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from dagster_project.files.discovery import Rules, look
from dagster_project.files.file_types import FileType
from dagster_project.files.model import Source
from dagster_project.singer.errors import KitError
from made import candidate

INBOX = Source("rows", "in", ("id",))
ONLY_NEW = Rules(as_tap=False)


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def names(found):
    return [c.given for c in found.candidates], {i.path: i.reason for i in found.ignored}


def test_a_file_with_its_size_time_and_hash(tmp_path):
    expected = candidate(tmp_path / "a.csv", "id\n1\n")
    [found] = look(Source("a", "./a.csv", ()), tmp_path).candidates
    assert (found.path, found.size, found.mtime, found.sha256) == (
        expected.path,
        expected.size,
        expected.mtime,
        expected.sha256,
    )
    assert found.source_file == "./a.csv"


def test_an_absolute_path(tmp_path):
    candidate(tmp_path / "a.csv", "")
    [found] = look(Source("a", str(tmp_path / "a.csv"), ()), Path("/nowhere")).candidates
    assert found.source_file == str(tmp_path / "a.csv")


def test_a_folder_in_the_order_of_the_file_system(inbox, tmp_path):
    for name in ("b", "a", "d/c", "d/e.csv/f"):
        path = inbox / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (inbox / "x.txt").write_text("")
    walked = [
        os.path.join(folder, name)
        for folder, _, files in os.walk(f"{inbox}/")
        for name in files
        if name.endswith(".csv")
    ]
    found = look(Source("rows", "./in//", ()), tmp_path)
    given, ignored = names(found)
    assert [str(tmp_path / name) for name in given] == walked
    assert set(given) == {"in/b.csv", "in/a.csv", "in/d/c.csv", "in/d/e.csv/f.csv"}
    assert ignored == {"in/x.txt": "its name does not end in `.csv`"}


def test_hidden_and_temporary_files(inbox, tmp_path):
    for name in ("a.csv", ".b.csv", "c.tmp.csv", "~$d.csv", "e.csv.part", "f~", ".git/g.csv"):
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text("id\n")
    given, ignored = names(look(INBOX, tmp_path, ONLY_NEW))
    assert given == ["in/a.csv"]
    assert ignored == {
        "in/.b.csv": "hidden",
        "in/c.tmp.csv": "temporary",
        "in/~$d.csv": "temporary",
        "in/e.csv.part": "temporary",
        "in/f~": "temporary",
        "in/.git/g.csv": "hidden",
    }
    given, _ = names(look(INBOX, tmp_path))
    assert len(given) == 5, "the tap reads all that end in .csv"


def test_already_loaded(inbox, tmp_path):
    old, new = (candidate(inbox / f"{name}.csv", name) for name in ("old", "new"))
    rules = Rules(as_tap=False, is_loaded=lambda path, sha256: sha256 == old.sha256)
    assert names(look(INBOX, tmp_path, rules)) == (["in/new.csv"], {"in/old.csv": "already loaded"})
    assert new.path.exists()


def test_a_file_that_is_still_being_written(inbox, tmp_path):
    for name in ("growing", "settled", "gone", "old"):
        (inbox / f"{name}.csv").write_text("id\n")
    os.utime(inbox / "old.csv", (0, 0))

    def write():
        time.sleep(0.2)
        (inbox / "gone.csv").unlink()
        with (inbox / "growing.csv").open("a") as stream:
            stream.write("1\n")

    writer = threading.Thread(target=write)
    writer.start()
    given, ignored = names(look(INBOX, tmp_path, Rules(as_tap=False, settle_seconds=0.8)))
    writer.join()
    assert set(given) == {"in/settled.csv", "in/old.csv"}
    assert ignored == dict.fromkeys(("in/growing.csv", "in/gone.csv"), "still being written")


def test_no_pause_when_nothing_is_new(inbox, tmp_path):
    (inbox / "old.csv").write_text("id\n")
    os.utime(inbox / "old.csv", (0, 0))
    start = time.monotonic()
    assert look(INBOX, tmp_path, Rules(as_tap=False, settle_seconds=30)).candidates
    assert time.monotonic() - start < 5


def test_folders_that_are_not_input(inbox, tmp_path):
    (inbox / "archive/2026").mkdir(parents=True)
    (inbox / "archive/2026/a.csv").write_text("")
    found = look(INBOX, tmp_path, Rules(as_tap=False, apart=(inbox / "archive",)))
    assert names(found) == ([], {})


def test_nothing_there(inbox, tmp_path):
    with pytest.raises(KitError, match="has no file whose name ends in") as raised:
        look(INBOX, tmp_path)
    assert raised.value.advice
    assert names(look(INBOX, tmp_path, ONLY_NEW)) == ([], {})
    for path in ("a.csv", "*.csv", "no/a.csv"):
        with pytest.raises(KitError, match="there is no file or folder"):
            look(Source("rows", path, ()), tmp_path)
    assert names(look(Source("rows", "a.csv", ()), tmp_path, ONLY_NEW)) == ([], {})
    with pytest.raises(KitError, match="there is no file or folder"):
        look(Source("rows", "no/a.csv", ()), tmp_path, ONLY_NEW)


def test_what_is_not_a_file(inbox, tmp_path):
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "broken.csv").symlink_to("nowhere")
    (inbox / "good.csv").write_text("id\n")
    given, ignored = names(look(INBOX, tmp_path, ONLY_NEW))
    assert given == ["in/good.csv"]
    assert ignored == {
        "in/pipe.csv": "not a file with content, but a device",
        "in/broken.csv": "cannot be read: No such file or directory",
    }
    with pytest.raises(KitError, match=r"broken|pipe"):
        look(INBOX, tmp_path)


def test_names_of_every_kind(inbox, tmp_path):
    (inbox / "line\nbreak.csv").write_text("id\n")
    (inbox / os.fsdecode(b"\xff.csv")).write_text("id\n")
    given, ignored = names(look(INBOX, tmp_path, ONLY_NEW))
    assert given == ["in/line\nbreak.csv"]
    assert list(ignored.values()) == ["its name is not text in UTF-8"]
    with pytest.raises(KitError, match="its name is not text in UTF-8"):
        look(INBOX, tmp_path)


TYPES = (
    FileType("rows", ("rows*.csv",), ("id", "b")),
    FileType("items", ("items*.csv", "rows_of_items*.csv"), ("item", "b")),
    FileType("more", (), ("id", "b", "c")),
)


def test_types_by_name_and_then_by_header(inbox, tmp_path):
    for name, header in (
        ("ROWS-1.csv", "anything"),
        ("items.csv", "id,b"),
        ("rows_of_items.csv", "item,b"),
        ("unnamed.csv", "b,id,x"),
        ("both.csv", "id,b,c"),
        ("none.csv", "x"),
        ("empty.csv", None),
    ):
        (inbox / name).write_text("" if header is None else f"{header}\n")
    given, ignored = names(look(INBOX, tmp_path, Rules(as_tap=False, types=TYPES)))
    assert set(given) == {"in/ROWS-1.csv", "in/unnamed.csv"}
    assert ignored == {
        "in/items.csv": "a file of `items`",
        "in/rows_of_items.csv": "a file of `items`",
        "in/both.csv": "of more than one type: `rows`, `more`",
        "in/none.csv": "of no known type: neither its name nor its header is that of one",
        "in/empty.csv": f"{inbox}/empty.csv has no header: its first line is missing",
    }


def test_a_name_that_begins_as_another(inbox, tmp_path):
    types = (FileType("sales", ("*sales*.csv",)), FileType("receipts", ("*sales_receipts*.csv",)))
    for name in ("sales_2026", "sales_receipts_2026", "x"):
        (inbox / f"{name}.csv").write_text("id\n")
    rules = Rules(as_tap=False, types=types)
    given, ignored = names(look(Source("receipts", "in", ()), tmp_path, rules))
    assert given == ["in/sales_receipts_2026.csv"]
    assert ignored["in/sales_2026.csv"] == "a file of `sales`"
    assert names(look(Source("sales", "in", ()), tmp_path, rules))[0] == ["in/sales_2026.csv"]


def test_a_type_whose_columns_nobody_names_cannot_be_ruled_out(inbox, tmp_path):
    (inbox / "unnamed.csv").write_text("id,b\n")
    types = (*TYPES[:2], FileType("others"))
    given, ignored = names(look(INBOX, tmp_path, Rules(as_tap=False, types=types)))
    assert not given
    assert ignored == {"in/unnamed.csv": "perhaps a file of `others`, whose columns nobody names"}


@pytest.mark.parametrize("closed", ["in", "in/sub"])
@pytest.mark.parametrize("as_tap", [True, False])
def test_a_folder_without_the_right_to_list_it(inbox, tmp_path, closed, as_tap):
    (inbox / "sub").mkdir()
    (inbox / "a.csv").write_text("id\n")
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    (tmp_path / closed).chmod(0)
    program = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from test_discovery import *
os.setuid(65534)
try:
    look(INBOX, Path({str(tmp_path)!r}), Rules(as_tap={as_tap}))
except KitError as e:
    print(e)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert f"{closed} cannot be read: Permission denied" in done.stdout, done.stderr


def test_a_file_without_the_right_to_read_it(inbox, tmp_path):
    (inbox / "a.csv").write_text("id\n")
    (inbox / "a.csv").chmod(0)
    for folder in (inbox, tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    program = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from test_discovery import *
os.setuid(65534)
print(look(INBOX, Path({str(tmp_path)!r}), ONLY_NEW).ignored)
try:
    look(INBOX, Path({str(tmp_path)!r}))
except KitError as e:
    print(e)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.count("cannot be read: Permission denied") == 2, done.stderr
