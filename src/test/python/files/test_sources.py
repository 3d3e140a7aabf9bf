"""Streams from settings."""

import json
from pathlib import Path

import pytest
from dagster_project.files.dialects import reader
from dagster_project.files.model import Dialect, Source
from dagster_project.files.sources import read_sources
from dagster_project.singer.errors import KitError

A = {"entity": "a", "path": "a.csv", "keys": ["id"]}
B = {"entity": "b", "path": "in/", "keys": []}


def sources(config, extras=None, root=Path("/")):
    return read_sources(config, extras or {}, root)


def test_entries_become_sources_sorted_by_name_as_the_tap_sorts_them():
    assert sources({"files": [B, A]}) == (
        Source("a", "a.csv", ("id",)),
        Source("b", "in/", ()),
    )


def test_the_last_of_two_entries_with_one_entity_counts():
    [only] = sources({"files": [A, {**A, "path": "later.csv"}]})
    assert only.path == "later.csv"


def test_options_of_the_dialect():
    entry = {
        **A,
        "delimiter": ";",
        "quotechar": "'",
        "escapechar": "\\",
        "doublequote": False,
        "skipinitialspace": True,
        "strict": True,
        "encoding": "cp1252",
    }
    [source] = sources({"files": [entry], "add_metadata_columns": True})
    assert source.dialect == Dialect(";", "'", "\\", False, True, True, "cp1252")
    assert source.add_metadata_columns


def test_no_quotechar_is_no_quoting():
    [source] = sources({"files": [{**A, "quotechar": None}]})
    assert list(reader(source.dialect, ['a,"b'])) == [["a", '"b']]


def test_a_definition_file_wins_and_has_the_encoding_of_the_locale(tmp_path):
    (tmp_path / "files.json").write_text(json.dumps([{"entity": "a", "path": "x.csv"}, B]))
    config = {"files": [A], "csv_files_definition": "files.json"}
    a, b = sources(config, root=tmp_path)
    assert (a.path, a.keys, a.dialect.encoding) == ("x.csv", (), None)
    assert b.stream == "b"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "no files to read"),
        ({"files": []}, "no files to read"),
        ({"files": ["a.csv"]}, "not an object"),
        ({"files": [{**A, "entity": None}]}, "no `entity`"),
        ({"files": [{**A, "path": ""}]}, "no `path`"),
        ({"files": [{**A, "keys": "id"}]}, "stream `a`: `keys`"),
        ({"files": [{"entity": "a", "path": "a.csv"}]}, "stream `a`: `keys`"),
        ({"files": [{**A, "delimiter": "::"}]}, "1-character"),
        ({"files": [{**A, "delimiter": None}]}, "delimiter"),
        ({"files": [{**A, "quotechar": "''"}]}, "quotechar"),
        ({"files": [{**A, "strict": "yes"}]}, "`strict` is not true or false: 'yes'"),
        ({"files": [{**A, "encoding": "utf-99"}]}, "no text encoding `utf-99`"),
        ({"files": [{**A, "encoding": "base64"}]}, "no text encoding `base64`"),
        ({"files": [A], "stream_maps": {"a": {}}}, "`stream_maps` is not native"),
        ({"files": [A], "batch_config": {"storage": {}}}, "`batch_config` is not native"),
        ({"files": [A], "add_metadata_columns": "yes"}, "`add_metadata_columns`"),
        ({"csv_files_definition": "no.json"}, "No such file"),
    ],
)
def test_what_the_tap_or_the_kit_refuses(config, message):
    with pytest.raises(KitError, match=message) as raised:
        sources(config)
    assert raised.value.advice


def test_a_definition_that_is_not_json(tmp_path):
    (tmp_path / "files.json").write_text("[")
    with pytest.raises(KitError, match=r"files\.json is not JSON"):
        sources({"csv_files_definition": "files.json"}, root=tmp_path)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (None, ["a", "b"]),
        ([], ["a", "b"]),
        (["*.*"], ["a", "b"]),
        (["b.*"], ["b"]),
        (["a*.*", "b.*"], ["a", "b"]),
    ],
)
def test_whole_streams_can_be_selected(select, expected):
    found = sources({"files": [A, B]}, {"_select": select})
    assert [source.stream for source in found] == expected


@pytest.mark.parametrize(
    "extras",
    [
        {"_select": ["a.id"]},
        {"_select": ["!a.*"]},
        {"_select": ["a"]},
        {"_select_filter": ["a"]},
        {"_schema": {"a": {"id": {"type": "integer"}}}},
        {"_catalog": "catalog.json"},
        {"_metadata": {"*": {"replication-method": "INCREMENTAL"}}},
    ],
)
def test_extras_that_change_records_are_not_native(extras):
    with pytest.raises(KitError, match="not native") as raised:
        sources({"files": [A]}, extras)
    assert "singer" in raised.value.advice


def test_the_replication_method_that_files_have_anyway():
    assert sources({"files": [A]}, {"_metadata": {"a": {"replication-method": "FULL_TABLE"}}})
