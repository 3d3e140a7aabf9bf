"""The catalog a tap runs with: from a file, captured, kept from an earlier run, or discovered."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Literal

from dagster_project.singer.catalog_edit import Node, apply_metadata, apply_schema, selected
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.rules import (
    Rule,
    filter_rules,
    metadata_rules,
    schema_rules,
    select_rules,
)

Discover = Callable[[list[str]], bytes]


@dataclass(frozen=True)
class Catalog:
    """A catalog as the tap gets it.

    Attributes:
        json: the document.
        flag: the argument of the tap that takes it.
        selected: selected streams, each with its selected properties by dotted name.
        expected: streams that are switched on: their schema has to come.
        key_properties: primary key of each selected stream, as the catalog says.
        source: where it came from: the path of a file, "captured", "cached" or "discovered".
        warnings: rules that match nothing.
        rules: what was applied to it.
    """

    json: Node
    flag: Literal["--catalog", "--properties"]
    selected: dict[str, list[str]]
    expected: frozenset[str]
    key_properties: dict[str, list[str]]
    source: str
    warnings: tuple[str, ...] = field(default=())
    rules: tuple[Rule, ...] = field(default=())

    def misses(self, name: str) -> bool:
        """Whether a stream is not in the catalog, although the rules would select it."""
        if name in _stream_names(self.json):
            return False
        chosen = [r.value for r in self.rules if r.key == "selected" and r.matches(name, "")]
        return not chosen or chosen[-1] is not False


def prepare_catalog(
    project: Project,
    tap: ResolvedPlugin,
    discover: Discover,
    select_filter: Sequence[str] = (),
    refresh: bool = False,
    *,
    full_refresh: bool = False,
    streams: Collection[str] | None = None,
) -> Catalog | None:
    """The catalog of a tap after all rules; None when the tap takes none.

    Args:
        project: the project.
        tap: the extractor.
        discover: runs the tap with the arguments given ("--discover"; the caller adds its
            configuration file) and answers its standard output; raises KitError when it fails.
        select_filter: patterns that replace the extra `_select_filter`, when there are any.
        refresh: discover again, even when a catalog was captured.
        full_refresh: do not take the catalog of an earlier run.
        streams: only these streams stay on; None for all.

    Raises:
        KitError: there is no catalog to be had, or a rule does not fit it.
    """
    flag = _flag(tap)
    if flag is None:
        return None
    raw, source = _raw(project, tap, discover, refresh, full_refresh=full_refresh)
    document = deepcopy(raw)
    rules: list[Rule] = []
    warnings: tuple[str, ...] = ()
    if not tap.extras.get("_catalog"):
        fragments = schema_rules(_map(tap.extras.get("_schema")))
        if fragments:
            apply_schema(document, fragments)
        rules += select_rules(["!*.*"])
        rules += select_rules(_list(tap.extras.get("_select"), ["*.*"]))
        rules += metadata_rules(_map(tap.extras.get("_metadata")))
        warnings = _unmatched(rules, document)
    rules += filter_rules(select_filter or _list(tap.extras.get("_select_filter"), []))
    # Without any rule Meltano leaves the catalog alone; the edit itself would add entries.
    if rules:
        apply_metadata(document, rules)
    if streams is not None:
        off = [name for name in _stream_names(document) if name not in streams]
        _switch_off(document, off)
    chosen = selected(document)
    return Catalog(
        json=document,
        flag=flag,
        selected=chosen,
        expected=frozenset(name for name in chosen if _is_on(document, name)),
        key_properties={name: _keys(document, name) for name in chosen},
        source=source,
        warnings=warnings,
        rules=tuple(rules),
    )


def discover_catalog(tap: ResolvedPlugin, discover: Discover) -> Node:
    """What the tap discovers now, before all rules.

    Raises:
        KitError: the tap cannot discover, fails, or writes no catalog.
    """
    if "discover" not in tap.capabilities:
        raise KitError(
            f"extractor `{tap.name}` cannot discover a catalog (no capability `discover`)",
            "Give it a `catalog:` file, or add the capability in meltano.yml if the tap has it.",
        )
    return _parse(discover(["--discover"]), f"extractor `{tap.name}`: discovery")


def captured_path(project: Project, tap: str) -> Path:
    """Where the captured catalog of a tap is kept."""
    return project.output / "catalogs" / f"{tap}.json"


def _flag(tap: ResolvedPlugin) -> Literal["--catalog", "--properties"] | None:
    if "catalog" in tap.capabilities:
        return "--catalog"
    return "--properties" if "properties" in tap.capabilities else None


def _raw(
    project: Project, tap: ResolvedPlugin, discover: Discover, refresh: bool, *, full_refresh: bool
) -> tuple[Node, str]:
    named = tap.extras.get("_catalog")
    if named:
        return _read(project.root / str(named)), str(named)
    captured = captured_path(project, tap.name)
    if captured.is_file() and not refresh:
        return _read(captured), "captured"
    if "discover" not in tap.capabilities:
        raise KitError(
            f"extractor `{tap.name}` takes a catalog but cannot discover one",
            f"Put its catalog at {project.shown(captured)}, or give it a `catalog:` file.",
        )
    key = cache_key(tap)
    kept = project.cache / "catalogs" / f"{tap.name}.json"
    use_kept = tap.extras.get("_use_cached_catalog", True) and not (refresh or full_refresh)
    if key and use_kept:
        found = _read_kept(kept, key)
        if found is not None:
            return found, "cached"
    # Where nothing can be kept (a read-only image), every run discovers.
    with suppress(OSError):
        kept.unlink(missing_ok=True)
    document = discover_catalog(tap, discover)
    if key:
        with suppress(OSError):
            _keep(kept, {"key": key, "catalog": document})
    return document, "discovered"


def cache_key(tap: ResolvedPlugin) -> str | None:
    """What a discovered catalog depends on; None when it must not be kept."""
    pip_url = tap.plugin.pip_url
    if pip_url is None or pip_url.startswith("-e") or tap.extras.get("_catalog"):
        return None
    parts = [tap.settings, tap.extras.get("_schema"), tap.extras.get("_metadata"), pip_url]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def _read_kept(path: Path, key: str) -> Node | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    matches = isinstance(kept, dict) and kept.get("key") == key
    return kept["catalog"] if matches and isinstance(kept.get("catalog"), dict) else None


def _keep(path: Path, value: Node) -> None:
    """Two runs of a tap may do this at once: the last one wins, no reader sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".catalog-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(value, file)
    Path(temporary).replace(path)


def _read(path: Path) -> Node:
    try:
        return _parse(path.read_bytes(), str(path))
    except OSError as e:
        raise KitError(
            f"the catalog {path} cannot be read: {e.strerror}",
            "Correct the extra `catalog`, or the file.",
        ) from e


def _parse(text: bytes, what: str) -> Node:
    try:
        document = json.loads(text)
    except ValueError as e:
        raise KitError(f"{what}: no valid JSON ({e})", "Look at what the tap writes.") from e
    if not isinstance(document, dict) or not isinstance(document.get("streams"), list):
        raise KitError(f"{what}: no Singer catalog (`streams` is missing)", "Look at the tap.")
    bad = [s for s in document["streams"] if not isinstance(s, dict) or "tap_stream_id" not in s]
    if bad:
        raise KitError(f"{what}: a stream has no `tap_stream_id`", "Look at the tap.")
    return document


def _streams(document: Node) -> list[Node]:
    streams = document.get("streams")
    return [s for s in streams if isinstance(s, dict)] if isinstance(streams, list) else []


def _stream_names(document: Node) -> list[str]:
    return [str(stream["tap_stream_id"]) for stream in _streams(document)]


def _entry(stream: Node) -> dict[str, object]:
    """The metadata of the stream itself."""
    entries = stream.get("metadata")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("breadcrumb") == []:
            return _map(entry.get("metadata"))
    return {}


def _switch_off(document: Node, names: Collection[str]) -> None:
    # By equality and not by pattern: a stream may have `*` or `[` in its name.
    for stream in _streams(document):
        if stream["tap_stream_id"] in names:
            stream["selected"] = False
            _entry(stream)["selected"] = False


def _is_on(document: Node, name: str) -> bool:
    stream = next(s for s in _streams(document) if s["tap_stream_id"] == name)
    return _entry(stream).get("selected") is not False


def _keys(document: Node, name: str) -> list[str]:
    stream = next(s for s in _streams(document) if s["tap_stream_id"] == name)
    found = _entry(stream).get("table-key-properties") or stream.get("key_properties")
    return [str(key) for key in found] if isinstance(found, list) else []


def _unmatched(rules: Sequence[Rule], document: Node) -> tuple[str, ...]:
    """Literal names in rules that the catalog does not have."""
    found = {str(stream["tap_stream_id"]): stream for stream in _streams(document)}
    warnings: dict[str, None] = {}
    for rule in rules:
        (name,) = rule.streams
        if "*" in name:
            continue
        if name not in found:
            warnings[f"stream `{name}` is not in the catalog"] = None
            continue
        node: object = found[name].get("schema")
        path = list(takewhile(lambda part: "*" not in part, rule.breadcrumb.split(".")))
        for part in path:
            node = node.get(part) if isinstance(node, Mapping) else None
        if len(path) > 1 and not node:
            warnings[f"property `{'.'.join(path[1::2])}` is not in the stream `{name}`"] = None
    return tuple(warnings)


def _map(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else dict(value) if isinstance(value, Mapping) else {}


def _list(value: object, default: list[object]) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else default
