"""Bring what plugins print into the compute logs: whole lines, named, without secrets."""

import os
import threading
from collections import deque

from dagster_project.singer.redact import Redactor

LAST_LINES = 20
LINE_LENGTH = 1 << 16  # bytes; a longer line is shown in pieces
KEPT_LENGTH = 2_000  # characters of a line kept for an error
BLOCK_SIZE = 1 << 16

STANDARD_ERROR = 2

_output_lock = threading.Lock()


class LogLines:
    """The text of one process: shown line by line, the last lines kept. Memory is bounded.

    Args:
        name: what stands before each line.
        redactor: hides secrets.
        descriptor: file descriptor that Dagster captures: 1 or 2.
    """

    def __init__(self, name: str, redactor: Redactor, descriptor: int = STANDARD_ERROR) -> None:
        """Start with nothing."""
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self._name = f"{name} | ".encode()
        self._redactor = redactor
        self._descriptor = descriptor
        self._rest = b""

    def drain(self, source: int) -> None:
        """Read a file descriptor to its end."""
        while block := os.read(source, BLOCK_SIZE):
            self.feed(block)
        self.finish()

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        data = self._rest + block
        end = data.rfind(b"\n") + 1
        whole, self._rest = data[:end], data[end:]
        if len(self._rest) > LINE_LENGTH:
            # A secret may go on in the next block: what could be its beginning is held back.
            held_back = max(0, self._redactor.longest - 1)
            cut = self._redactor.cut(self._rest, max(0, len(self._rest) - held_back))
            whole, self._rest = whole + self._rest[:cut] + b"\n", self._rest[cut:]
        if whole:
            self._show(whole)

    def finish(self) -> None:
        """Show a last line without an end."""
        if self._rest:
            self._show(self._rest + b"\n")
            self._rest = b""

    def text(self) -> str:
        """Return the last lines."""
        return "\n".join(self.last)

    def _show(self, data: bytes) -> None:
        lines = self._redactor.data(data).splitlines()
        for line in lines[-LAST_LINES:]:
            self.last.append(line[: 4 * KEPT_LENGTH].decode("utf-8", "replace")[:KEPT_LENGTH])
        emit(b"".join(self._name + line + b"\n" for line in lines), self._descriptor)


def emit(data: bytes, descriptor: int = STANDARD_ERROR) -> None:
    """Write to a captured descriptor; a full or closed log never stops a pipeline."""
    rest = memoryview(data)
    with _output_lock:
        while rest:
            try:
                rest = rest[os.write(descriptor, rest) :]
            except OSError:
                return
