"""Sections 4.1 to 4.5: where a catalog comes from, and what the rules make of it."""

import json

import pytest
from builder import plugin
from dagster_project.singer.catalog import prepare_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.settings import resolve


def stream(name, properties, metadata=(), **keys):
    return {"tap_stream_id": name, "schema": {"type": "object", "properties": properties}} | (
        {"metadata": list(metadata)} | keys
    )


def entry(*path, **metadata):
    breadcrumb = [part for name in path for part in ("properties", name)]
    return {"breadcrumb": breadcrumb, "metadata": metadata}


TEXT = {"type": "string", "format": "email"}
GEO = {"type": "object", "properties": {"lat": {"type": "number"}}}
USERS = {
    "id": {"type": "integer"},
    "email": TEXT,
    "address": {"type": "object", "properties": {"city": TEXT, "geo": GEO}},
    "created_at": TEXT,
}
DISCOVERED = {
    "streams": [
        stream(
            "users",
            USERS,
            [
                entry(inclusion="available", **{"table-key-properties": ["id"]}),
                entry("id", inclusion="automatic"),
                entry("email", inclusion="available"),
                entry("address", inclusion="available"),
                entry("address", "city", inclusion="available"),
                entry("address", "geo", inclusion="available"),
                entry("address", "geo", "lat", inclusion="available"),
                entry("created_at", inclusion="unsupported"),
            ],
        ),
        stream(
            "orders",
            {"id": TEXT, "total": TEXT},
            [
                entry(inclusion="available", selected=True),
                entry("id", inclusion="available"),
                entry("total", inclusion="available"),
            ],
        ),
        stream(
            "a.b", {"x": TEXT}, [entry(inclusion="available"), entry("x", inclusion="available")]
        ),
    ]
}
ADDRESS = ["address", "address.city", "address.geo", "address.geo.lat"]
EVERYTHING = {"users": ["id", "email", *ADDRESS], "orders": ["id", "total"], "a.b": ["x"]}


class Tap:
    def __init__(self, built):
        self.built = built
        self.calls = []
        self.answer = DISCOVERED

    def prepare(self, capabilities=("catalog", "discover"), package=None, options=None, **extras):
        settings = {f"_{k}": {"value": v} for k, v in extras.items()}
        defaults = {"_select": {"kind": "array", "default": ["*.*"]}}
        for name in ("_metadata", "_schema"):
            defaults[name] = {"kind": "object", "processors": ["nest_object"], "default": {}}
            settings |= {
                f"{name}.{key}": {"value": value}
                for key, value in (extras.get(name.removeprefix("_")) or {}).items()
            }
            settings.pop(name, None)
        if "_select" in settings:
            settings["_select"]["kind"] = "array"
        keys = {"capabilities": list(capabilities), "package": package or {}}
        self.built.add(plugin(settings={**defaults, **settings}, **keys))
        project = self.built.load("dev")
        tap = resolve(project, project.plugin("extractors", "tap-x"))
        return prepare_catalog(project, tap, self.discover, **(options or {}))

    def discover(self, arguments):
        self.calls.append(arguments)
        return json.dumps(self.answer).encode()


@pytest.fixture
def tap(built):
    return Tap(built)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (None, EVERYTHING),
        (
            ["users.email", "users.address.city", "!orders.*"],
            {"users": ["id", "email", "address", "address.city"]},
        ),
        (
            ["!users.email", "users.*", "orders"],
            {"users": ["id", *ADDRESS], "orders": ["id", "total"]},
        ),
        (["*.id", "*.*.lat", "!users"], {"orders": ["id", "total"], "a.b": ["x"]}),
        ([r"a\.b.x", "users.addr*"], {"users": ["id", *ADDRESS], "a.b": ["x"]}),
        (["nothing"], {}),
        (["users.id", "!users.id"], {"users": ["id"]}),
    ],
)
def test_select(tap, select, expected):
    catalog = tap.prepare(**({"select": select} if select else {}))
    assert catalog.selected == expected
    assert catalog.expected == set(expected)
    assert catalog.flag == "--catalog"
    assert tap.calls == [["--discover"]]


def test_what_is_not_selected_says_so_and_unsupported_is_never_selected(tap):
    streams = {s["tap_stream_id"]: s for s in tap.prepare(select=["users.email"]).json["streams"]}
    written = {".".join(m["breadcrumb"][1::2]): m["metadata"] for m in streams["users"]["metadata"]}
    assert written[""]["selected"] is True
    assert written["email"]["selected"] is True
    assert written["id"] == {"inclusion": "automatic", "selected": False}
    assert written["created_at"] == {"inclusion": "unsupported", "selected": False}
    # Old taps read the stream itself.
    assert streams["users"]["selected"] is True
    assert streams["orders"]["selected"] is False


def test_filters_replace_each_other_and_leave_properties_alone(tap):
    assert list(tap.prepare(select_filter=["users", "!orders"]).selected) == ["users"]
    options = {"select_filter": ["!users"]}
    catalog = tap.prepare(select_filter=["users"], options=options)
    assert list(catalog.selected) == ["orders", "a.b"]
    users = catalog.json["streams"][0]["metadata"]
    assert {m["metadata"].get("selected") for m in users[1:-1]} == {True}


def test_a_run_of_some_streams_names_them_exactly(tap):
    assert list(tap.prepare(options={"streams": ["a.b"]}).selected) == ["a.b"]
    tap.answer = {"streams": [stream("a*", {"x": TEXT}), stream("ab", {"x": TEXT})]}
    catalog = tap.prepare(options={"streams": ["a*"], "refresh": True})
    # An entry that Meltano's walk adds is `automatic`, which counts as selected; the tap is told otherwise.
    assert catalog.expected == {"a*"}
    assert catalog.json["streams"][1]["selected"] is False


def test_metadata(tap):
    rules = {
        "*": {"replication-method": "FULL_TABLE"},
        "users": {
            "replication-method": "INCREMENTAL",
            "replication-key": "created_at",
            "email": {"selected": False},
        },
        "a?b": {"selected": False},
    }
    catalog = tap.prepare(metadata={f"{k}.{x}": y for k, v in rules.items() for x, y in v.items()})
    users, orders, _ = catalog.json["streams"]
    assert users["metadata"][0]["metadata"]["replication-method"] == "INCREMENTAL"
    assert users["replication_key"] == "created_at"
    assert orders["metadata"][0]["metadata"]["replication-method"] == "FULL_TABLE"
    assert "email" not in catalog.selected["users"]
    assert "a.b" not in catalog.selected
    assert catalog.key_properties["users"] == ["id"]


def test_schema(tap):
    catalog = tap.prepare(
        schema={"users.email": {"type": "string"}, "users.fresh": {"type": "null"}}
    )
    properties = catalog.json["streams"][0]["schema"]["properties"]
    assert properties["email"] == {"type": "string"}
    assert properties["fresh"] == {"type": "null"}
    assert "fresh" in catalog.selected["users"]
    tap.answer = {"streams": [stream("users", {"addr_a": TEXT, "b": TEXT})]}
    catalog = tap.prepare(schema={"users.[a]*": {"type": "x"}}, options={"refresh": True})
    assert catalog.json["streams"][0]["schema"]["properties"] == {
        "addr_a": {"type": "x"},
        "b": TEXT,
    }


def test_what_the_walk_does_not_see(tap):
    odd = {
        "a-b": TEXT,
        "list": {"type": "array", "items": {"properties": {"deep": TEXT}}},
        "a b": TEXT,
    }
    tap.answer = {"streams": [{"metadata": [], **stream("s", odd)}]}
    tap.answer["streams"][0] = {
        "tap_stream_id": "s",
        "metadata": [entry("a-b", inclusion="available")],
        "schema": {"properties": odd},
    }
    catalog = tap.prepare()
    crumbs = [".".join(m["breadcrumb"]) for m in catalog.json["streams"][0]["metadata"]]
    assert crumbs == ["properties.a-b", "", "properties.list"]
    # Metadata stood before the schema, so what was added for a property has no `selected`.
    assert catalog.json["streams"][0]["metadata"][2]["metadata"] == {"inclusion": "automatic"}


@pytest.mark.parametrize(
    ("capabilities", "flag"),
    [
        (("catalog", "discover", "properties"), "--catalog"),
        (("properties", "discover"), "--properties"),
        (("discover",), None),
        (("state",), None),
        ((), None),
    ],
)
def test_capabilities(tap, capabilities, flag):
    catalog = tap.prepare(capabilities=capabilities)
    assert (catalog.flag if catalog else None) == flag
    assert len(tap.calls) == (1 if flag else 0)


def test_a_tap_that_cannot_discover_needs_a_file(tap, built):
    with pytest.raises(KitError, match=r"(?s)cannot discover.*catalogs/tap-x\.json"):
        tap.prepare(capabilities=("catalog",))
    (built.root / "mine.json").write_text(json.dumps(DISCOVERED))
    catalog = tap.prepare(capabilities=("catalog",), catalog="mine.json", select=["orders"])
    # Rules do not touch a file; only a filter does.
    assert list(catalog.selected) == ["orders"]
    assert catalog.json == DISCOVERED
    filtered = tap.prepare(catalog="mine.json", select_filter=["users"])
    assert list(filtered.selected) == []
    assert filtered.json["streams"][1]["selected"] is False
    with pytest.raises(KitError, match=r"nope\.json cannot be read"):
        tap.prepare(catalog="nope.json")


def test_a_captured_catalog_stands_for_discovery(tap, built):
    path = built.output / "catalogs" / "tap-x.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"streams": DISCOVERED["streams"][1:]}))
    captured = tap.prepare(capabilities=("catalog",), select=["orders"])
    assert (list(captured.selected), captured.source, tap.calls) == (["orders"], "captured", [])
    assert tap.prepare(options={"full_refresh": True}).source == "captured"
    assert tap.prepare(options={"refresh": True}).source == "discovered"


PIP = {"pip_url": "tap-x==1", "venv": "extractors/tap-x"}


def test_a_discovered_catalog_is_kept_until_something_changes(tap):
    assert tap.prepare(package=PIP).source == "discovered"
    assert tap.prepare(package=PIP, select=["users"]).source == "cached"
    assert tap.prepare(package=PIP, metadata={"users.x": 1}).source == "discovered"
    assert tap.prepare(package=PIP, metadata={"users.x": 1}).source == "cached"
    assert tap.prepare(package=PIP, metadata={"users.x": 1}, use_cached_catalog=False).source == (
        "discovered"
    )
    assert tap.prepare(package=PIP, options={"full_refresh": True}).source == "discovered"
    assert tap.prepare(package=PIP, options={"refresh": True}).source == "discovered"
    assert tap.prepare(package=PIP | {"pip_url": "tap-x==2"}).source == "discovered"


@pytest.mark.parametrize("pip_url", [None, "-e ./tap"])
def test_the_catalog_of_a_tap_under_development_is_not_kept(tap, pip_url):
    package = {"pip_url": pip_url}
    assert [tap.prepare(package=package).source for _ in range(2)] == ["discovered"] * 2


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"streams": [{}]}', b"INFO hello"])
def test_a_broken_answer_is_the_taps_fault(tap, text):
    tap.discover = lambda arguments: text
    with pytest.raises(KitError, match="extractor `tap-x`: discovery: "):
        tap.prepare(package=PIP)
    tap.discover = Tap(tap.built).discover
    assert tap.prepare(package=PIP).source == "discovered"


def test_a_rule_for_what_is_not_there_is_a_warning(tap):
    select = ["users.*", "gone.*", "or*", "users.emial", "users.address.geo.*", "orders.id"]
    assert tap.prepare(select=select).warnings == (
        "stream `gone` is not in the catalog",
        "property `emial` is not in the stream `users`",
    )
