"""Files of targets: each to its stream, unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import Side
from dagster_project.parallel_run.snapshot import Destination, FileEntry, Relation, stream_file
from dagster_project.parallel_run.snapshot.files import owner


def test_files_are_copied_as_they_are(tmp_path: Path, side: Side) -> None:
    place = tmp_path / "output"
    (place / "sub").mkdir(parents=True)
    data = b'\xef\xbb\xbf{"id": 1}\r\n\xff'
    (place / "orders.jsonl").write_bytes(data)
    (place / "sub" / "orders-20240102T030405.jsonl").write_bytes(b"")
    (place / "other.jsonl").write_bytes(b"x")
    orders, none = side.export(
        Destination("files", path=place), Relation("tap/orders", "orders"), Relation("n", "none")
    )
    assert (orders.kind, orders.exists, orders.rows) == ("files", True, None)
    assert orders.files == (
        FileEntry("tap/orders", "orders.jsonl", len(data), hashlib.sha256(data).hexdigest()),
        FileEntry(
            "tap/orders", "sub/orders-20240102T030405.jsonl", 0, hashlib.sha256(b"").hexdigest()
        ),
    )
    assert (none.exists, none.files) == (False, ())
    copied = side.folder / "data" / "tap%2Forders"
    assert (copied / "orders.jsonl").read_bytes() == data
    found = sorted(p.relative_to(side.folder).as_posix() for p in side.folder.rglob("*.jsonl"))
    assert found == [
        "data/tap%2Forders/orders.jsonl",
        "data/tap%2Forders/sub/orders-20240102T030405.jsonl",
    ]


def test_all_streams_of_a_folder(tmp_path: Path, side: Side) -> None:
    for name in ("a.csv", "b-20240102.csv", "b-20240103.csv"):
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / name).write_text("id\n1\n")
    done = side.export(Destination("files", path=tmp_path / "out"), Relation("all", "*"))
    assert [(e.name, e.relation, len(e.files)) for e in done] == [
        ("all/a", "all", 1),
        ("all/b", "all", 2),
    ]


@pytest.mark.parametrize(
    ("path", "options", "stream"),
    [
        ("orders.csv", {}, "orders"),
        ("orders.csv.gz", {}, "orders"),
        ("orders-2024.csv", {}, "orders-2024"),
        ("orders-20240102T030405.csv", {}, "orders"),
        ("orders_eu.csv", {}, "orders_eu"),
        ("orders_us.csv", {}, None),
        ("a.b.jsonl", {}, "a.b"),
        ("axb.jsonl", {}, None),
        ("orders.parquet", {}, None),
        (
            "2024-01-02/orders.csv",
            {"file_naming_scheme": "{datestamp}/{stream_name}.csv"},
            "orders",
        ),
        ("orders.csv", {"file_naming_scheme": "x-{stream_name}.csv"}, None),
        ("one.jsonl", {"custom_name": "one"}, "orders-2024"),
    ],
)
def test_the_stream_of_a_file(path: str, options: dict[str, object], stream: str | None) -> None:
    assert owner(path, ["orders", "orders-2024", "orders_eu", "a.b"], options) == stream


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("raw/customers", "raw%2Fcustomers"),
        (".hidden", "%2Ehidden"),
        ("é %", "%C3%A9%20%25"),
        ("a.b-c_D9", "a.b-c_D9"),
    ],
)
def test_the_file_of_a_stream(name: str, file: str) -> None:
    assert stream_file(name) == file
