"""Random catalogs and the rules for them: one small project each, with one tap."""

import json
import random

from random_values import dump

STREAMS = ["users", "orders", "a.b", "odd-name", "Users", "public-users", "x", "items2", "ü"]
NAMES = ["id", "email", "address", "city", "geo", "created_at", "updated_at", "with-dash",
         "with space", "a.b", "$ref", "ünï", "items", "properties", "type", "UPPER", "_x"]  # fmt: skip
INCLUSIONS = ["automatic", "available", "available", "unsupported", None]
STREAM_PATTERNS = [
    *STREAMS,
    "*",
    "u*",
    "?sers",
    "[uo]*",
    "[!u]*",
    r"a\.b",
    "a?b",
    "*.b",
    "nope",
    "",
]
PATHS = ["*", "id", "email", "address.city", "address.*", "*.city", "*_at", "addr*", "address",
         "address.geo.lat", "a.b", "[ce]*", "?d", "with-dash", "nope", "properties", "", "*.*"]  # fmt: skip
KEYS = [
    "replication-method",
    "replication-key",
    "selected",
    "is-view",
    "key-properties",
    "inclusion",
]
LEAVES = ["FULL_TABLE", "id", True, False, None, ["id"], 5, {}, "a.b"]
FRAGMENTS = [{"type": "string"}, {"type": ["null", "string"], "format": "date-time"}, {},
             {"type": "object", "properties": {"new": {"type": "string"}}}]  # fmt: skip


def write(seed, folder):
    """Write project and catalog of a seed; answers what to ask about them."""
    rng = random.Random(f"catalog {seed}")
    capability = rng.choice(["catalog", "catalog", "properties"])
    tap = {"name": "tap-a", "namespace": "tap_a", "capabilities": [capability, "discover"]}
    tap |= rules(rng)
    folder.mkdir(parents=True)
    (folder / "meltano.yml").write_text(dump({"plugins": {"extractors": [tap]}}))
    file = folder.with_suffix(".discovered")
    file.write_text(json.dumps({"streams": catalog(rng)}))
    return {"project": str(folder), "environment": None, "tap": "tap-a", "catalog": str(file)}


def rules(rng):
    """The extras of a tap that change its catalog."""
    found = {}
    if rng.random() < 0.8:
        found["select"] = [_pattern(rng) for _ in range(rng.choice([0, 1, 1, 2, 3, 4]))]
    if rng.random() < 0.3:
        found["select_filter"] = [_pattern(rng) for _ in range(rng.randrange(1, 3))]
    if rng.random() < 0.45:
        found["metadata"] = {
            s: _metadata(rng) for s in rng.sample(STREAM_PATTERNS[:-1], rng.randrange(1, 3))
        }
    if rng.random() < 0.35:
        found["schema"] = {
            s: _schema(rng) for s in rng.sample(STREAM_PATTERNS[:-1], rng.randrange(1, 3))
        }
    return found


def _pattern(rng):
    text = rng.choice(["", "", "", "!"]) + rng.choice(STREAM_PATTERNS)
    return text + ("." + rng.choice(PATHS) if rng.random() < 0.8 else "")


def _metadata(rng):
    found = {}
    for _ in range(rng.randrange(1, 3)):
        leaf = {rng.choice(KEYS): rng.choice(LEAVES)}
        if rng.random() < 0.4:
            leaf = {rng.choice([p for p in PATHS if p]): leaf}
        found |= leaf
    return found


def _schema(rng):
    names = [*NAMES, "*_at", "addr*", "[ce]*", "?d", "new"]
    return {n: rng.choice(FRAGMENTS) for n in rng.sample(names, rng.randrange(1, 3))}


def catalog(rng):
    """Streams with schema and metadata, in any order and sometimes incomplete."""
    return [_stream(rng, name) for name in rng.sample(STREAMS, rng.randrange(1, 4))]


def _stream(rng, name):
    schema = _object(rng, 0)
    parts = {"tap_stream_id": name, "stream": name, "schema": schema}
    if rng.random() < 0.85:
        parts["metadata"] = _entries(rng, schema)
    if rng.random() < 0.3:
        parts["key_properties"] = ["id"]
    if rng.random() < 0.2:
        parts["selected"] = rng.random() < 0.5
    if rng.random() < 0.05:
        parts.pop("schema")
    items = list(parts.items())
    if rng.random() < 0.4:
        rng.shuffle(items)
    return dict(items)


def _object(rng, depth):
    properties = {n: _property(rng, depth) for n in rng.sample(NAMES, rng.randrange(1, 5))}
    return {"type": rng.choice(["object", ["null", "object"]]), "properties": properties}


def _property(rng, depth):
    pick = rng.random()
    if depth < 3 and pick < 0.25:
        return _object(rng, depth + 1)
    if depth < 3 and pick < 0.33:
        return {"type": "array", "items": _object(rng, depth + 1)}
    if depth < 3 and pick < 0.42:
        return {rng.choice(["anyOf", "oneOf"]): [{"type": "null"}, _object(rng, depth + 1)]}
    return rng.choice(
        [{"type": "string"}, {"type": ["null", "integer"]}, {}, {"format": "date-time"}]
    )


def _entries(rng, schema):
    found = []
    if rng.random() < 0.8:
        found.append({"breadcrumb": [], "metadata": _facts(rng)})
    for name, child in schema["properties"].items():
        if rng.random() < 0.7:
            found.append({"breadcrumb": ["properties", name], "metadata": _facts(rng)})
        for inner in child.get("properties", {}):
            if rng.random() < 0.4:
                crumb = ["properties", name, "properties", inner]
                found.append({"breadcrumb": crumb, "metadata": _facts(rng)})
    if rng.random() < 0.2:
        rng.shuffle(found)
    return found


def _facts(rng):
    found = {}
    inclusion = rng.choice(INCLUSIONS)
    if inclusion:
        found["inclusion"] = inclusion
    if rng.random() < 0.3:
        found["selected"] = rng.choice([True, False, None])
    if rng.random() < 0.3:
        found["selected-by-default"] = rng.random() < 0.6
    if rng.random() < 0.15:
        found["table-key-properties"] = ["id"]
    return found
