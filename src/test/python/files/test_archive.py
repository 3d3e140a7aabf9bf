"""Where files are moved to, under which names, and when they stay."""

import os
import subprocess
import sys
from datetime import date

import pytest
from dagster_project.files.archive import Shelf
from dagster_project.singer.errors import KitError
from made import candidate
from shelves import CONTENT, DAY, RUN, files


def test_a_file_is_moved(shelf, tmp_path):
    (tmp_path / "in").mkdir()
    found = candidate(tmp_path / "in" / "a.csv", CONTENT)
    os.utime(found.path, (0, 1_700_000_000.5))
    found = candidate(found.path)
    kept = shelf.keep(found, RUN, DAY)
    assert kept == shelf.root / "2026/03/09" / f"a.{found.sha256[:12]}.0a1b2c3d.csv"
    assert files(tmp_path, shelf.root) == {kept: CONTENT}
    assert kept.stat().st_mtime == 1_700_000_000.5
    assert shelf.keep(found, RUN, DAY) == kept, "said again"
    assert shelf.keep(found, "another-run", date(2026, 3, 10)) == kept, "said by the next run"


def test_nothing_is_overwritten(shelf, tmp_path):
    kept = []
    for _ in range(3):
        kept.append(shelf.keep(candidate(tmp_path / "a.csv", CONTENT), RUN, DAY))
    assert [path.name.removeprefix(kept[0].stem) for path in kept] == [".csv", ".2.csv", ".3.csv"]
    other = shelf.keep(candidate(tmp_path / "a.csv", "id\n2\n"), RUN, DAY)
    assert files(tmp_path, shelf.root) == {**dict.fromkeys(kept, CONTENT), other: "id\n2\n"}


@pytest.mark.parametrize("content", ["", "id\n1\n"])
def test_empty_and_oddly_named_files(shelf, tmp_path, content):
    for name in ("line\nbreak.csv", "[a]*.csv", "é" * 120 + "n.csv", ".csv", "none"):
        found = candidate(tmp_path / name, content)
        kept = shelf.keep(found, RUN, DAY)
        assert kept.read_text() == content and not found.path.exists()
        assert shelf.keep(found, RUN, DAY) == kept
        kept.unlink()


def test_failed_files_lie_in_one_folder(tmp_path):
    kept = Shelf(tmp_path / "failed", by_day=False).keep(
        candidate(tmp_path / "a.csv", ""), RUN, DAY
    )
    assert kept.parent == tmp_path / "failed"


def test_a_link_is_replaced_by_its_content(shelf, tmp_path):
    target = tmp_path / "elsewhere" / "real.csv"
    target.parent.mkdir()
    target.write_text(CONTENT)
    (tmp_path / "a.csv").symlink_to(target)
    kept = shelf.keep(candidate(tmp_path / "a.csv"), RUN, DAY)
    assert not kept.is_symlink()
    assert files(tmp_path, shelf.root) == {kept: CONTENT, target: CONTENT}


@pytest.mark.parametrize("content", [CONTENT + "2\n", CONTENT.replace("1", "2")])
def test_a_changed_file_stays(shelf, tmp_path, content):
    found = candidate(tmp_path / "a.csv", CONTENT)
    found.path.write_text(content)
    os.utime(found.path, (1, 1))
    with pytest.raises(KitError, match="was changed after it was found"):
        shelf.keep(found, RUN, DAY)
    assert files(tmp_path, shelf.root) == {found.path: content}


def test_a_file_that_is_nowhere(shelf, tmp_path):
    found = candidate(tmp_path / "a.csv", CONTENT)
    found.path.unlink()
    with pytest.raises(KitError, match="is gone, and not in"):
        shelf.keep(found, RUN, DAY)


PROGRAM = """
import os, resource, sys
sys.path[:0] = {path!r}
from datetime import date
from pathlib import Path
from dagster_project.files.archive import Shelf
from made import candidate
found = candidate(Path({source!r}))
{before}
try:
    Shelf(Path({root!r})).keep(found, "run", date(2026, 3, 9))
except Exception as e:
    print(type(e).__name__, e)
"""


def in_a_child(source, root, before):
    program = PROGRAM.format(path=sys.path, source=str(source), root=str(root), before=before)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert not done.stderr
    return done.stdout


def open_to_all(folder):
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.getuid() and str(above) not in ("/", "/tmp"):
            above.chmod(above.stat().st_mode | 0o055)


def test_no_room_for_the_copy(elsewhere, tmp_path):
    found = candidate(tmp_path / "a.csv", "x" * 100_000)
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    said = in_a_child(found.path, elsewhere / "archive", limit)
    assert said.startswith("KitError") and "File too large" in said and "stays where it was" in said
    assert list(files(tmp_path, elsewhere)) == [found.path]


@pytest.mark.parametrize("where", ["here", "elsewhere"])
@pytest.mark.parametrize("closed", ["source", "archive"])
def test_without_the_right_to_change_a_folder(where, closed, tmp_path, request):
    """A file that cannot be removed from its folder is not left in the archive, too."""
    base = tmp_path if where == "here" else request.getfixturevalue("elsewhere")
    source = tmp_path / "in" / "a.csv"
    source.parent.mkdir()
    source.write_text(CONTENT)
    source.chmod(0o644)
    root = base / "archive"
    root.mkdir()
    open_to_all(tmp_path)
    base.chmod(0o755)
    source.parent.chmod(0o755 if closed == "source" else 0o777)
    root.chmod(0o755 if closed == "archive" else 0o777)
    said = in_a_child(source, root, "os.setuid(65534)")
    assert said.startswith("KitError") and "Permission denied" in said
    assert files(tmp_path, root) == {source: CONTENT}


def test_a_file_where_the_archive_should_be(tmp_path):
    found = candidate(tmp_path / "a.csv", CONTENT)
    for name in ("archive", "archive2/.moving"):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text("")
        with pytest.raises(KitError, match="cannot be moved"):
            Shelf(tmp_path / name.split("/")[0]).keep(found, RUN, DAY)
        assert found.path.read_text() == CONTENT
