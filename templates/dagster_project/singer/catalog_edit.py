"""A Singer catalog under its rules, with the quirks that Meltano's walk through a catalog has.

Property nodes are found by their path: names with other characters than letters, digits and `_` are
not visited, nor is anything below `items`, `anyOf` or `type`. Keys are visited in the order of the
document, so entries made for properties of a stream whose metadata comes first get no `selected`.
"""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from dagster_project.singer.errors import KitError
from dagster_project.singer.rules import Rule, SchemaRule

Node = dict[str, object]
_PATTERN = re.compile(r"[*?\[\]]")
_STREAM = re.compile(r"streams\[\d+\]$")
_PROPERTY = re.compile(r"schema(\.properties\.\w*)+$")
_ENTRY = re.compile(r"metadata\[\d+\]$")
# Meltano's own walk comes about as far; a schema rule that matches what it puts in has no end.
_DEEPEST = 300


class Visit(NamedTuple):
    """A node on the walk: what it is, and for a property its dotted breadcrumb."""

    kind: Literal["stream", "property", "entry"]
    node: Node
    breadcrumb: str


def walk(node: object, path: str = "", depth: int = 0) -> Iterator[Visit]:
    """Streams, properties and metadata entries, parents first; nodes may be changed on the way.

    Raises:
        KitError: the catalog is nested too deeply, or without an end.
    """
    if depth > _DEEPEST:
        raise KitError(
            f"the catalog is nested more than {_DEEPEST} levels deep at {path[:80]}…",
            "Look for a rule below `schema` of the tap that also matches the properties it adds.",
        )
    if isinstance(node, list):
        # By index: entries that are added to the list during the walk are visited, too.
        for index, child in enumerate(node):
            yield from walk(child, f"{path}[{index}]", depth + 1)
    if not isinstance(node, dict):
        return
    is_property = bool(_PROPERTY.search(path))
    if _STREAM.search(path):
        yield Visit("stream", node, "")
    if is_property:
        yield Visit("property", node, path[path.index("properties") :])
    elif _ENTRY.search(path) and "breadcrumb" in node:
        yield Visit("entry", node, ".".join(map(str, _list(node["breadcrumb"]))))
    for key, child in list(node.items()):
        if not (is_property and key in ("anyOf", "type")):
            yield from walk(child, f"{path}.{key}", depth + 1)


def apply_schema(catalog: Node, rules: Sequence[SchemaRule]) -> None:
    """Replace the schemas of properties; one that does not exist is added."""
    stream = ""
    for visit in walk(catalog):
        if visit.kind == "stream":
            stream = str(visit.node["tap_stream_id"])
            schema = visit.node.setdefault("schema", {"type": "object"})
            for rule in rules:
                if rule.matches_stream(stream) and isinstance(schema, dict):
                    _ensure_property(schema, ["properties", rule.property])
        elif visit.kind == "property":
            for rule in rules:
                if rule.matches(stream, visit.breadcrumb):
                    visit.node.clear()
                    visit.node.update(rule.schema)


def _ensure_property(schema: Node, path: list[str]) -> None:
    node = schema
    for index, key in enumerate(path):
        if _PATTERN.match(key):
            for found in fnmatch.filter(node.keys(), key):
                _ensure_property(schema, [*path[:index], found, *path[index + 1 :]])
            return
        child = node.setdefault(key, {})
        if not isinstance(child, dict):
            return
        node = child


def apply_metadata(catalog: Node, rules: Sequence[Rule]) -> None:
    """Write the keys of all matching rules, on entries and (old style) on the streams."""
    stream: Node = {}
    name = ""
    for visit in walk(catalog):
        if visit.kind == "stream":
            stream, name = visit.node, str(visit.node["tap_stream_id"])
            stream.setdefault("metadata", [])
            _ensure_entry(stream, [])
            for rule in rules:
                if rule.matches(name, ""):
                    _set(stream, rule.key.replace("-", "_"), rule.value)
        elif visit.kind == "property":
            _ensure_entry(stream, visit.breadcrumb.split("."))
        else:
            metadata = visit.node.setdefault("metadata", {})
            # A rule may just have renamed the stream.
            name = str(stream.get("tap_stream_id", name))
            for rule in rules:
                if isinstance(metadata, dict) and rule.matches(name, visit.breadcrumb):
                    _set(metadata, rule.key, rule.value)


def _ensure_entry(stream: Node, breadcrumb: list[str]) -> None:
    entries = _list(stream["metadata"])
    if any(isinstance(e, dict) and e.get("breadcrumb") == breadcrumb for e in entries):
        return
    inclusion = "automatic" if len(breadcrumb) <= 2 else "available"
    entries.append({"breadcrumb": breadcrumb, "metadata": {"inclusion": inclusion}})


def _set(node: Node, key: str, value: object) -> None:
    if key == "selected" and value is True and node.get("inclusion") == "unsupported":
        return
    node[key] = value


def selected(catalog: Node) -> dict[str, list[str]]:
    """Streams that are selected, in the order of the catalog, each with its selected properties."""
    chosen: dict[str, bool] = {}
    properties: dict[str, dict[str, None]] = {}
    name = ""
    for visit in walk(catalog):
        if visit.kind == "stream":
            name = str(visit.node["tap_stream_id"])
            properties[name] = {}
        elif visit.kind == "entry" and not visit.breadcrumb:
            chosen[name] = chosen.get(name, True) and _is_selected(visit.node)
        elif visit.kind == "entry" and _is_selected(visit.node):
            path = re.findall(r"properties\.([^.]+)+", visit.breadcrumb)
            properties[name].setdefault(".".join(path))
    return {stream: list(found) for stream, found in properties.items() if chosen.get(stream, True)}


def _is_selected(entry: Node) -> bool:
    metadata = entry.get("metadata")
    if not isinstance(metadata, dict):
        return False
    if metadata.get("inclusion") in ("automatic", "unsupported"):
        return metadata["inclusion"] == "automatic"
    chosen = metadata.get("selected")
    return chosen is True or (chosen is None and bool(metadata.get("selected-by-default")))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
