"""Reads tables where the driver is: started with the Python of a target's own environment.

It stands alone, since that Python knows neither this project nor Dagster. Requests are lines of
JSON on standard input, answers lines of JSON on standard output:

    {"connect": DRIVER, "arguments": {...}}           {"done": null}
    {"execute": SQL}                                  {"done": null}
    {"query": SQL, "parameters": [...]}               {"done": [[...], ...]}
    {"copy": SQL, "path": FILE}                       {"done": ROWS}
    {"rows": SQL, "path": FILE, "header": [...], "classes": [...]}    {"done": ROWS}

An answer {"failed": TEXT, "missing": BOOL} tells an error, and whether the driver is not there.
Files are canonical CSV: every value quoted, NULL empty without quotes, UTF-8, LF, gzipped.
"""

from __future__ import annotations

import gzip
import importlib
import io
import json
import sys
from abc import ABC, abstractmethod
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable, Generator, Iterable, Iterator, Sequence, cast  # noqa: UP035, for older Pythons

BATCH = 5_000
BUFFER = 1 << 20


class Missing(Exception):  # noqa: N818, it is no error of the destination
    """No driver is installed here."""


@contextmanager
def gzipped(path: str) -> Generator[Any, None, None]:
    """A file to write bytes to; the same bytes give the same file."""
    # Level 1: the time of an export counts, and a bundle is short-lived.
    with (
        Path(path).open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as packed,
        io.BufferedWriter(cast(Any, packed), BUFFER) as out,
    ):
        yield out


def quoted(value: bytes) -> bytes:
    """A value in quotes."""
    return b'"' + value.replace(b'"', b'""') + b'"'


def text(value: Any, kind: str) -> bytes:  # noqa: ANN401, whatever drivers give
    """The canonical text of a value that is not NULL."""
    if kind in ("mixed", "interval"):
        return (_mixed if kind == "mixed" else _interval)(value)
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    if kind == "bool" and value in (0, 1):
        return b"t" if value else b"f"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return format(value, "f").encode() if value.is_finite() else _float(float(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value) if kind in ("text", "json") else b"\\x" + bytes(value).hex().encode()
    return str(value).encode("utf-8", "surrogateescape")


def _float(value: float) -> bytes:
    if value != value:
        return b"NaN"
    if value in (float("inf"), float("-inf")):
        return b"Infinity" if value > 0 else b"-Infinity"
    return repr(value).encode()


def _mixed(value: Any) -> bytes:  # noqa: ANN401
    """A value of any kind as JSON, each kind apart from the others."""
    if isinstance(value, bytes):
        value = {"blob": value.hex()}
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        value = {"real": repr(value)}
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")


def _interval(value: str) -> bytes:
    """Months, days and microseconds, as ISO 8601 says it."""
    months, days, micros = map(int, value.split())
    parts = [f"{n}{unit}" for n, unit in ((months, "M"), (days, "D")) if n]
    whole, rest = divmod(abs(micros), 1_000_000)
    if micros:
        fraction = f".{rest:06d}".rstrip("0") if rest else ""
        parts.append(f"T{'-' if micros < 0 else ''}{whole}{fraction}S")
    return ("P" + ("".join(parts) or "T0S")).encode()


def line(row: Iterable[Any], classes: Sequence[str]) -> bytes:
    """A row of canonical CSV with its line end."""
    cells = (b"" if v is None else quoted(text(v, c)) for v, c in zip(row, classes))  # noqa: B905
    return b",".join(cells) + b"\n"


class Driver:
    """A connection by the rules of Python's database interface."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401
        """Take an open connection."""
        self.connection = connection

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self.connection.cursor().execute(sql)

    def query(self, sql: str, parameters: Sequence[Any]) -> list[list[Any]]:
        """Run a query with few results."""
        cursor = self.connection.cursor()
        cursor.execute(sql, list(parameters)) if parameters else cursor.execute(sql)
        return [[_plain(v) for v in row] for row in cursor.fetchall()]

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[Any]]]:
        """Run a query with many results."""
        cursor = self.connection.cursor()
        cursor.execute(sql)
        while True:
            rows = cursor.fetchmany(BATCH)
            if not rows:
                return
            yield rows

    def rows(self, sql: str, path: str, header: Sequence[str], classes: Sequence[str]) -> int:
        """Write the result of a query and count its rows."""
        count = 0
        with gzipped(path) as out:
            out.write(b",".join(quoted(name.encode("utf-8")) for name in header) + b"\n")
            for batch in self.batches(sql):
                out.write(b"".join([line(row, classes) for row in batch]))
                count += len(batch)
        return count


class CopyingDriver(Driver, ABC):
    """A connection to a database that writes CSV itself."""

    @abstractmethod
    def copy(self, sql: str, path: str) -> int:
        """Write what the database itself writes as CSV, and count its rows."""


class Psycopg(CopyingDriver):
    """PostgreSQL by psycopg 3."""

    def copy(self, sql: str, path: str) -> int:
        with gzipped(path) as out, self.connection.cursor() as cursor:
            with cursor.copy(sql) as blocks:
                for block in blocks:
                    out.write(block)
            return cursor.rowcount


class Psycopg2(CopyingDriver):
    """PostgreSQL, or what speaks its protocol, by psycopg 2."""

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[Any]]]:
        # A named cursor stays at the server; the usual one would hold the whole table.
        with self.connection.cursor("m2d_export") as cursor:
            cursor.itersize = BATCH
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH):
                yield rows

    def copy(self, sql: str, path: str) -> int:
        with gzipped(path) as out, self.connection.cursor() as cursor:
            cursor.copy_expert(sql, out)
            return cursor.rowcount


class BigQuery(Driver):
    """BigQuery by its client, which has no cursor."""

    def execute(self, sql: str) -> None:
        self.connection.query(sql).result()

    def query(self, sql: str, parameters: Sequence[Any]) -> list[list[Any]]:
        if parameters:
            raise ValueError("queries of BigQuery take no parameters here")
        return [[_plain(v) for v in row.values()] for row in self.connection.query(sql).result()]

    def batches(self, sql: str) -> Iterator[Sequence[Sequence[Any]]]:
        for page in self.connection.query(sql).result(page_size=BATCH).pages:
            yield [row.values() for row in page]


def _plain(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)


def module(name: str, package: str) -> Any:  # noqa: ANN401
    """A driver, which is or is not installed beside the target.

    Raises:
        Missing: it is not.
    """
    try:
        return importlib.import_module(name)
    except ImportError as e:
        raise Missing(package) from e


def postgres(arguments: dict[str, Any]) -> Driver:
    """PostgreSQL by whichever driver is here."""
    url = arguments.pop("url", "")
    try:
        psycopg = module("psycopg", "psycopg")
    except Missing:
        return redshift({"url": url, **arguments})
    connection = psycopg.connect(url, **arguments)
    connection.execute("SET client_encoding = 'UTF8'")
    return Psycopg(connection)


def redshift(arguments: dict[str, Any]) -> Driver:
    """Redshift, which psycopg 3 does not speak to, and PostgreSQL without psycopg 3."""
    psycopg2 = module("psycopg2", "psycopg or psycopg2")
    connection = psycopg2.connect(arguments.pop("url", ""), **arguments)
    connection.set_client_encoding("UTF8")
    return Psycopg2(connection)


def sqlite(arguments: dict[str, Any]) -> Driver:
    """SQLite, read only; nothing makes sure that its text is UTF-8."""
    place = f"{Path(arguments['path']).as_uri()}?mode=ro"
    connection = module("sqlite3", "sqlite3").connect(place, uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return Driver(connection)


def duckdb(arguments: dict[str, Any]) -> Driver:
    """DuckDB, read only."""
    return Driver(module("duckdb", "duckdb").connect(arguments["path"], read_only=True))


def snowflake(arguments: dict[str, Any]) -> Driver:
    """Snowflake by its connector."""
    connector = module("snowflake.connector", "snowflake-connector-python")
    return Driver(connector.connect(**arguments))


def bigquery(arguments: dict[str, Any]) -> Driver:
    """BigQuery by its client; without credentials those of the machine."""
    client = module("google.cloud.bigquery", "google-cloud-bigquery").Client
    accounts = module("google.oauth2.service_account", "google-cloud-bigquery").Credentials
    credentials = None
    if arguments.get("credentials"):
        given = json.loads(arguments["credentials"])
        credentials = accounts.from_service_account_info(given)
    elif arguments.get("credentials_path"):
        credentials = accounts.from_service_account_file(arguments["credentials_path"])
    named = {key: arguments.get(key) for key in ("project", "location")}
    return BigQuery(client(credentials=credentials, **named))


DRIVERS: dict[str, Callable[[dict[str, Any]], Driver]] = {
    "postgres": postgres,
    "redshift": redshift,
    "sqlite": sqlite,
    "duckdb": duckdb,
    "snowflake": snowflake,
    "bigquery": bigquery,
}


def answer(driver: Driver | None, request: dict[str, Any]) -> tuple[Driver | None, Any]:
    """Do what a request asks for.

    Returns:
        The connection from now on, and the result.
    """
    if "connect" in request:
        return DRIVERS[request["connect"]](dict(request["arguments"])), None
    if driver is None:
        raise ValueError("nothing is connected")
    if "execute" in request:
        return driver, driver.execute(request["execute"])
    if "query" in request:
        return driver, driver.query(request["query"], request.get("parameters") or ())
    if "copy" in request:
        if not isinstance(driver, CopyingDriver):
            raise ValueError("this database writes no CSV itself")
        return driver, driver.copy(request["copy"], request["path"])
    return driver, driver.rows(
        request["rows"], request["path"], request["header"], request["classes"]
    )


def main() -> None:
    """Answer requests until there are no more."""
    driver: Driver | None = None
    out, sys.stdout = sys.stdout, sys.stderr  # Drivers print at times; answers go alone.
    for request in sys.stdin.buffer:
        try:
            driver, done = answer(driver, json.loads(request))
            reply: dict[str, Any] = {"done": done}
        except Missing as e:
            reply = {"failed": str(e), "missing": True}
        except Exception as e:
            reply = {"failed": f"{type(e).__name__}: {e}", "missing": False}
        out.write(json.dumps(reply) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
