"""A file is moved once, whole, and is in one place whatever happens on the way."""

import os
import shutil
import signal
import sys
import time
from datetime import date

import pytest
from dagster_project.files import archive, moves
from dagster_project.files.archive import Shelf
from dagster_project.singer.errors import KitError
from made import candidate
from shelves import CONTENT, DAY, RUN, files


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


def killed_everywhere(shelf, folder):
    """Keep a file, killed at the first line, a new one at the second, and so on until one is kept."""
    step, dead = 0, True
    while dead:
        step += 1
        shutil.rmtree(shelf.root, ignore_errors=True)
        found = candidate(folder / "a.csv", CONTENT)
        dead = killed_at(step, lambda found=found: shelf.keep(found, RUN, DAY))
        yield step, found


def test_killed_at_every_line(shelf, tmp_path):
    """The next call, by another run on another day, leaves the file once, in the archive."""
    for step, found in killed_everywhere(shelf, tmp_path):
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
    for _, found in killed_everywhere(shelf, tmp_path):
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
