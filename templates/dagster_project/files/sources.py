"""The streams of a tap-csv, from its settings as they are resolved for a run."""

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from dagster_project.files.dialects import dialect_of
from dagster_project.files.model import Source
from dagster_project.singer.errors import KitError
from dagster_project.singer.resolved import ResolvedPlugin

# What changes records on their way; a native pipeline has no Singer messages that it could change.
# Flattening finds nothing to do in texts.
_SETTINGS = ("stream_maps", "batch_config")
_EXTRAS = ("_catalog", "_schema", "_select_filter")
_STAY = "Leave this pipeline on the runner `singer`."


def sources_of(tap: ResolvedPlugin) -> tuple[Source, ...]:
    """The streams of a tap-csv.

    Raises:
        KitError: the tap would not start with these settings, or they ask for what only the tap
            itself can do.
    """
    try:
        return read_sources(tap.config, tap.extras, tap.cwd)
    except KitError as e:
        raise KitError(f"extractor `{tap.name}`: {e.message}", e.advice) from e


def read_sources(
    config: Mapping[str, object], extras: Mapping[str, object], root: Path
) -> tuple[Source, ...]:
    """The streams of a configuration, in the order in which tap-csv reads them.

    Args:
        config: the settings, as the tap gets them.
        extras: Meltano's extras, by name with the underscore.
        root: where the tap runs.

    Raises:
        KitError: see `sources_of`.
    """
    for name in _SETTINGS:
        if config.get(name):
            raise KitError(f"the setting `{name}` is not native", _STAY)
    for name in _EXTRAS:
        if extras.get(name):
            raise KitError(f"the extra `{name}` is not native", _STAY)
    _check_metadata(extras.get("_metadata"))
    metadata_columns = config.get("add_metadata_columns")
    if metadata_columns is not None and not isinstance(metadata_columns, bool):
        raise KitError("the setting `add_metadata_columns` is not true or false", "Correct it.")
    # Of two entries with the same entity the tap knows the last one.
    found = {
        source.stream: source
        for entry, encoding in _entries(config, root)
        for source in [_source(entry, encoding, bool(metadata_columns))]
    }
    selected = _selected(extras.get("_select"), tuple(found))
    return tuple(found[name] for name in sorted(found) if name in selected)


def _entries(config: Mapping[str, object], root: Path) -> list[tuple[object, str | None]]:
    """The entries, each with the encoding it has when it names none."""
    definition = config.get("csv_files_definition")
    # The defaults of the tap's settings reach what is in its configuration, not another file.
    default = None if definition else "utf-8"
    entries = _defined(root / str(definition)) if definition else config.get("files")
    if not isinstance(entries, list) or not entries:
        raise KitError(
            "it has no files to read",
            "Set `files`, or `csv_files_definition`, in meltano.yml.",
        )
    return [(entry, default) for entry in entries]


def _defined(path: Path) -> object:
    try:
        return json.loads(path.read_text())
    except OSError as e:
        raise KitError(
            f"the file of `csv_files_definition` cannot be read: {path}: {e.strerror}",
            "Correct the setting, or the file's permissions.",
        ) from e
    except ValueError as e:
        raise KitError(f"{path} is not JSON: {e}", "Correct the file.") from e


def _source(entry: object, encoding: str | None, add_metadata_columns: bool) -> Source:
    if not isinstance(entry, Mapping):
        raise KitError(f"an entry of its files is not an object: {entry!r}", "Correct the entry.")
    stream, path = (_text(entry, name) for name in ("entity", "path"))
    # The tap checks its configuration, and not what another file has.
    keys = entry.get("keys", [] if encoding is None else None)
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise KitError(
            f"stream `{stream}`: `keys` is not a list of column names", "Correct the entry."
        )
    try:
        dialect = dialect_of(entry, encoding)
    except KitError as e:
        raise KitError(f"stream `{stream}`: {e.message}", e.advice) from e
    return Source(stream, path, tuple(keys), dialect, add_metadata_columns)


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if isinstance(value, str) and value:
        return value
    raise KitError(
        f"an entry of its files has no `{name}`",
        "Correct the entry, or set the variable it refers to.",
    )


def _check_metadata(rules: object) -> None:
    """A replication method says nothing new about a file that is read as a whole."""
    if not isinstance(rules, Mapping):
        return
    for rule in rules.values():
        if rule not in ({}, {"replication-method": "FULL_TABLE"}):
            raise KitError("the extra `_metadata` is not native", _STAY)


def _selected(rules: object, streams: Sequence[str]) -> set[str]:
    """The streams that whole-stream patterns select; no pattern is all of them."""
    if not rules:
        return set(streams)
    patterns = rules if isinstance(rules, list) else [rules]
    selected: set[str] = set()
    for pattern in patterns:
        stream, dot, attribute = str(pattern).partition(".")
        if stream.startswith("!") or not dot or attribute != "*":
            raise KitError(f"the selection `{pattern}` is not native: it names columns", _STAY)
        selected.update(name for name in streams if fnmatchcase(name, stream))
    return selected
