"""Files in tables: the rows that tap-csv and target-postgres would have left."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import psycopg
import pytest
from dagster_project.files.destination import Destination
from dagster_project.files.ledger import Ledger, Status
from dagster_project.files.loading import AlreadyLoadedError, Loaded
from dagster_project.files.model import METADATA_COLUMNS, Mode
from dagster_project.singer.errors import KitError
from loads import candidate, columns_of, load, rows_of

RAW = Destination({}, schema="raw")


def test_first_load_repeat_and_changes(connection: psycopg.Connection) -> None:
    columns = ["a", "id"]
    first = load(connection, RAW, columns, [("x", "1"), ("", "2"), ("NULL", "3")])
    assert first == Loaded(3, 3, 0, 0, 3, 0)
    assert columns_of(connection, "rows")["id"] == ("text", False)
    second = load(connection, RAW, columns, [("y", "1"), ("z", "4")], run="run-2")
    assert second == Loaded(2, 2, 0, 0, 1, 1)
    assert rows_of(connection, "rows") == [("", "2"), ("NULL", "3"), ("y", "1"), ("z", "4")]


def test_the_last_row_of_a_key_wins(connection: psycopg.Connection) -> None:
    rows = [("1", "x"), ("2", "a"), ("1", "y"), ("1", None), ("2", "b"), (" 1", "other")]
    done = load(connection, RAW, ["id", "a"], rows)
    assert done == Loaded(6, 3, 0, 3, 3, 0, duplicate_lines=(2, 3, 4))
    assert rows_of(connection, "rows") == [(" 1", "other"), ("1", None), ("2", "b")]
    done = load(connection, RAW, ["id", "a"], [("1", "p"), ("1", "q")], run="run-2")
    assert (done.duplicates, done.inserted, done.updated) == (1, 0, 1)
    assert rows_of(connection, "rows")[1] == ("1", "q")


def test_a_missing_field_becomes_null(connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id", "a", "b"], [("1", "x", "y")])
    load(connection, RAW, ["id", "a", "b"], [("1", "z", None)], run="run-2")
    assert rows_of(connection, "rows") == [("1", "z", None)]


def test_without_keys_rows_are_appended(connection: psycopg.Connection) -> None:
    for run in ("run-1", "run-2"):
        done = load(connection, RAW, ["id"], [("1",), ("1",)], keys=(), run=run, again=True)
        assert done == Loaded(2, 2, 0, 0, 2, 0)
    assert len(rows_of(connection, "rows")) == 4


def test_only_key_columns_and_no_metadata(connection: psycopg.Connection) -> None:
    off = Destination({}, schema="raw", add_record_metadata=False)
    load(connection, off, ["id"], [("1",)])
    done = load(connection, off, ["id"], [("1",), ("2",)], run="run-2")
    assert (done.inserted, done.updated) == (1, 1)
    assert list(columns_of(connection, "rows")) == ["id"]


def test_a_file_without_rows_makes_the_table(connection: psycopg.Connection) -> None:
    assert load(connection, RAW, ["id", "a"], []) == Loaded(0, 0, 0, 0, 0, 0)
    assert columns_of(connection, "rows")["id"] == ("text", False)
    load(connection, RAW, ["id", "a", "new"], [("1", "2", "3")], run="run-2")
    assert list(columns_of(connection, "rows"))[-1] == "new"


def test_metadata_of_record_and_tap(connection: psycopg.Connection) -> None:
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    before = datetime.now(timezone.utc)
    columns = [*METADATA_COLUMNS, "id"]
    row = ("in/rows.csv", "2024-05-06T07:08:09.123456+00:00", "1", "a")
    for destination, hours in ((RAW, 9), (Destination({}, schema="raw", use_copy=True), 0)):
        load(
            connection,
            destination,
            columns,
            [row],
            add_metadata_columns=True,
            run=f"run-{hours}",
            again=True,
        )
        found = connection.execute("SELECT * FROM raw.rows").fetchone()
        # An INSERT of the target writes local time, its COPY leaves the offset out.
        assert found[:4] == ("in/rows.csv", datetime(2024, 5, 6, 7 + hours, 8, 9, 123456), 1, "a")
        extracted, received, batched, deleted, sequence, version, started = found[4:]
        assert deleted is None and version is None
        moment = before.replace(tzinfo=None) + timedelta(hours=hours)
        for stamp in (extracted, received, batched):
            assert moment <= stamp <= moment + timedelta(minutes=1)
        assert sequence >= before.timestamp() * 1000 - 1 and started == sequence


def test_what_the_target_wrote_anew_is_written_anew(connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id"], [("1",)])
    connection.execute(
        "UPDATE raw.rows SET _sdc_deleted_at = now(), _sdc_table_version = 7, _sdc_received_at = '2001-01-01'"
    )
    load(connection, RAW, ["id"], [("1",)], run="run-2", again=True)
    query = (
        "SELECT _sdc_deleted_at, _sdc_table_version, _sdc_received_at > '2020-01-01' FROM raw.rows"
    )
    assert connection.execute(query).fetchone() == (None, None, True)


def test_a_table_without_its_key(connection: psycopg.Connection) -> None:
    connection.execute("CREATE SCHEMA raw")
    connection.execute("CREATE TABLE raw.rows (id char(3), a text, kept text DEFAULT 'd')")
    connection.execute(
        "INSERT INTO raw.rows VALUES ('1', 'old', 'x'), ('1', 'older', 'y'), ('3', 'z', 'z')"
    )
    done = load(connection, RAW, ["id", "a"], [("1", "p"), ("1", "q"), ("2", "r")])
    assert done == Loaded(3, 2, 0, 1, 1, 2, duplicate_lines=(2,)), (
        "both rows of the key are updated"
    )
    query = "SELECT trim(id), a, kept FROM raw.rows ORDER BY id, kept"
    found = connection.execute(query).fetchall()
    assert found == [("1", "q", "x"), ("1", "q", "y"), ("2", "r", "d"), ("3", "z", "z")]


def test_triggers_see_the_statements_of_the_target(connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id"], [("1",)])
    connection.execute("CREATE TABLE raw.seen (what text)")
    connection.execute(
        "CREATE FUNCTION raw.see() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO raw.seen VALUES (TG_OP || NEW.id); RETURN NEW; END $$"
    )
    connection.execute(
        "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON raw.rows FOR EACH ROW EXECUTE FUNCTION raw.see()"
    )
    load(connection, RAW, ["id"], [("1",), ("2",)], run="run-2")
    seen = [what for (what,) in connection.execute("SELECT what FROM raw.seen ORDER BY what")]
    assert seen == ["INSERT2", "UPDATE1", "UPDATE2"]


def test_a_value_that_the_older_table_refuses(connection: psycopg.Connection) -> None:
    connection.execute("CREATE SCHEMA raw")
    connection.execute("CREATE TABLE raw.rows (id varchar(2) PRIMARY KEY)")
    with pytest.raises(psycopg.errors.StringDataRightTruncation):
        load(connection, RAW, ["id"], [("1",), ("123",)])
    assert rows_of(connection, "rows") == [], "and nothing of the file is there"


def test_the_ledger_has_the_file(connection: psycopg.Connection) -> None:
    file = candidate("content")
    load(connection, RAW, ["id"], [("1",), ("1",)], file=file, rejected=lambda: 2)
    entry = Ledger.beside(RAW).find(connection, "rows", file.sha256)
    assert entry is not None
    assert (entry.file, entry.size, entry.run, entry.status) == (
        "/in/rows.csv",
        7,
        "run-1",
        Status.LOADED,
    )
    assert (entry.rows, entry.loaded, entry.rejected, entry.duplicates) == (4, 1, 2, 1)


def test_a_file_that_is_loaded_is_not_loaded_again(connection: psycopg.Connection) -> None:
    file = candidate("content")
    load(connection, RAW, ["id"], [("1",)], keys=(), file=file)
    with pytest.raises(AlreadyLoadedError, match="the run run-1 loaded"):
        load(connection, RAW, ["id"], [("1",)], keys=(), file=file, run="run-2")
    assert len(rows_of(connection, "rows")) == 1
    load(connection, RAW, ["id"], [("1",)], keys=(), file=file, run="run-2", again=True)
    assert len(rows_of(connection, "rows")) == 2
    load(connection, RAW, ["id"], [("1",)], keys=(), file=file, stream="others", run="run-2")


def test_a_run_that_asks_twice_gets_the_same_answer(connection: psycopg.Connection) -> None:
    file = candidate("content")
    first = load(connection, RAW, ["id"], [("1",)], keys=(), file=file, again=True)
    assert load(connection, RAW, ["id"], [("1",)], keys=(), file=file, again=True) == first
    assert len(rows_of(connection, "rows")) == 1
    twin = candidate("content", "/in/other.csv")
    load(connection, RAW, ["id"], [("1",)], keys=(), file=twin, again=True)
    assert len(rows_of(connection, "rows")) == 2, (
        "the same rows in another file count, as in Meltano"
    )


def test_strict_loads_nothing_of_a_file_with_rejects(connection: psycopg.Connection) -> None:
    with pytest.raises(KitError, match="2 of 3 rows are rejected"):
        load(connection, RAW, ["id"], [("1",)], mode=Mode.STRICT, rejected=lambda: 2)
    query = "SELECT to_regclass('raw.rows') IS NULL"
    assert connection.execute(query).fetchone() == (True,)
    done = load(connection, RAW, ["id"], [("1",)], mode=Mode.QUARANTINE, rejected=lambda: 2)
    assert (done.read, done.loaded, done.rejected) == (3, 1, 2)


def test_a_connection_that_could_not_commit(server: str) -> None:
    with psycopg.connect(server) as other:
        other.execute("SELECT 1")
        with pytest.raises(ValueError, match="in a transaction"):
            load(other, RAW, ["id"], [("1",)])


def test_two_loads_without_autocommit(server: str, connection: psycopg.Connection) -> None:
    with psycopg.connect(server) as other:
        for run in ("run-1", "run-2"):
            load(other, RAW, ["id"], [(run,)], run=run)
            assert rows_of(connection, "rows")[-1] == (run,), "committed"


def test_a_percent_sign_in_every_name(connection: psycopg.Connection) -> None:
    connection.execute('DROP SCHEMA IF EXISTS "100%s" CASCADE')
    place = Destination({}, schema="100%s")
    for run in ("run-1", "run-2"):
        done = load(connection, place, ["id%", "%s"], [("1", run)], keys=["id%"], run=run)
        assert done.loaded == 1
    file = candidate(repr((["id%", "%s"], [("1", "run-2")])))
    ledger = Ledger.beside(place)
    assert ledger.archived(connection, "rows", file.path, file.sha256, "/kept/100%s.csv") == 1
    assert rows_of(connection, "rows", "100%s") == [("1", "run-2")]


def at_once(server: str, columns: list[str], count: int) -> None:
    """Load files with the same keys from several sessions that begin together."""
    gate = threading.Barrier(4)

    def one(number: int) -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            rows = [(str(i), *[str(number)] * (len(columns) - 1)) for i in range(count)]
            gate.wait(30)
            load(connection, RAW, columns, rows, run=f"at-once-{number}")

    with ThreadPoolExecutor(4) as sessions:
        list(sessions.map(one, range(4)))


def test_loads_at_once_into_a_table_without_its_key(
    server: str, connection: psycopg.Connection
) -> None:
    connection.execute('CREATE SCHEMA raw; CREATE TABLE raw.rows ("id" text, "a" text)')
    load(connection, RAW, ["id", "a"], [("0", "x")])
    at_once(server, ["id", "a"], 3000)
    assert len(rows_of(connection, "rows")) == 3000


def test_loads_at_once_that_bring_a_new_column(server: str, connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id", "a"], [("-", "x")])
    # Each finds the table without the column, and waits for the one that adds it first.
    with psycopg.connect(server) as other:
        other.execute("LOCK raw.rows IN ACCESS SHARE MODE")
        release = threading.Timer(1.5, other.rollback)
        release.start()
        at_once(server, ["id", "a", "new"], 10)
        release.join()
    assert len(rows_of(connection, "rows")) == 11
