"""The PostgreSQL of the project, as a Dagster resource with a pool of connections."""

import math
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

import dagster as dg
import psycopg
import psycopg.conninfo
import psycopg_pool
from psycopg.pq import TransactionStatus
from pydantic import Field, PrivateAttr

from dagster_project.files.database_errors import explained
from dagster_project.files.destination import Destination
from dagster_project.files.retry import Backoff, retrying

T = TypeVar("T")
APPLICATION = "dagster"
# The fields of the resource by what libpq calls them.
FIELDS = {
    "conninfo": "url",
    "host": "host",
    "port": "port",
    "user": "user",
    "password": "password",
    "dbname": "database",
    "sslmode": "ssl_mode",
    "sslrootcert": "ssl_root_certificate",
    "sslcert": "ssl_certificate",
    "sslkey": "ssl_key",
}


class PostgresResource(dg.ConfigurableResource):
    """Connections to a PostgreSQL, each with time-outs, given back when they are not used.

    A wrong password, a missing database and the like end in a `KitError` that says what to do.
    """

    host: str = Field(default="", description="Empty where `url` is given.")
    port: int = 5432
    user: str = ""
    password: str = ""
    database: str = ""
    url: str = Field(default="", description="postgresql://…; wins over the five above.")
    ssl_mode: str = Field(default="", description="sslmode of libpq.")
    ssl_root_certificate: str = Field(default="", description="Path of a file.")
    ssl_certificate: str = Field(default="", description="Path of a file.")
    ssl_key: str = Field(default="", description="Path of a file.")
    statement_timeout_seconds: float = Field(
        default=3600, description="The longest that one statement may take; 0 for no limit."
    )
    lock_timeout_seconds: float = Field(
        default=60, description="The longest wait for a lock of another session; 0 for no limit."
    )
    connect_timeout_seconds: int = 10
    pool_size: int = Field(default=4, description="Connections at most, for each process.")
    attempts: int = Field(default=5, description="How often a transaction is tried.")

    _pool: psycopg_pool.ConnectionPool | None = PrivateAttr(default=None)

    @classmethod
    def to(cls, destination: Destination, **fields: object) -> "PostgresResource":
        """The PostgreSQL that a target-postgres writes to.

        Args:
            destination: as its settings say.
            fields: others of this resource.
        """
        given = destination.connection
        found: dict[str, object] = {FIELDS[name]: value for name, value in given.items()}
        if "port" in given:
            found["port"] = int(given["port"])
        return cls(**{**found, **fields})

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be in a log."""
        return tuple(value for value in (self.password, self.url) if value)

    def arguments(self) -> dict[str, Any]:
        """The arguments of `psycopg.connect`."""
        options = {
            "statement_timeout": self.statement_timeout_seconds,
            "lock_timeout": self.lock_timeout_seconds,
        }
        written = [f"-c {name}={math.ceil(value * 1000)}" for name, value in options.items()]
        named: dict[str, Any] = {name: getattr(self, field) for name, field in FIELDS.items()}
        if self.url:
            for name in ("host", "port", "user", "password", "dbname"):
                named.pop(name)
            own = psycopg.conninfo.conninfo_to_dict(self.url).get("options")
            # The URL's own options come last, and so win.
            written += [str(own)] if own else []
        return {
            **{name: value for name, value in named.items() if value != ""},
            "options": " ".join(written),
            "connect_timeout": self.connect_timeout_seconds,
            "application_name": APPLICATION,
            "client_encoding": "utf8",
            "autocommit": True,
        }

    @contextmanager
    def connection(self) -> Generator[psycopg.Connection, None, None]:
        """A connection of the pool; every statement outside a `transaction()` commits itself.

        Raises:
            KitError: there is none to be had, or a statement of the block failed.
        """
        with explained(self.secrets), self._raw() as connection:
            yield connection

    def attempt(
        self,
        work: Callable[[psycopg.Connection], T],
        *,
        on_retry: Callable[[Exception, float], None] = lambda error, seconds: None,
    ) -> T:
        """Do some work on a connection, and again when a deadlock or a lost connection undid it.

        Args:
            work: from the first thing read to the commit; it may run several times.
            on_retry: is told the error and the seconds until the next attempt.

        Raises:
            KitError: the database refused, or went on to.
        """

        def once() -> T:
            with self._raw() as connection:
                return work(connection)

        with explained(self.secrets):
            return retrying(once, Backoff(attempts=self.attempts), on_retry=on_retry)

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Close the pool."""
        self.close()

    def close(self) -> None:
        """Close every connection; the next use opens the pool again."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    @contextmanager
    def _raw(self) -> Generator[psycopg.Connection, None, None]:
        if self._pool is None:
            # The pool would wait in the background for a password to become right.
            psycopg.connect(**self.arguments()).close()
            arguments = self.arguments()
            self._pool = psycopg_pool.ConnectionPool(
                arguments.pop("conninfo", ""),
                kwargs=arguments,
                min_size=0,
                max_size=self.pool_size,
                timeout=self.connect_timeout_seconds + 5,
                reconnect_timeout=self.connect_timeout_seconds,
                # A server that was started again has forgotten its connections.
                check=psycopg_pool.ConnectionPool.check_connection,
                open=True,
            )
        try:
            connection = self._pool.getconn()
        except psycopg_pool.PoolTimeout:
            # Its own message does not say why there is no connection; another attempt does.
            psycopg.connect(**self.arguments()).close()
            raise
        pool = self._pool
        try:
            yield connection
        except BaseException:
            # Of a run that is ended from outside, the server would go on with what it was asked.
            if connection.info.transaction_status == TransactionStatus.ACTIVE:
                connection.cancel_safe(timeout=self.connect_timeout_seconds)
            raise
        finally:
            # The pool rolls back what a block left open, and drops a connection that is lost.
            pool.putconn(connection)
