"""Table 3.4: kinds, and the text a value becomes; 3.3: nesting."""

import json
from datetime import datetime, timezone

import pytest
from dagster_project.singer.cast import cast, stringify
from dagster_project.singer.dates import to_iso
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Setting
from dagster_project.singer.names import flatten, singer_config, variable_name


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("boolean", "TRUE", True),
        ("boolean", "on", True),
        ("boolean", "1", True),
        ("boolean", "maybe", False),
        ("boolean", 1, 1),
        ("integer", " 1_000 ", 1000),
        ("integer", 1.5, 1.5),
        ("string", 123, 123),
        (None, "true", "true"),
        ("object", '{"k": 1}', {"k": 1}),
        ("object", "{'k': True}", {"k": True}),
        ("array", "['x', 1]", ["x", 1]),
        ("array", '["x"]', ["x"]),
        ("password", "12", "12"),
        ("date_iso8601", "3 days ago", "3 days ago"),
        ("integer", None, None),
    ],
)
def test_kinds(kind, raw, expected):
    value = cast(Setting("s", kind=kind), raw)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("integer", "abc"),
        ("array", "a,b"),
        ("array", '{"a": 1}'),
        ("object", "[1]"),
        ("decimal", "x"),
    ],
)
def test_what_cannot_be_cast_names_the_setting_and_hides_the_value(kind, raw):
    with pytest.raises(KitError, match="setting `token`") as error:
        cast(Setting("token", kind=kind), raw)
    assert raw not in str(error.value).replace("setting `token`", "").replace("correct the", "")


def test_options_and_processors():
    choice = Setting("s", kind="options", options=("a", "b"))
    assert cast(choice, "a") == "a"
    with pytest.raises(KitError, match="not one of its options"):
        cast(choice, "c")
    assert cast(Setting("s", processor="upcase_string"), "abc") == "ABC"
    nested = cast(Setting("s", kind="object", processor="nest_object"), {"a.b": 1, r"c\.d": 2})
    assert nested == {"a": {"b": 1}, "c.d": 2}


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (None, True, "True"),
        (None, ["a", "b"], "['a', 'b']"),
        ("string", 5, "5"),
        ("boolean", True, "true"),
        ("array", ["a", "b"], '["a", "b"]'),
        ("object", {"x.y": 1}, '{"x.y": 1}'),
        ("object", "raw", "raw"),
    ],
)
def test_texts_of_variables(kind, value, text):
    assert stringify(Setting("s", kind=kind), value) == text


def test_a_decimal_from_a_variable_can_be_written_to_json(built):
    config = built.resolve({"rate": {"kind": "decimal"}}, variables={"TAP_X_RATE": "0.5"}).config
    assert json.dumps(config) == '{"rate": 0.5}'


@pytest.mark.parametrize(
    ("flat", "nested"),
    [
        ({"a": 1, "b": None}, {"a": 1}),
        ({"o": {"a": 1}, "o.a": 1}, {"o": {"a": 1}}),
        ({"o1": {"p.q": 2}}, {"o1": {}}),
        ({"o.a.b": 1, "o.c": [1]}, {"o": {"a": {"b": 1}, "c": [1]}}),
        (
            {r"s3\.url": "v", "x": 1, r"q\.r": {r"w\.v": 3}},
            {"x": 1, "s3.url": "v", "q.r": {"w.v": 3}},
        ),
    ],
)
def test_nesting(flat, nested):
    assert singer_config(flat) == nested
    assert list(singer_config(flat)) == list(nested)


def test_names():
    assert variable_name("tap-x", "nested.a-b") == "TAP_X_NESTED_A_B"
    assert variable_name("tap-x", r"s3\.url") == "TAP_X_S3__URL"
    assert flatten({"a": {"b": 1, "e": {}}, "l": [{"x": 1}]}) == {
        "a.b": 1,
        "a.e": {},
        "l": [{"x": 1}],
    }


NOW = datetime(2026, 11, 21, 3, 1, 39, 812747, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-01-02", "2024-01-02"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("2024-01-02 03:04:05.678+02:00", "2024-01-02 03:04:05.678+02:00"),
        ("3 days ago", "2026-11-18T03:01:39.812747"),
        ("1 week ago", "2026-11-14T03:01:39.812747"),
        ("last week", "2026-11-14T03:01:39.812747"),
        ("-3 days", "2026-11-18T03:01:39.812747"),
        ("Jan 2, 2021", "2021-01-02T00:00:00"),
        ("2 January 2021", "2021-01-02T00:00:00"),
        ("13/02/2021", "2021-02-13T00:00:00"),
        ("2021.03.04", "2021-03-04T00:00:00"),
        ("2021/01/02 03:04:05", "2021-01-02T03:04:05"),
        ("1609459200", "2021-01-01T00:00:00"),
        ("a month ago", "2026-10-21T03:01:39.812747"),
        ("9 months ago", "2026-02-21T03:01:39.812747"),
        ("1 year, 2 months ago", "2025-09-21T03:01:39.812747"),
        ("in 2 hours", "2026-11-21T05:01:39.812747"),
        ("yesterday", "2026-11-20T03:01:39.812747"),
        ("now", "2026-11-21T03:01:39.812747"),
        ("an hour ago", "2026-11-21T02:01:39.812747"),
        ("2 weeks from now", "2026-12-05T03:01:39.812747"),
        ("30 days", "2026-10-22T03:01:39.812747"),
        ("3d ago", "2026-11-18T03:01:39.812747"),
        ("2024-05", "2024-05-21T00:00:00"),
        ("2024", "2024-11-21T00:00:00"),
        ("2024/1/5", "2024-01-05T00:00:00"),
        ("2024-01-05T10:30", "2024-01-05T10:30:00"),
    ],
)
def test_dates(text, date):
    assert to_iso(text, "start_date", NOW) == date


def test_a_date_only_dateparser_knows(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "dateparser", None)
    with pytest.raises(KitError, match="`start_date` holds a date"):
        to_iso("le 3 mai dernier", "start_date", NOW)
