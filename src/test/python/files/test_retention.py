"""Old kept files are removed, and nothing else."""

import os
from datetime import date, datetime, timedelta, timezone

import pytest
from dagster_project.files.archive import Shelf
from dagster_project.files.retention import Removed, expired, remove
from dagster_project.singer.errors import KitError
from made import candidate

TODAY = date(2026, 3, 31)


def kept(shelf, tmp_path, day):
    return shelf.keep(candidate(tmp_path / "a.csv", f"{day}\n"), "0a1b2c3d-4", day)


def test_by_the_day_of_the_folder(tmp_path):
    shelf = Shelf(tmp_path / "archive")
    old, last, young = (kept(shelf, tmp_path, TODAY - timedelta(days=n)) for n in (31, 30, 1))
    (old.parent / "notes.txt").write_text("ours")
    (last.parent / ".a.0123456789ab.r.csv.part").write_text("")
    assert expired(shelf.root, 30, TODAY) == [old]
    assert expired(shelf.root, 29, TODAY) == [old, last]
    assert remove(shelf.root, [old]) == Removed(1, 11)
    assert remove(shelf.root, [old]) == Removed(0, 0), "asked again"
    assert (old.parent / "notes.txt").exists()
    remove(shelf.root, [young])
    assert not young.parent.exists() and last.exists() and shelf.root.exists()


def test_failed_files_by_the_day_of_the_move_with_their_reports(tmp_path):
    shelf = Shelf(tmp_path / "failed", by_day=False)
    path = kept(shelf, tmp_path, TODAY)
    os.utime(path, (0, 0))
    report = path.with_name(f"{path.name}.error.json")
    report.write_text("{}")
    today = datetime.now(timezone.utc).date()
    assert expired(shelf.root, 1, today) == []
    assert expired(shelf.root, 1, today + timedelta(days=3)) == [path]
    remove(shelf.root, [path])
    assert not report.exists()


@pytest.mark.parametrize("days", [0, -1])
def test_never_everything(tmp_path, days):
    with pytest.raises(KitError, match="at least one"):
        expired(tmp_path, days, TODAY)


def test_names_of_every_kind_are_known_again(tmp_path):
    shelf = Shelf(tmp_path / "archive")
    # The last of them was kept before, and put into the input folder to be loaded once more.
    for name in ("a.csv", "none", "line\nbreak.csv", ".csv", "a.0123456789ab.01234567.csv"):
        found = candidate(tmp_path / name, "x")
        path = shelf.keep(found, "0a1b2c3d-4", date(2020, 1, 1))
        again = shelf.keep(candidate(tmp_path / name, "x"), "0a1b2c3d-4", date(2020, 1, 1))
        assert set(expired(shelf.root, 1, TODAY)) == {path, again}
        remove(shelf.root, [path, again])
