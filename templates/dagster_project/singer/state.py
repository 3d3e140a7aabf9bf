"""Bookmarks: one entry a state id, in the files and the JSON form of Meltano's filesystem backend.

`<store>/<state id>/state.json` holds `{"completed": {"singer_state": …}, "partial": {…}}`. What a
tap gets is `partial` merged over `completed`.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.singer.environment import Surroundings
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand_text
from dagster_project.singer.model import Plugin
from dagster_project.singer.project import Project
from dagster_project.singer.state_files import (
    folder_name,
    locked,
    place_of,
    replace_text,
    shown,
    state_id_of,
)

if TYPE_CHECKING:
    from upath import UPath

KEY = "singer_state"
_FILE = "state.json"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What is stored under a state id; each side is empty or `{"singer_state": …}`."""

    completed: Mapping[str, object] = field(default_factory=dict)
    partial: Mapping[str, object] = field(default_factory=dict)

    @property
    def merged(self) -> dict[str, object]:
        """The state that counts: the partial one over the completed one."""
        return merge(self.partial, self.completed)

    def as_json(self) -> dict[str, object]:
        """In Meltano's form."""
        return {"completed": dict(self.completed), "partial": dict(self.partial)}


Fallback = Callable[[str], Entry | None]


class StateStore:
    """The entries below one folder, local or in a cloud.

    Args:
        uri: the folder.
        fallback: where an id is looked for that the store has never seen.
        log: takes a line about what was done.
    """

    def __init__(
        self, uri: str, fallback: Fallback | None = None, log: Callable[[str], None] = _logger.info
    ) -> None:
        """Open the store; the folder need not exist."""
        self.uri = uri
        self._place: Path | UPath = place_of(uri)
        self._fallback = fallback
        self._log = log

    @classmethod
    def open(cls, project: Project, log: Callable[[str], None] = _logger.info) -> "StateStore":
        """The store of a project: `M2D_STATE_URI`, else `state/` of the generated project.

        An id that it does not have is copied once from where Meltano kept it.
        """
        from dagster_project.singer.meltano_state import project_fallback

        uri = project.environ.get("M2D_STATE_URI") or str(project.output / "state")
        return cls(uri, project_fallback(project, uri), log)

    def ids(self) -> list[str]:
        """All state ids, sorted."""
        if not self._place.is_dir():
            return []
        return sorted(state_id_of(p.parent.name) for p in self._place.glob(f"*/{_FILE}"))

    def read(self, state_id: str) -> dict[str, object] | None:
        """What the tap gets: the state under `singer_state`; None when there is none.

        Raises:
            KitError: the stored text is damaged, or the store cannot be reached.
        """
        entry = self.entry(state_id)
        state = entry.merged.get(KEY) if entry else None
        return dict(state) if isinstance(state, Mapping) and state else None

    def entry(self, state_id: str) -> Entry | None:
        """The entry as stored, at first use taken over from Meltano; None when there is none."""
        found = self._stored(state_id)
        if found is not None or self._fallback is None:
            return found
        found = self._fallback(state_id)
        if found is not None:
            with self._locked(state_id):
                self._store(state_id, found)
            self._log(f"state `{state_id}` was taken over from Meltano")
        return found

    def write(self, state_id: str, state: Mapping[str, object] | None, *, complete: bool) -> bool:
        """Store a STATE value that the target has confirmed.

        Args:
            state_id: the id.
            state: the whole value of the STATE message.
            complete: True replaces what is stored; False merges into the partial state (a full
                refresh, or a run of some streams only: the bookmarks of all others stay).

        Returns:
            False for an empty value, which is ignored.

        Raises:
            KitError: the stored text is damaged (and left as it is), or nothing can be written.
        """
        if not state:
            return False
        before = self.entry(state_id)
        with self._locked(state_id):
            if complete:
                entry = Entry(completed={KEY: dict(state)})
            else:
                before = self._stored(state_id) or before or Entry()
                entry = Entry(before.completed, merge({KEY: state}, before.partial))
            self._store(state_id, entry)
        return True

    def put(self, state_id: str, entry: Entry) -> None:
        """Replace an entry."""
        with self._locked(state_id):
            self._store(state_id, entry)

    def clear(self, state_id: str) -> None:
        """Forget a bookmark. An empty entry stays, so that Meltano's is not taken over again."""
        self.put(state_id, Entry())

    def _stored(self, state_id: str) -> Entry | None:
        path = self._place / folder_name(state_id) / _FILE
        try:
            return parse_entry(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as e:
            raise _unreachable(self.uri, e) from e
        except ValueError as e:
            raise KitError(
                f"the state `{state_id}` at {shown(str(path))} is damaged: {e}",
                "It was left as it is. Restore the file from a backup, or start this pipeline anew "
                f"with `python -m dagster_project.singer state set '{state_id}' '{{…}}'`.",
            ) from e

    def _store(self, state_id: str, entry: Entry) -> None:
        path = self._place / folder_name(state_id) / _FILE
        try:
            replace_text(path, json.dumps(entry.as_json()))
        except OSError as e:
            raise _unreachable(self.uri, e) from e

    def _locked(self, state_id: str) -> "_Guard":
        return _Guard(self.uri, self._place / folder_name(state_id))


class _Guard:
    """`locked`, with an error that names the store."""

    def __init__(self, uri: str, folder: "Path | UPath") -> None:
        self._uri = uri
        self._lock = locked(folder)

    def __enter__(self) -> None:
        try:
            self._lock.__enter__()
        except OSError as e:
            raise _unreachable(self._uri, e) from e

    def __exit__(self, *error: object) -> None:
        self._lock.__exit__(None, None, None)


def parse_entry(text: str | bytes) -> Entry:
    """An entry from its JSON text.

    Raises:
        ValueError: it is no JSON, or not in Meltano's form.
    """
    return entry_of(json.loads(text))


def entry_of(data: object) -> Entry:
    """An entry from a JSON value.

    Raises:
        ValueError: it is not in Meltano's form.
    """
    if not isinstance(data, dict):
        raise ValueError("no JSON object")
    sides = [data.get("completed") or {}, data.get("partial") or {}]
    if not all(isinstance(side, dict) for side in sides):
        raise ValueError("`completed` and `partial` have to be JSON objects")
    return Entry(*sides)


def merge(over: Mapping[str, object], under: Mapping[str, object]) -> dict[str, object]:
    """`over` merged into `under`, maps key by key, everything else replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = merge(value, below) if both else value
    return merged


def state_id(project: Project, extractor: Plugin, loader: Plugin, suffix: str | None = None) -> str:
    """`<environment>:<tap>-to-<target>[:<suffix>]`, the suffix by default the environment's.

    Raises:
        KitError: a part of it holds a colon.
    """
    parts = [project.environment, f"{extractor.name}-to-{loader.name}"]
    parts.append(suffix or _environment_suffix(project, extractor))
    bad = [part for part in parts if part and ":" in part]
    if bad:
        raise KitError(
            f"a state id cannot be made of `{bad[0]}`", "Use a suffix and names without a colon."
        )
    return ":".join(part for part in parts if part)


def _environment_suffix(project: Project, extractor: Plugin) -> str | None:
    if project.environment is None:
        return None
    raw = project.environments[project.environment].get("state_id_suffix")
    if raw is None:
        return None
    env = {**project.dotenv, **Surroundings(project).before_environment(extractor)}
    return expand_text(str(raw), env, strict=project.strict)


def select_ids(ids: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Those of `ids` that are wanted; all when nothing is.

    Raises:
        KitError: a wanted id does not exist.
    """
    existing, asked = list(ids), list(wanted)
    missing = [i for i in asked if i not in existing]
    if missing:
        raise KitError(f"there is no state `{missing[0]}`", "`state list` shows all of them.")
    return asked or existing


def _unreachable(uri: str, error: OSError) -> KitError:
    return KitError(
        f"the state store {shown(uri)} cannot be used: {error.strerror or error}",
        "Check that it exists, has space, and may be written; M2D_STATE_URI names another one.",
    )
