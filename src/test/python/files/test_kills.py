"""A load that is killed or loses its server leaves a file loaded whole or not at all, and never twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import one_load
import psycopg
import pytest
from dagster_project.files.destination import Destination
from dagster_project.files.ledger import Ledger, Status
from dagster_project.files.loading import AlreadyLoadedError, Loaded
from dagster_project.files.model import Chunk
from dagster_project.files.postgres import PostgresResource
from loads import chunks, load, rows_of
from own_server import own_server

SCRIPT = Path(__file__).with_name("one_load.py")
RAW = Destination({}, schema="raw")
ROWS = 400
LEDGER = Ledger.beside(RAW)


def child(server: str, run: str, stop: str = "", rows: int = ROWS) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), server, run, str(rows), stop]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(30)


def read_until(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"never said {word}")


def sessions_are_gone(connection: psycopg.Connection) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    end = time.monotonic() + 30
    while connection.execute(query).fetchone() != (0,):
        assert time.monotonic() < end
        time.sleep(0.05)


def in_table(connection: psycopg.Connection) -> int:
    exists = connection.execute("SELECT to_regclass('raw.rows') IS NOT NULL").fetchone()
    return len(rows_of(connection, "rows")) if exists == (True,) else 0


def next_run(server: str) -> str:
    """What another run of the same file says."""
    command = [sys.executable, str(SCRIPT), server, "next", str(ROWS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("stop", ["copying", "merging"])
def test_killed_before_the_commit(server: str, connection: psycopg.Connection, stop: str) -> None:
    process = child(server, "killed", stop)
    read_until(process, stop)
    kill(process)
    sessions_are_gone(connection)
    assert in_table(connection) == 0
    assert not LEDGER.find(connection, "rows", one_load.FILE.sha256)
    assert str(Loaded(ROWS, ROWS, 0, 0, ROWS, 0)) in next_run(server)
    assert in_table(connection) == ROWS


def test_killed_after_the_commit_before_the_move(
    server: str, connection: psycopg.Connection
) -> None:
    process = child(server, "killed", "committed")
    read_until(process, "committed")
    kill(process)
    assert in_table(connection) == ROWS
    [entry] = LEDGER.unfinished(connection)
    assert (entry.run, entry.sha256) == ("killed", one_load.FILE.sha256)
    assert "AlreadyLoadedError" in next_run(server)
    assert in_table(connection) == ROWS
    assert (
        LEDGER.archived(connection, "rows", Path(entry.file), entry.sha256, "/archive/rows.csv")
        == 1
    )
    assert LEDGER.unfinished(connection) == []
    found = LEDGER.find(connection, "rows", entry.sha256)
    assert found and (found.status, found.moved_to) == (Status.ARCHIVED, "/archive/rows.csv")


def test_killed_while_the_server_commits(server: str, connection: psycopg.Connection) -> None:
    LEDGER.ensure(connection)
    connection.execute(
        "CREATE FUNCTION raw.wait() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$"
    )
    connection.execute(
        "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON raw._file_ledger"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raw.wait()"
    )
    process = child(server, "killed")
    query = "SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'"
    end = time.monotonic() + 30
    while connection.execute(query).fetchone() == (0,):
        assert time.monotonic() < end
        time.sleep(0.02)
    kill(process)
    # The next run waits for the one that the server still commits, and then finds it done.
    assert "AlreadyLoadedError" in next_run(server)
    assert in_table(connection) == ROWS


def test_killed_at_random_points(server: str, connection: psycopg.Connection) -> None:
    chance = random.Random(7)
    rows = 20_000
    for _ in range(6):
        connection.execute("DROP SCHEMA IF EXISTS raw CASCADE")
        process = child(server, "killed", rows=rows)
        # Starting Python takes most of a second; the load a few tenths.
        time.sleep(chance.uniform(0.9, 2.2))
        kill(process)
        sessions_are_gone(connection)
        known = LEDGER.find(connection, "rows", one_load.FILE.sha256)
        assert in_table(connection) == (rows if known else 0)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_the_server_goes_down_and_comes_back(how: signal.Signals) -> None:
    with own_server() as server:
        # The server of the tests loses its last commits when it crashes, unless it is asked not to.
        url = f"{server.url}?options=-c%20synchronous_commit%3Don"
        resource = PostgresResource(url=url, connect_timeout_seconds=5)
        waits: list[str] = []
        rows = [(str(i), "x" * 1000) for i in range(2000)]

        def parts() -> Iterator[Chunk]:
            for number, chunk in enumerate(chunks(["id", "a"], rows, 500)):
                if number == 2 and not waits:
                    server.stop(number=how)
                    server.start()
                yield chunk

        def work(connection: psycopg.Connection) -> Loaded:
            return load(connection, RAW, ["id", "a"], rows, parts=parts())

        resource.attempt(lambda connection: load(connection, RAW, ["id", "a"], [("9000", "old")]))
        done = resource.attempt(work, on_retry=lambda error, seconds: waits.append(str(error)))
        assert (done.read, done.inserted) == (2000, 2000)
        assert len(waits) == 1, waits
        with resource.connection() as connection:
            assert len(rows_of(connection, "rows")) == 2001
        resource.close()


def test_the_commit_was_done_when_the_connection_was_lost(
    server: str, connection: psycopg.Connection
) -> None:
    resource = PostgresResource(url=server)
    lost = []

    def work(session: psycopg.Connection) -> Loaded:
        done = load(session, RAW, ["id"], [("1",)], keys=(), run="run-7")
        if not lost:
            lost.append(done)
            # As if the answer to COMMIT had been lost: the work ends in the error of a dead session.
            connection.execute("SELECT pg_terminate_backend(%s)", [session.info.backend_pid])
            session.execute("SELECT 1")
        return done

    assert resource.attempt(work) == lost[0]
    assert len(rows_of(connection, "rows")) == 1, "appended once"
    resource.close()


def test_two_runs_load_the_same_file_at_once(server: str, connection: psycopg.Connection) -> None:
    processes = [child(server, f"run-{i}") for i in range(3)]
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert sum("Loaded(" in text for text in said) == 1, said
    assert in_table(connection) == ROWS
    with pytest.raises(AlreadyLoadedError):
        load(connection, RAW, ["id", "a"], [], file=one_load.FILE, run="later")
