"""The resource: time-outs, deadlocks, and what a person is told when the database refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import dagster as dg
import psycopg
import pytest
from dagster_project.files.destination import Destination, destination
from dagster_project.files.postgres import PostgresResource
from dagster_project.singer.errors import KitError
from loads import load, rows_of
from own_server import OwnServer, own_server
from psycopg import sql

RAW = Destination({}, schema="raw")


@contextmanager
def resource(url: str, **fields: object) -> Iterator[PostgresResource]:
    made = PostgresResource(url=url, **fields)
    try:
        yield made
    finally:
        made.close()


def refused(made: PostgresResource, columns: tuple[str, ...] = ("id",)) -> KitError:
    """The error of a load that cannot be."""
    with pytest.raises(KitError) as caught:
        made.attempt(
            lambda session: load(session, RAW, columns, [("1",) * len(columns)], run="refused")
        )
    assert caught.value.advice, caught.value
    return caught.value


@pytest.fixture(scope="module")
def guarded() -> Iterator[OwnServer]:
    """A server that asks for the password."""
    with own_server() as server:
        server.ask_for_passwords()
        yield server


def test_the_fields_of_a_target(guarded: OwnServer) -> None:
    config = {
        "host": "127.0.0.1",
        "port": guarded.port,
        "user": "postgres",
        "password": "postgres",
        "database": "postgres",
    }
    made = PostgresResource.to(
        destination(config), statement_timeout_seconds=7, lock_timeout_seconds=0.25
    )
    with made.connection() as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("statement_timeout", "lock_timeout")
        ]
        assert shown == [("7s",), ("250ms",)]
    made.close()


def test_as_a_resource_of_a_run(guarded: OwnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", guarded.url)

    @dg.asset
    def answer(postgres: PostgresResource) -> int:
        with postgres.connection() as connection:
            found = connection.execute("SELECT 42").fetchone()
        return found[0] if found else 0

    made = PostgresResource(url=dg.EnvVar("DATABASE_URL"))
    result = dg.materialize([answer], resources={"postgres": made})
    assert result.output_for_node("answer") == 42


def test_wrong_password(guarded: OwnServer) -> None:
    with resource(guarded.url.replace(":postgres@", ":s3cret-wrong@")) as made:
        error = refused(made)
    assert "password authentication failed" in error.message
    assert "password" in error.advice
    assert "s3cret-wrong" not in str(error)


def test_no_such_database_user_or_server(guarded: OwnServer) -> None:
    with resource(
        guarded.url.replace("/postgres", "/nowhere").replace("//nowhere", "//postgres")
    ) as made:
        assert '"nowhere" does not exist' in refused(made).message
    with resource("postgresql://nobody:x@127.0.0.1:" + str(guarded.port) + "/postgres") as made:
        assert "password authentication failed" in refused(made).message
    with resource("postgresql://u:p@127.0.0.1:1/d", attempts=1) as made:
        error = refused(made)
        assert "refused" in error.message
        assert "Check that the server runs" in error.advice


def limited(connection: psycopg.Connection, server: str, *grants: str) -> str:
    """The URL of a user with no rights but these."""
    connection.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'limited')"
        " THEN DROP OWNED BY limited; DROP ROLE limited; END IF; END $$"
    )
    connection.execute("CREATE ROLE limited")
    for grant in grants:
        connection.execute(sql.SQL(grant))
    return f"{server}?options={quote('-c role=limited')}"


def test_a_user_who_may_not_make_the_schema(server: str, connection: psycopg.Connection) -> None:
    with resource(limited(connection, server)) as made:
        error = refused(made)
    assert "[42501]" in error.message and "permission denied for database" in error.message
    assert "Grant" in error.advice


def test_a_user_whose_rights_were_revoked(server: str, connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id"], [("0",)])
    url = limited(connection, server, "GRANT USAGE ON SCHEMA raw TO limited")
    with resource(url) as made:
        assert "permission denied for table _file_ledger" in refused(made).message
        connection.execute("GRANT SELECT, INSERT ON raw._file_ledger TO limited")
        assert "permission denied for table rows" in refused(made).message
        connection.execute("GRANT SELECT, INSERT ON raw.rows TO limited")
        assert "permission denied for table rows" in refused(made).message
        connection.execute("GRANT UPDATE ON raw.rows TO limited")
        made.attempt(lambda session: load(session, RAW, ["id"], [("1",)], run="allowed"))
        assert "must be owner of table rows" in refused(made, ("id", "new")).message
    assert rows_of(connection, "rows") == [("0",), ("1",)]


def test_lock_timeout(server: str, connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id"], [("0",)])
    with resource(server, lock_timeout_seconds=0.3) as made, psycopg.connect(server) as other:
        other.execute("LOCK TABLE raw.rows IN ACCESS EXCLUSIVE MODE")
        error = refused(made)
    assert "[55P03]" in error.message
    assert "pg_blocking_pids" in error.advice


def test_statement_timeout(server: str, connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id"], [("0",)])
    with resource(server, statement_timeout_seconds=0.3) as made, psycopg.connect(server) as other:
        other.execute("LOCK TABLE raw.rows IN ACCESS EXCLUSIVE MODE")
        error = refused(made)
    assert "[57014]" in error.message
    assert "statement_timeout_seconds" in error.advice


def test_a_deadlock_is_tried_again(server: str, connection: psycopg.Connection) -> None:
    load(connection, RAW, ["id", "a"], [("1", "x"), ("2", "x")])
    told: list[tuple[str, float]] = []
    with resource(server) as made, psycopg.connect(server) as other:
        # The load waits first, so it is the one that looks, and is ended.
        other.execute("SET deadlock_timeout = '1min'")
        other.execute("UPDATE raw.rows SET a = 'other' WHERE id = '2'")
        done = []

        def work() -> None:
            rows = [("1", "new"), ("2", "new")]
            done.append(
                made.attempt(
                    lambda session: load(session, RAW, ["id", "a"], rows, run="dead"),
                    on_retry=lambda error, seconds: told.append((str(error), seconds)),
                )
            )

        thread = threading.Thread(target=work)
        thread.start()
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while connection.execute(query).fetchone() == (0,):
            pass
        other.execute("UPDATE raw.rows SET a = 'other' WHERE id = '1'")
        other.commit()
        thread.join(30)
    assert [(each.inserted, each.updated) for each in done] == [(0, 2)]
    [(message, seconds)] = told
    assert "deadlock detected" in message and 0 < seconds < 1
    assert rows_of(connection, "rows") == [("1", "new"), ("2", "new")]


def test_an_error_that_stays_is_not_tried_again(
    server: str, connection: psycopg.Connection
) -> None:
    calls = []

    def work(session: psycopg.Connection) -> None:
        calls.append(session)
        session.execute("SELECT 1 / 0")

    with resource(server) as made, pytest.raises(KitError, match="division by zero"):
        made.attempt(work)
    assert len(calls) == 1


def test_sessions_that_the_server_ended_are_replaced(
    server: str, connection: psycopg.Connection
) -> None:
    with resource(server) as made:
        with made.connection() as session:
            pid = session.info.backend_pid
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        with made.connection() as session:
            assert session.execute("SELECT 1").fetchone() == (1,)
