"""The standard output of a target: STATE values, one JSON object a line."""

import json
from collections.abc import Callable, Mapping

MOST_WARNINGS = 5


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
        for line in lines if self._each else reversed(lines):
            if self._state(line) and not self._each:
                return

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
