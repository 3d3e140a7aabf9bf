"""What COPY is given comes back as it was."""

import itertools

import psycopg
import pytest
from dagster_project.files import staging
from dagster_project.files.naming import Column
from dagster_project.singer.errors import KitError
from loads import chunks

HARD = (
    "",
    " ",
    "\\N",
    "NULL",
    "\\",
    "\\.",
    "\\t",
    "a\tb",
    "line\nbreak",
    "cr\r\nlf",
    "\r",
    '"quoted"',
    "ä €\u2028𝄞",
    "\x01\x7f",
    "0000001",
    "x" * 100_000,
)
MARKS = (staging.UNIT, staging.RECORD, staging.NULL, "\x1f\x1e\x1d\\\t\n")


def through(server: str, rows: list, width: int, size: int, *, sanitize: bool = False) -> list:
    columns = [Column(f"n{i}") for i in range(width)]
    names = [column.name for column in columns]
    with psycopg.connect(server) as connection:
        staging.create(connection, columns)
        count = staging.fill(connection, columns, (), chunks(names, rows, size), sanitize=sanitize)
        assert count == len(rows)
        found = connection.execute("SELECT * FROM pg_temp._staging ORDER BY line").fetchall()
        connection.rollback()
    assert [row[0] for row in found] == list(range(2, 2 + len(rows)))
    return [row[1:] for row in found]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("values", [HARD, (*HARD, None), (*HARD, *MARKS), (*HARD, None, *MARKS)])
def test_every_pair_of_values(server: str, values: tuple, size: int) -> None:
    short = [value for value in values if value is None or len(value) < 1000]
    rows = list(itertools.product(short, repeat=2))
    assert through(server, rows, 2, size) == rows


@pytest.mark.parametrize("value", [*HARD, None, *MARKS])
def test_a_single_column(server: str, value: str | None) -> None:
    assert through(server, [(value,)] * 3, 1, 2) == [(value,)] * 3


def test_no_rows(server: str) -> None:
    assert through(server, [], 2, 10) == []


def test_a_zero_byte(server: str) -> None:
    rows = [("a", None), ("b\0c", "\0"), (staging.UNIT, "\0")]
    for size in (1, 5):
        with pytest.raises(KitError, match="line 3 has a zero byte in the column `n0`"):
            through(server, rows, 2, size)
        clean = [("a", None), ("b\ufffdc", "\ufffd"), (staging.UNIT, "\ufffd")]
        assert through(server, rows, 2, size, sanitize=True) == clean


def test_a_chunk_with_more_columns_than_wanted(server: str) -> None:
    columns = [Column("b"), Column("a")]
    with psycopg.connect(server) as connection:
        staging.create(connection, columns)
        parts = chunks(["a", "x", "b"], [("1", "2", "3")])
        staging.fill(connection, columns, ("a",), parts, sanitize=False)
        assert connection.execute("TABLE pg_temp._staging").fetchall() == [(2, "3", "1")]


def test_rows_without_their_key(server: str) -> None:
    columns = [Column("a"), Column("b")]
    with psycopg.connect(server) as connection:
        staging.create(connection, columns)
        with pytest.raises(KitError, match="line 4 ends before the key column `b`"):
            rows = [("1", "2"), ("1", ""), ("1", None)]
            staging.fill(connection, columns, ("b",), chunks("ab", rows), sanitize=False)
        connection.rollback()
        staging.create(connection, columns)
        with pytest.raises(KitError, match="no column `B`"):
            staging.fill(connection, columns, ("B",), chunks("ab", rows), sanitize=False)


def test_an_error_of_the_reader_is_not_hidden(server: str) -> None:
    def broken():
        yield from chunks("a", [("1",)])
        raise KitError("the file is broken")

    with psycopg.connect(server) as connection:
        staging.create(connection, [Column("a")])
        with pytest.raises(KitError, match="the file is broken"):
            staging.fill(connection, [Column("a")], (), broken(), sanitize=False)
        connection.rollback()
        assert connection.execute("SELECT 1").fetchone() == (1,)


SLOW = """
CREATE FUNCTION pg_temp.slow() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON pg_temp._staging
FOR EACH ROW EXECUTE FUNCTION pg_temp.slow();
"""


def test_the_reader_waits_for_a_slow_server(server: str) -> None:
    """What is read too early would be kept in memory."""
    progress = "SELECT tuples_processed FROM pg_stat_progress_copy WHERE pid = %s"
    done = []

    def megabytes(pid: int):
        for chunk in chunks("a", [("x" * 1_000_000,)] * 60, 1):
            yield chunk
            found = watcher.execute(progress, [pid]).fetchone()
            done.append(found[0] if found else 0)

    with psycopg.connect(server) as connection, psycopg.connect(server) as watcher:
        watcher.autocommit = True
        staging.create(connection, [Column("a")])
        connection.execute(SLOW)
        parts = megabytes(connection.info.backend_pid)
        assert staging.fill(connection, [Column("a")], (), parts, sanitize=False) == 60
        connection.rollback()
    assert done[-1] > 30
