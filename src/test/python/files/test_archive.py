"""A file is moved once, whole, and is in one place whatever happens on the way."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from dagster_project.files import archive, moves
from dagster_project.files.archive import Shelf
from dagster_project.singer.errors import KitError
from made import candidate

DAY = date(2026, 3, 9)
RUN = "0a1b2c3d-4e5f"
CONTENT = "id\n1\n"
ELSEWHERE = Path("/dev/shm")


@pytest.fixture
def elsewhere(tmp_path):
    """A folder on another file system."""
    if not ELSEWHERE.is_dir() or ELSEWHERE.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("NOT RUN: /dev/shm is not another file system")
    folder = ELSEWHERE / f"m2d-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=["same file system", "other file system", "no hard links"])
def shelf(request, tmp_path, monkeypatch):
    """A shelf that is reached in one of three ways."""
    if request.param == "other file system":
        return Shelf(request.getfixturevalue("elsewhere") / "archive")
    if request.param == "no hard links":

        def refuse(*_):
            raise OSError(errno.EOPNOTSUPP, "no links")

        monkeypatch.setattr(os, "link", refuse)
    return Shelf(tmp_path / "archive")


def files(*roots):
    """All that is there, with its content; but the lock."""
    return {
        path: path.read_text()
        for root in roots
        for path in sorted(Path(root).rglob("*"))
        if path.is_file() and path.name != "lock"
    }


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


def killed_at(step, act):
    """Do something in a child that dies at its n-th line of the two modules; whether it did die."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, -signal.SIGKILL)
        return status != 0
    steps = 0

    def trace(frame, event, _):
        nonlocal steps
        if frame.f_code.co_filename not in (archive.__file__, moves.__file__):
            return None
        if event == "line":
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    try:
        sys.settrace(trace)
        act()
    except BaseException as e:
        print(e, file=sys.stderr)
        os._exit(3)
    os._exit(0)


def test_killed_at_every_line(shelf, tmp_path):
    """The next call, by another run on another day, leaves the file once, in the archive."""
    step, dead = 0, True
    while dead:
        step += 1
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        dead = killed_at(step, lambda found=found: shelf.keep(found, RUN, DAY))
        kept = shelf.keep(found, "ffff", date(2026, 3, 10))
        assert files(tmp_path, shelf.root) == {kept: CONTENT}, step
    assert step > 60


def test_killed_and_then_another_file(shelf, tmp_path):
    """What one file has left is settled by the call for any other."""
    step, dead, moved = 0, True, 0
    while dead:
        step += 1
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        dead = killed_at(step, lambda found=found: shelf.keep(found, RUN, DAY))
        other = shelf.keep(candidate(tmp_path / "b.csv", "b\n"), RUN, DAY)
        left = files(tmp_path, shelf.root)
        assert left.pop(other) == "b\n"
        [place] = left
        assert left[place] == CONTENT, step
        moved += place != found.path
    assert 0 < moved < step


def test_killed_while_it_settles(shelf, tmp_path):
    """A kill of the call that was to settle things, too."""
    for step in range(1, 200, 3):
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        if not killed_at(step, lambda found=found: shelf.keep(found, RUN, DAY)):
            break
        second = 1
        while killed_at(second, lambda: shelf.settle()):
            second += 2
        [place] = files(tmp_path, shelf.root)
        assert place.read_text() == CONTENT


def test_a_new_file_under_the_old_name_is_not_removed(tmp_path):
    shelf = Shelf(tmp_path / "archive")
    step, dead = 0, True
    while dead:
        step += 1
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        dead = killed_at(step, lambda found=found: shelf.keep(found, RUN, DAY))
        (tmp_path / "new").write_text("id\n2\n")
        (tmp_path / "new").rename(found.path)
        shelf.settle()
        assert found.path.read_text() == "id\n2\n"


def put_when(shelf, monkeypatch, at, put):
    """Have someone put a file when the move is at its n-th look at, or change of, a name."""
    count = 0

    def counted(real):
        def call(*args, **more):
            nonlocal count
            count += 1
            if count == at:
                put()
            return real(*args, **more)

        return call

    for owner, name in ((os, "link"), (os, "replace"), (os, "rename"), (os, "stat"), (os, "fsync")):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    return lambda: count < at


@pytest.mark.parametrize("way", ["in its place", "into the file"])
def test_a_file_that_comes_while_the_one_before_is_moved(shelf, tmp_path, monkeypatch, way):
    """The new one stays, to be loaded; the old one is in the archive, or overwritten."""
    new, kept = "id\n2\n3\n", 0

    def put():
        if way == "in its place":
            (tmp_path / "new").write_text(new)
            (tmp_path / "new").rename(tmp_path / "a.csv")
        elif (tmp_path / "a.csv").exists():
            (tmp_path / "a.csv").write_text(new)

    for at in range(1, 200):
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        with monkeypatch.context() as patch:
            is_over = put_when(shelf, patch, at, put)
            try:
                shelf.keep(found, RUN, DAY)
                kept += 1
            except KitError as e:
                assert "was changed after it was found" in str(e) or "cannot be moved" in str(e)
            over = is_over()
        left = files(tmp_path, shelf.root)
        if over:
            break
        assert left.pop(found.path, None) == new or way == "into the file", at
        assert list(left.values()) in ([], [CONTENT]), at
    assert kept > 1


def test_a_move_of_a_living_process_is_waited_for(tmp_path):
    found = candidate(tmp_path / "a.csv", CONTENT)
    root = tmp_path / "archive"
    there = root / "a.csv"
    with moves.alone(root):
        now = found.path.stat()
        names = str(found.path), str(there)
        move = moves.Move(*names, found.sha256, found.size, now.st_ino, now.st_mtime_ns)
        with moves.noted(root, move):
            os.link(found.path, there)
            child = os.fork()
            if not child:
                Shelf(root).settle()
                os._exit(0)
            time.sleep(0.3)
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
            assert found.path.exists()
            move.end()
    os.waitpid(child, 0)
    assert not found.path.exists() and there.exists()


def test_a_name_that_another_program_takes(shelf, tmp_path, monkeypatch):
    """Even an empty file of others is kept."""
    found = candidate(tmp_path / "a.csv", CONTENT)
    theirs = shelf.root / "2026/03/09" / f"a.{found.sha256[:12]}.0a1b2c3d.csv"
    lexists = os.path.lexists

    def late(path):
        known = lexists(path)
        if path == theirs and not known:
            theirs.write_text("")
        return known

    monkeypatch.setattr(os.path, "lexists", late)
    kept = shelf.keep(found, RUN, DAY)
    assert files(tmp_path, shelf.root) == {theirs: "", kept: CONTENT}


def test_large_copies_killed_at_random_times(elsewhere, tmp_path):
    shelf = Shelf(elsewhere / "archive")
    content = os.urandom(30_000_000)
    for wait in (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12):
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", content)
        child = os.fork()
        if not child:
            shelf.keep(found, RUN, DAY)
            os._exit(0)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kept = shelf.keep(found, RUN, DAY)
        everything = [p for root in (tmp_path, shelf.root) for p in root.rglob("*") if p.is_file()]
        assert [p for p in everything if p.name != "lock"] == [kept]
        assert kept.read_bytes() == content


def test_two_processes_at_once(shelf, tmp_path):
    for _ in range(40):
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(tmp_path / "a.csv", CONTENT)
        child = os.fork()
        if not child:
            try:
                shelf.keep(found, RUN, DAY)
            except BaseException:
                os._exit(1)
            os._exit(0)
        shelf.keep(found, RUN, DAY)
        assert os.waitpid(child, 0)[1] == 0
        assert list(files(tmp_path, shelf.root).values()) == [CONTENT]


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
