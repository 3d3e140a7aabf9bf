"""A PostgreSQL that a test may stop, start and ask for passwords."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import psycopg

TOOL = Path(__file__).with_name("postgres")


def _tool() -> ModuleType:
    loader = SourceFileLoader("postgres_tool", str(TOOL))
    spec = importlib.util.spec_from_loader("postgres_tool", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class OwnServer:
    """The server of tools/postgres, with its switch."""

    def __init__(self) -> None:
        self._server = _tool().Server()
        self.url = self._server.start()
        self.port = int(self.url.rpartition(":")[2].partition("/")[0])

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it; SIGINT ends sessions and shuts down, SIGQUIT lets it recover at the next start."""
        self._server.process.send_signal(number)
        self._server.process.wait(30)

    def start(self) -> None:
        """Start it on the same port, with the same data."""
        again = self._server.process.args
        self._server.process = subprocess.Popen(
            again,
            cwd=self._server.data,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._server.who,
        )
        assert self._server.answers(self.port)

    def ask_for_passwords(self) -> None:
        """Let nobody in without the right password, from now on."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("ALTER USER postgres PASSWORD 'postgres'")
            rules = self._server.data / "pg_hba.conf"
            rules.write_text("host all all 127.0.0.1/32 scram-sha-256\n")
            connection.execute("SELECT pg_reload_conf()")

    def end(self) -> None:
        """Stop it and remove its data."""
        self._server.stop()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server for one test."""
    server = OwnServer()
    try:
        yield server
    finally:
        server.end()
