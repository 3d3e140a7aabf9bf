"""Names of schemas, tables and columns, as target-postgres makes them."""

import pytest
from dagster_project.files.destination import Destination
from dagster_project.files.model import METADATA_COLUMNS, Header, Source
from dagster_project.files.naming import RECORD_METADATA, Relation, columns_of, keys_of, relation_of
from dagster_project.singer.errors import KitError

RAW = Destination({}, schema="raw")
NONE = Destination({}, schema=None)
OFF = Destination({}, schema="raw", add_record_metadata=False)
SOURCE = Source("rows", "in", ("b", "a"))


def header(*names: str) -> Header:
    return Header(names, names)


@pytest.mark.parametrize(
    ("stream", "destination", "expected"),
    [
        ("rows", RAW, Relation("raw", "rows")),
        ("My Rows/x", RAW, Relation("raw", "My Rows/x")),
        ("quick-books", RAW, Relation("raw", "books")),
        ("quick-books", NONE, Relation("quick", "books")),
        ("db-quick-books", NONE, Relation("quick", "books")),
        ("a-b-c-d", NONE, Relation(None, "d")),
        ("rows", NONE, Relation(None, "rows")),
    ],
)
def test_tables(stream: str, destination: Destination, expected: Relation) -> None:
    assert relation_of(stream, destination) == expected


def test_columns_and_their_types() -> None:
    columns = columns_of(SOURCE, header("A b", "b", "a"), RAW)
    assert [column.name for column in columns] == ["A b", "b", "a", *RECORD_METADATA]
    assert [column.type for column in columns[3:]] == list(RECORD_METADATA.values())
    assert keys_of(SOURCE, columns) == ("b", "a"), "in the order of the columns"
    assert len(columns_of(SOURCE, header("a"), OFF)) == 1


def test_metadata_of_the_tap_has_types_of_its_own() -> None:
    source = Source("rows", "in", (), add_metadata_columns=True)
    columns = columns_of(source, header(*METADATA_COLUMNS, "a"), OFF)
    assert [column.type for column in columns] == ["text", "timestamp", "bigint", "text"]


def test_a_metadata_name_in_the_file_keeps_its_place_only() -> None:
    columns = columns_of(SOURCE, header("_sdc_sequence", "a"), RAW)
    assert (columns[0].name, columns[0].type, columns[0].of_file) == (
        "_sdc_sequence",
        "bigint",
        False,
    )
    assert [column.name for column in columns_of(SOURCE, header("_sdc_sequence", "a"), OFF)] == [
        "a"
    ]


@pytest.mark.parametrize("name", ["", "x" * 64, "ä" * 32, "_sdc_deleted_at", "a\0b"])
def test_names_the_target_fails_on(name: str) -> None:
    with pytest.raises(KitError):
        columns_of(SOURCE, header("a", name), RAW)


def test_a_name_of_63_bytes_is_a_name() -> None:
    assert columns_of(SOURCE, header("x" * 63), OFF)
    with pytest.raises(KitError, match="63 bytes"):
        relation_of("x" * 64, RAW)
