"""Section 8: what is stored, when it replaces and when it merges, and how it moves to and from Meltano."""

import json
import sqlite3
import threading
import time

import pytest
from builder import plugin
from dagster_project.singer import state_files
from dagster_project.singer.__main__ import main
from dagster_project.singer.errors import KitError
from dagster_project.singer.state import Entry, StateStore, merge, state_id

ID = "dev:tap-x-to-target-y"


@pytest.fixture
def store(tmp_path):
    return StateStore(str(tmp_path / "state"))


def stored(store, state_id=ID):
    return json.loads((store._place / state_id / "state.json").read_text())


def test_a_complete_state_replaces_and_a_partial_one_merges(store):
    assert store.read(ID) is None
    assert store.write(ID, {"bookmarks": {"a": 1, "b": 1}}, complete=True)
    assert store.write(ID, {"bookmarks": {"a": 5}}, complete=False)
    assert stored(store) == {
        "completed": {"singer_state": {"bookmarks": {"a": 1, "b": 1}}},
        "partial": {"singer_state": {"bookmarks": {"a": 5}}},
    }
    assert store.read(ID) == {"bookmarks": {"a": 5, "b": 1}}
    assert store.write(ID, {"bookmarks": {"b": 7}}, complete=False)
    assert store.read(ID) == {"bookmarks": {"a": 5, "b": 7}}
    assert store.write(ID, {"v": 9}, complete=True)
    assert stored(store) == {"completed": {"singer_state": {"v": 9}}, "partial": {}}


@pytest.mark.parametrize("empty", [{}, None])
def test_an_empty_state_is_ignored(store, empty):
    store.write(ID, {"v": 1}, complete=True)
    assert not store.write(ID, empty, complete=True)
    assert store.read(ID) == {"v": 1}


def test_lists_are_replaced_not_joined():
    assert merge({"l": [2], "d": {"x": 1}, "t": {"a": 1}}, {"l": [1], "d": {"y": 1}, "t": 5}) == {
        "l": [2],
        "d": {"x": 1, "y": 1},
        "t": {"a": 1},
    }


@pytest.mark.parametrize("text", ["", "{", "[]", '{"completed": 5}'])
def test_a_damaged_file_is_named_and_left_as_it_is(store, text):
    path = store._place / ID / "state.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    for action in (store.read, lambda i: store.write(i, {"v": 1}, complete=True)):
        with pytest.raises(KitError, match=f"the state `{ID}` at .* is damaged"):
            action(ID)
    with pytest.raises(KitError, match="is damaged"):
        store.write(ID, {"v": 1}, complete=False)
    assert path.read_text() == text


def test_a_crash_while_writing_leaves_the_old_state(store, monkeypatch):
    store.write(ID, {"v": 1}, complete=True)

    def no_space(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state_files.os, "fsync", no_space)
    with pytest.raises(KitError, match="No space left on device"):
        store.write(ID, {"v": 2}, complete=True)
    assert store.read(ID) == {"v": 1}
    assert sorted(p.name for p in (store._place / ID).iterdir()) == ["state.json"]


def test_a_lock_is_waited_for_and_a_dead_ones_is_broken(store):
    store.write(ID, {"v": 1}, complete=True)
    lock = store._place / ID / "lock"
    lock.write_text(str(time.time()))
    writer = threading.Thread(target=store.write, args=(ID, {"v": 2}), kwargs={"complete": True})
    writer.start()
    writer.join(0.3)
    assert writer.is_alive()
    assert store.read(ID) == {"v": 1}
    lock.write_text(str(time.time() - 11))
    writer.join(20)
    assert store.read(ID) == {"v": 2}
    assert not lock.exists()


def test_a_lock_of_a_clock_that_was_ahead_is_broken(store, monkeypatch):
    monkeypatch.setattr(state_files, "_LOCK_TIMEOUT_SECONDS", 0.3)
    lock = store._place / ID / "lock"
    lock.parent.mkdir(parents=True)
    lock.write_text(str(time.time() + 86400))
    writer = threading.Thread(target=lambda: store.write(ID, {"v": 1}, complete=True), daemon=True)

    writer.start()
    writer.join(20)

    assert store.read(ID) == {"v": 1}


def test_writers_at_once_lose_nothing(store):
    def write(number):
        store.write(ID, {"bookmarks": {f"s{number}": number}}, complete=False)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert store.read(ID) == {"bookmarks": {f"s{n}": n for n in range(8)}}


@pytest.mark.parametrize("bad", ["", "../x", "/etc", "a/../../b"])
def test_an_id_cannot_leave_the_store(store, bad):
    with pytest.raises(KitError, match="is no state id"):
        store.write(bad, {"v": 1}, complete=True)


def test_other_places_hold_states_too():
    store = StateStore("memory://states")
    store.write(ID, {"v": 1}, complete=True)
    store.write(ID, {"w": 2}, complete=False)
    assert StateStore("memory://states").read(ID) == {"v": 1, "w": 2}
    assert store.ids() == [ID]


def test_a_place_without_its_package_says_which(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(KitError, match=r"(?s)`s3://…@bucket/x`.*s3fs"):
        StateStore("s3://key:geheim@bucket/x")


def test_state_ids(built):
    built.write(
        "project",
        {"environments": {"dev": {}, "prod": {"state_id_suffix": "${TENANT}"}, "odd": {"env": {}}}},
    )
    tap, target = plugin("tap-x--child"), plugin("target-y", "loaders")
    built.add(tap, target)

    def made(environment, suffix=None, **variables):
        project = built.load(environment, **variables)
        plugins = (
            project.plugin("extractors", "tap-x--child"),
            project.plugin("loaders", "target-y"),
        )
        return state_id(project, *plugins, suffix)

    assert made("dev") == "dev:tap-x--child-to-target-y"
    assert made("prod", TENANT="t1") == "prod:tap-x--child-to-target-y:t1"
    assert made("prod") == "prod:tap-x--child-to-target-y"
    assert made("prod", "cli", TENANT="t1") == "prod:tap-x--child-to-target-y:cli"
    with pytest.raises(KitError, match="`a:b`"):
        made("dev", "a:b")


def database(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE state (state_id VARCHAR(900) PRIMARY KEY, partial_state VARCHAR,"
        " completed_state VARCHAR, updated_at DATETIME)"
    )
    for row_id, completed, partial in rows:
        texts = [None if side is None else json.dumps(side) for side in (partial, completed)]
        connection.execute("INSERT INTO state VALUES (?, ?, ?, NULL)", (row_id, *texts))
    connection.commit()
    connection.close()


def test_meltanos_bookmark_is_taken_over_once(built):
    path = built.root / ".meltano" / "meltano.db"
    database(
        path, [(ID, {"singer_state": {"v": 1}}, {"singer_state": {"w": 2}}), ("empty", None, None)]
    )
    lines = []
    store = StateStore.open(built.load("dev"), log=lines.append)
    assert store.read(ID) == {"v": 1, "w": 2}
    assert lines == [f"state `{ID}` was taken over from Meltano"]
    path.unlink()
    assert store.read(ID) == {"v": 1, "w": 2}
    assert store.read("other") is None


def test_the_first_partial_write_keeps_meltanos_bookmarks(built):
    database(
        built.root / ".meltano" / "meltano.db", [(ID, {"singer_state": {"a": 1, "b": 1}}, None)]
    )
    store = StateStore.open(built.load("dev"))
    store.write(ID, {"a": 2}, complete=False)
    assert store.read(ID) == {"a": 2, "b": 1}


def test_a_cleared_bookmark_is_not_taken_over_again(built):
    database(built.root / ".meltano" / "meltano.db", [(ID, {"singer_state": {"v": 1}}, None)])
    store = StateStore.open(built.load("dev"))
    store.clear(ID)
    assert store.read(ID) is None
    assert store.ids() == [ID]


def test_a_system_database_that_cannot_be_read_stops_the_run(built):
    path = built.root / ".meltano" / "meltano.db"
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(KitError, match=r"(?s)system database .* cannot be read.*state import"):
        StateStore.open(built.load("dev")).read(ID)


def test_a_file_backend_of_meltano_is_taken_over_too(built):
    backend = {"sources": [{"variables": ["MELTANO_STATE_BACKEND_URI"]}, {"value": "file:///$D/s"}]}
    built.write("project", {"settings": {"state_backend.uri": backend}})
    folder = built.root / "s"
    StateStore(str(folder)).write(ID, {"v": 1}, complete=True)
    project = built.load("dev", D=str(built.root))
    assert StateStore.open(project).read(ID) == {"v": 1}
    assert (built.output / "state" / ID / "state.json").exists()


@pytest.fixture
def run(built, monkeypatch, capsys):
    """The command line in the generated project; answers status, standard output and error."""
    monkeypatch.setenv("M2D_OUTPUT", str(built.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(built.root))

    def run(*arguments):
        status = main(["state", *arguments])
        return (status, *capsys.readouterr())

    return run


def test_commands(run):
    assert run("list") == (0, "", "")
    assert run("get", ID) == (0, "{}\n", "")
    status, _, error = run("set", ID, '{"bookmarks": {}}')
    assert status == 1
    assert "exactly one key, `singer_state`" in error
    assert run("set", ID, '{"singer_state": {"v": 1}}')[0] == 0
    assert run("set", "prod:x", '{"singer_state": {"v": 2}}')[0] == 0
    assert run("list", "--pattern", "dev:*") == (0, f"{ID}\n", "")
    assert json.loads(run("get", ID)[1]) == {"singer_state": {"v": 1}}
    assert run("clear", ID)[0] == 0
    assert run("get", ID)[1] == "{}\n"


def test_a_bookmark_goes_on_under_another_id(run):
    run("set", ID, '{"singer_state": {"v": 1}}')
    assert run("copy", ID, "dev:new")[0] == 0
    assert json.loads(run("get", "dev:new")[1]) == {"singer_state": {"v": 1}}
    assert json.loads(run("get", ID)[1]) == {"singer_state": {"v": 1}}
    run("set", "dev:new", '{"singer_state": {"v": 2}}')
    status, _, error = run("copy", ID, "dev:new")
    assert status == 1
    assert "differs" in error
    assert json.loads(run("get", "dev:new")[1]) == {"singer_state": {"v": 2}}
    assert run("copy", ID, "dev:new", "--force")[0] == 0
    assert json.loads(run("get", "dev:new")[1]) == {"singer_state": {"v": 1}}
    status, _, error = run("copy", "nowhere", "dev:new")
    assert status == 1
    assert "no bookmark `nowhere`" in error


def test_export_and_import(run, built, tmp_path, monkeypatch):
    run("set", ID, '{"singer_state": {"v": 1}}')
    run("set", "gone", '{"singer_state": {"v": 1}}')
    run("clear", "gone")
    status, output, error = run("export")
    assert (status, output) == (1, "")
    assert "nothing was exported" in error
    assert "`state export meltano` gives them to Meltano" in error
    exported = json.loads(run("export", "-")[1])
    assert exported == {ID: {"completed": {"singer_state": {"v": 1}}, "partial": {}}}
    file, folder = tmp_path / "states.json", tmp_path / "backend"
    assert run("export", str(file))[0] == 0
    assert run("export", f"file://{folder}")[0] == 0
    assert StateStore(str(folder)).read(ID) == {"v": 1}
    run("set", ID, '{"singer_state": {"v": 2}}')
    status, _, error = run("import", str(file))
    assert status == 1
    assert "kept" in error
    assert json.loads(run("get", ID)[1]) == {"singer_state": {"v": 2}}
    assert run("import", str(file), "--force")[0] == 0
    assert json.loads(run("get", ID)[1]) == {"singer_state": {"v": 1}}
    assert run("import", f"file://{folder}")[0] == 0
    assert run("import", str(file), "--id", "nope")[0] == 1
    file.write_text("[]")
    assert "cannot be read as states" in run("import", str(file))[2]


def test_import_from_meltanos_database(run, built):
    assert "no state to import" in run("import")[2]
    rows = [(ID, {"singer_state": {"v": 1}}, None), ("b", None, {"singer_state": {"v": 2}})]
    database(built.root / ".meltano" / "meltano.db", rows)
    assert run("import")[0] == 0
    assert run("list")[1].split() == ["b", ID]
    assert json.loads(run("get", "b")[1]) == {"singer_state": {"v": 2}}


def test_an_entry_is_what_meltano_writes():
    assert Entry(completed={"singer_state": {"v": 1}}).as_json() == {
        "completed": {"singer_state": {"v": 1}},
        "partial": {},
    }
