"""Talks to `program.py`, which runs where the driver of a destination is."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import cast

from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import Redactor

PROGRAM = Path(__file__).with_name("program.py")
SECRET_ROLES = frozenset({"url", "password", "private_key", "passphrase", "credentials", "token"})


class MissingDriver(KitError):  # noqa: N818, one of the kit's errors
    """The Python that was asked has no driver for the destination."""


class Session:
    """An open connection to a destination, in a process of its own.

    Args:
        python: the Python that has the driver.
        driver: a name of `program.DRIVERS`.
        arguments: of the driver's `connect`; they are told on standard input, since arguments of
            a process can be read by everybody.
        secrets: texts that must not appear in messages.
        environ: the environment of the process; default this one's.

    Raises:
        MissingDriver: that Python has no driver.
        KitError: the destination cannot be reached.
    """

    def __init__(
        self,
        python: Path,
        driver: str,
        arguments: Mapping[str, object],
        secrets: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start the program and connect."""
        self._driver = driver
        self._redactor = Redactor(secrets)
        try:
            self._process = subprocess.Popen(
                [str(python), "-I", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=dict(os.environ if environ is None else environ),
                text=True,
                encoding="utf-8",
                # A Ctrl-C is for the one that asks, who then closes it.
                start_new_session=True,
            )
        except OSError as e:
            raise KitError(f"{python} cannot be started: {e}", "Install the target again.") from e
        try:
            self._ask({"connect": driver, "arguments": dict(arguments)})
        except BaseException:
            self._process.kill()
            self.close()
            raise

    def __enter__(self) -> "Session":
        """Be the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection; nobody waits for an answer that an interrupt has cut off."""
        if kind is not None and not issubclass(kind, Exception):
            self._process.kill()
        self.close()

    def close(self) -> None:
        """End the program."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def execute(self, sql: str) -> None:
        """Run a statement."""
        self._ask({"execute": sql})

    def query(self, sql: str, *parameters: object) -> list[list[object]]:
        """Run a query with few results."""
        return cast("list[list[object]]", self._ask({"query": sql, "parameters": parameters}))

    def copy(self, sql: str, path: Path) -> int:
        """Write what the database itself writes as CSV, and count its rows."""
        return self._count({"copy": sql, "path": str(path)})

    def rows(self, sql: str, path: Path, header: Sequence[str], classes: Sequence[str]) -> int:
        """Write the result of a query as canonical CSV, and count its rows."""
        return self._count({"rows": sql, "path": str(path), "header": header, "classes": classes})

    def _count(self, request: Mapping[str, object]) -> int:
        return int(str(self._ask(request)))

    def _ask(self, request: Mapping[str, object]) -> object:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the program has no pipes")
        try:
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
            reply = stdout.readline()
        except BrokenPipeError:
            reply = ""
        if not reply:
            raise KitError(
                f"the export of {self._driver} ended early, with status {self._process.wait()}",
                "Its own words are above.",
            )
        answer = json.loads(reply)
        if "failed" not in answer:
            return answer["done"]
        words = self._redactor.text(str(answer["failed"]))
        if answer["missing"]:
            raise MissingDriver(
                f"no driver for {self._driver}: {words} is not installed",
                "Install it beside the target, by its `pip_url`.",
            )
        raise KitError(f"{self._driver}: {words}")


def connect(
    pythons: Sequence[Path | None],
    driver: str,
    arguments: Mapping[str, object],
    secrets: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> Session:
    """Connect with the first Python that has the driver; the last resort is this one.

    Raises:
        MissingDriver: none has it.
        KitError: the destination cannot be reached.
    """
    for python in pythons:
        if python is None:
            continue
        try:
            return Session(python, driver, arguments, secrets, environ)
        except MissingDriver:
            continue
    return Session(Path(sys.executable), driver, arguments, secrets, environ)
