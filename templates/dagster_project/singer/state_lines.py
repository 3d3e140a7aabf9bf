"""The standard output of a target: STATE values, one JSON object a line."""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping

from dagster_project.singer.errors import KitError
from dagster_project.singer.process import JOIN_SECONDS, Event, Events

MOST_WARNINGS = 5
STORE_SECONDS = 60.0  # for storing what the target has confirmed


class StateLines:
    """Turn bytes into STATE values.

    Args:
        on_state: takes a state.
        warn: takes a warning; called at most a few times.
        each: whether every state counts (they are merged); otherwise only the last of those that
            arrived at once, because each replaces the one before it.
    """

    def __init__(
        self,
        on_state: Callable[[Mapping[str, object]], None],
        warn: Callable[[str], None],
        *,
        each: bool = False,
    ) -> None:
        """Start with nothing."""
        self._each = each
        self._on_state = on_state
        self._warn = warn
        self._warnings = 0
        self._unfinished: list[bytes] = []

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        end = block.rfind(b"\n")
        if end < 0:
            self._unfinished.append(block)
            return
        whole = b"".join([*self._unfinished, block[:end]])
        self._unfinished = [block[end + 1 :]] if end + 1 < len(block) else []
        self._lines(whole)

    def finish(self) -> None:
        """Take a last line without an end."""
        rest, self._unfinished = b"".join(self._unfinished), []
        self._lines(rest)

    def _lines(self, data: bytes) -> None:
        lines = [line for line in data.split(b"\n") if line.strip()]
        found = False
        for line in lines if self._each else reversed(lines):
            # The last state is enough; what cannot be one is told wherever in the block it stands.
            if found and not self._each and line.startswith(b"{") and line != b"{}":
                continue
            found = self._state(line) or found

    def _state(self, line: bytes) -> bool:
        try:
            state = json.loads(line)
        except ValueError:
            self._complain("the target printed a line that is no JSON; it was ignored as a state")
            return False
        if not isinstance(state, dict) or not state:
            self._complain("the target printed an empty state; the stored one stays")
            return False
        self._on_state(state)
        return True

    def _complain(self, text: str) -> None:
        self._warnings += 1
        if self._warnings <= MOST_WARNINGS:
            self._warn(text)


class StateReader:
    """Stores each STATE line of the target; a state that cannot be stored ends the run.

    Args:
        source: standard output of the target; closed at its end.
        lines: takes what comes.
        events: gets what goes wrong.
    """

    def __init__(self, source: int, lines: StateLines, events: Events) -> None:
        """Remember where to read."""
        self._source = source
        self._lines = lines
        self._events = events
        self._waits = False  # for the target, and not for the store
        self._thread = threading.Thread(target=self._run, daemon=True, name="m2d states")

    def start(self) -> None:
        """Start reading."""
        self._thread.start()

    def finish(self) -> None:
        """Wait for the last state, which a slow store may take its time for.

        The output ends with the processes of the target, unless one of them got away.
        """
        self._thread.join(JOIN_SECONDS)
        end = time.monotonic() + STORE_SECONDS
        while self._thread.is_alive() and not self._waits:
            if time.monotonic() > end:
                error = KitError("the state store does not answer", "Try again when it does.")
                self._events.put(Event("failed", error))
                return
            self._thread.join(0.1)

    def _run(self) -> None:
        try:
            while block := self._read():
                self._lines.feed(block)
            self._lines.finish()
        except BaseException as error:
            self._events.put(Event("failed", error))
        finally:
            os.close(self._source)

    def _read(self) -> bytes:
        self._waits = True
        try:
            return os.read(self._source, 1 << 16)
        finally:
            self._waits = False
