"""`state list|get|set|copy|clear|import|export`: bookmarks by hand, and to and from Meltano."""

import argparse
import fnmatch
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from dagster_project.singer.errors import KitError
from dagster_project.singer.meltano_state import (
    read_export,
    read_source,
    run_meltano,
    write_export,
)
from dagster_project.singer.project import Project
from dagster_project.singer.state import KEY, Entry, StateStore, select_ids
from dagster_project.singer.state_files import shown

_PLACES = "FILE, - (standard input or output), a URI of a state backend, or `meltano`"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the commands."""
    parser = commands.add_parser("state", help="look at bookmarks, change them, move them")
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all state ids")
    listing.add_argument("--pattern", default="*", help="such as 'prod:*'")
    get = actions.add_parser("get", help="what the tap gets, as JSON")
    get.add_argument("id")
    put = actions.add_parser("set", help='replace a bookmark: {"singer_state": {…}}')
    put.add_argument("id")
    put.add_argument("state", nargs="?", help="JSON text")
    put.add_argument("--input-file", type=Path, help="a file instead of the text")
    copy = actions.add_parser("copy", help="go on with a bookmark under another state id")
    copy.add_argument("id")
    copy.add_argument("to")
    copy.add_argument("--force", action="store_true", help="replace a bookmark that is there")
    clear = actions.add_parser("clear", help="forget a bookmark: the next run loads everything")
    clear.add_argument("id")
    take = actions.add_parser("import", help="copy bookmarks from Meltano into this project")
    take.add_argument("source", nargs="?", default="meltano", help=f"{_PLACES} (default)")
    take.add_argument("--id", action="append", default=[], help="only this one; may be repeated")
    take.add_argument("--force", action="store_true", help="replace bookmarks that differ")
    give = actions.add_parser("export", help="copy bookmarks of this project, such as to Meltano")
    give.add_argument("target", nargs="?", help=f"{_PLACES}; has to be named")
    give.add_argument("--id", action="append", default=[], help="only this one; may be repeated")


def run(project: Project, arguments: argparse.Namespace) -> None:
    """Run one of them.

    Raises:
        KitError: it cannot be done.
    """
    store = StateStore.open(project, log=_tell)
    action = arguments.action
    if action == "list":
        _print("\n".join(i for i in store.ids() if fnmatch.fnmatchcase(i, arguments.pattern)))
    elif action == "get":
        entry = store.entry(arguments.id)
        _print(json.dumps(entry.merged if entry else {}, indent=2))
    elif action == "set":
        store.put(arguments.id, _given(arguments.state, arguments.input_file))
        _tell(f"state `{arguments.id}` is set")
    elif action == "copy":
        _copy(store, arguments.id, arguments.to, force=arguments.force)
    elif action == "clear":
        store.clear(arguments.id)
        _tell(f"state `{arguments.id}` is cleared: the next run loads everything")
    elif action == "import":
        _import(store, _read(project, arguments.source), arguments.id, force=arguments.force)
    else:
        _export(project, store, arguments.target, arguments.id)


def _copy(store: StateStore, source: str, target: str, *, force: bool) -> None:
    entry = store.entry(source)
    if entry is None or not entry.merged:
        raise KitError(f"there is no bookmark `{source}`", "`state list` shows which there are.")
    there = store.entry(target)
    if there is not None and there.merged and there.merged != entry.merged and not force:
        raise KitError(
            f"there is a bookmark `{target}` already, and it differs", "Use --force to replace it."
        )
    store.put(target, entry)
    _tell(f"state `{target}` goes on where `{source}` is")


def _given(text: str | None, path: Path | None) -> Entry:
    if (text is None) == (path is None):
        raise KitError("one state is needed", "Give a JSON text, or --input-file FILE.")
    try:
        state = json.loads(path.read_text(encoding="utf-8") if path else text or "")
    except (OSError, ValueError) as e:
        raise KitError(f"the state cannot be read: {e}", "Give it as JSON.") from e
    if not isinstance(state, dict) or set(state) != {KEY} or not isinstance(state[KEY], dict):
        raise KitError(f"a state needs exactly one key, `{KEY}`", f'Write {{"{KEY}": {{…}}}}.')
    return Entry(completed=state)


def _read(project: Project, source: str) -> Mapping[str, Entry]:
    if source == "-":
        return read_export(sys.stdin.read(), "standard input")
    path = Path(source)
    if path.is_file() and path.suffix not in (".db", ".sqlite", ".sqlite3"):
        return read_export(path.read_text(encoding="utf-8"), source)
    if source != "meltano" and ":" not in source and not path.exists():
        raise KitError(f"{source} does not exist", f"Give {_PLACES}.")
    return read_source(project, source)


def _import(
    store: StateStore, entries: Mapping[str, Entry], wanted: list[str], *, force: bool
) -> None:
    kept = []
    for state_id in select_ids(entries, wanted):
        # The look into the store alone: what it takes over by itself is what is imported anyway.
        before = StateStore(store.uri).entry(state_id)
        differs = before is not None and before.merged not in ({}, entries[state_id].merged)
        if differs and not force:
            kept.append(state_id)
            _tell(f"kept      {state_id} (differs; --force replaces it)")
            continue
        store.put(state_id, entries[state_id])
        _tell(f"imported  {state_id}")
    if not entries:
        _tell("there is no state to import")
    if kept:
        raise KitError(
            f"{len(kept)} bookmarks of this project differ from those to import and were kept",
            "Look at them with `state get`, then import again with --force and --id.",
        )


def _export(project: Project, store: StateStore, target: str | None, wanted: list[str]) -> None:
    if target is None:
        # No default: text on a screen looks like a rollback, and Meltano then reads everything.
        raise KitError(
            "where the bookmarks go has to be named, and nothing was exported",
            "`state export meltano` gives them to Meltano; `state export -` prints them. Other "
            f"places: {_PLACES}.",
        )
    found = {i: store.entry(i) for i in select_ids(store.ids(), wanted)}
    entries = {i: entry for i, entry in found.items() if entry is not None and entry.merged}
    if target == "-":
        _print(write_export(entries))
        return
    if target == "meltano":
        run_meltano(project, "import", write_export(entries))
    elif ":" in target or Path(target).is_dir():
        destination = StateStore(target)
        for state_id, entry in entries.items():
            destination.put(state_id, entry)
    else:
        Path(target).write_text(write_export(entries) + "\n", encoding="utf-8")
    _tell(f"exported {len(entries)} bookmarks to {shown(target)}")


def _print(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
