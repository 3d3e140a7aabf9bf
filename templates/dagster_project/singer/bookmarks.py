"""What becomes of the state that the target confirms."""

from collections.abc import Collection, Mapping

from dagster_project.singer.state import StateStore


class Bookmarks:
    """Stores the states of one run.

    A complete run replaces what is stored. A full refresh is merged into the partial state, as
    Meltano does it. A run of some streams changes the bookmarks of those streams and no others.

    Args:
        store: where states are kept.
        state_id: under which name.
        full_refresh: whether the tap got no state.
        streams: names of the streams of this run; ``None`` for all.
        before: the state that was stored before the run.
    """

    def __init__(
        self,
        store: StateStore,
        state_id: str,
        *,
        full_refresh: bool,
        streams: Collection[str] | None,
        before: Mapping[str, object] | None,
    ) -> None:
        """Start with the state before the run."""
        self.last: Mapping[str, object] | None = before
        self._store = store
        self._state_id = state_id
        self._full_refresh = full_refresh
        self._streams = streams

    def save(self, state: Mapping[str, object]) -> None:
        """Store a state that the target has confirmed.

        Raises:
            KitError: it cannot be stored.
        """
        if self._streams is not None:
            base = {} if self._full_refresh else self.last or {}
            state = with_bookmarks_of(state, self._streams, base)
        self._store.write(self._state_id, state, complete=not self._full_refresh)
        self.last = state


def with_bookmarks_of(
    state: Mapping[str, object], streams: Collection[str], before: Mapping[str, object]
) -> dict[str, object]:
    """Take the bookmarks of some streams from a state, and all others from the one before."""
    new, old = state.get("bookmarks"), before.get("bookmarks")
    if not isinstance(new, Mapping):
        return {**before, **state}
    kept = {name: mark for name, mark in as_bookmarks(old).items() if name not in streams}
    own = {name: mark for name, mark in new.items() if name in streams}
    return {**before, **state, "bookmarks": {**kept, **own}}


def as_bookmarks(value: object) -> Mapping[str, object]:
    """Return bookmarks, empty ones when there are none."""
    return value if isinstance(value, Mapping) else {}
