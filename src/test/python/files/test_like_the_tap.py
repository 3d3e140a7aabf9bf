"""What is found and parsed equals what tap-csv says, message by message, on the cases of its own test."""

import importlib.util
import json
import os
from pathlib import Path

import pytest
from dagster_project.files.discovery import look
from dagster_project.files.model import Mode
from dagster_project.files.parsing import header_of, read
from dagster_project.files.sources import read_sources
from dagster_project.singer.errors import KitError

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"


def module(name):
    spec = importlib.util.spec_from_file_location(f"plugins_{name}", PLUGINS / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


tap_test, tap_setup = module("test_tap_csv"), module("conftest")
case, CASES = tap_test.case, tap_test.CASES
CASES |= {
    "a field over the limit": case("id,b\n1," + "x" * 131_073 + "\n"),
    "a field at the limit": case("id,b\n1," + "x" * 131_072 + "\n"),
    "a quote never closed": case('id,b\n1,"x\n2,y\n'),
    "a quote never closed, strict": case('id,b\n1,"x\n2,y\n', entry={"strict": True}),
    "header over two lines": case('"id\nx",b\n1,2\n', entry={"keys": []}),
    "header with line breaks of Windows": case(b'"id\r\nx",b\r\n1,2\r\n', entry={"keys": []}),
    "no quote character": case('id,b\n1,"x\n', entry={"quotechar": None}),
    "escaped line break": case("id,b\n1,x\\\ny\n", entry={"escapechar": "\\"}),
    "only blanks": case("id,b\n \n", entry={"keys": []}),
    "three of one column": case("x,id,x,x\n1,2\n1,2,3\n1,2,3,4\n1,2,3,4,5\n"),
    "repeated column, metadata": case("id,x,x\n1,2\n", add_metadata_columns=True),
    "UTF-16": case("id,b\n1,ä\n".encode("utf-16"), entry={"encoding": "utf-16"}),
    "wrong encoding on a late line": case(b"id,b\n" + b"1,x\n" * 5000 + b"2,\xe9\n"),
    "form feed and other separators": case("id,b\n1,a\x0bb\x0cc\x1cd\x85e\u2029f\n"),
    "a hidden file": case(None, files={"d/.a.csv": "id\n1\n"}, entry={"path": "d"}),
    "a file that is only an extension": case(
        None, files={"d/.csv": "id\n1\n"}, entry={"path": "d"}
    ),
    "a folder with the name of a file": case(
        None, files={"rows.csv/a.csv": "id\n1\n"}, add_metadata_columns=True
    ),
    "a name with a line break": case(
        None, files={"d/a\nb.csv": "id\n1\n"}, entry={"path": "d"}, add_metadata_columns=True
    ),
    "an empty file in a folder": case(None, files={"d/a.csv": ""}, entry={"path": "d"}),
    "a dot in the path": case(entry={"path": "./rows.csv"}, add_metadata_columns=True),
    "quoted newlines, metadata": case('id,b\n1,"a\nb"\n2,c\n', add_metadata_columns=True),
}
# The tap is content, and the target is not: rows without a key, no column; see the cases of the connectors.
FAILS_IN_THE_TARGET = {
    "key that is no column",
    "short and long rows",
    "byte order mark",
    "blank first line",
}
# Left to the runner singer.
NOT_NATIVE = {"stream map"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Each case in its folder, with what the tap said; MeltanoLabs' own tap where it is at hand."""
    source = tap_setup.REAL if tap_setup.REAL.is_dir() else tap_setup.FIXTURE
    tap = tap_setup.install(source, tmp_path_factory.mktemp("tap") / "venv")
    made = {name: tap_test.written(tmp_path_factory.mktemp("case"), name) for name in CASES}
    tap_test.run(tap, "tap", list(made.values()))
    return made


def said(folder):
    """Records of each stream, and its columns and keys."""
    messages = tap_test.outcome(folder, "tap")["messages"]
    schemas = {m["stream"]: m for m in messages if m["type"] == "SCHEMA"}
    return {
        stream: {
            "columns": list(schema["schema"]["properties"]),
            "keys": schema["key_properties"],
            "records": [
                {key: str(value) for key, value in m["record"].items()}
                for m in messages
                if m["type"] == "RECORD" and m["stream"] == stream
            ],
        }
        for stream, schema in schemas.items()
    }


def parsed(folder, chunk_rows=2):
    """The same, by the kit."""
    config = json.loads((folder / "config.json").read_text())
    found = {}
    for source in read_sources(config, {}, folder):
        candidates = look(source, folder).candidates
        header = header_of(candidates[0], source)
        records = []
        for candidate in candidates:
            for chunk in read(candidate, source, header, Mode.AS_MELTANO, unexpected, chunk_rows):
                assert list(chunk.frame.columns) == list(header.columns)
                assert len(chunk.frame) == len(chunk.lines) <= chunk_rows
                records += [
                    {key: value for key, value in row.items() if value is not None}
                    for row in chunk.frame.to_dict("records")
                ]
        found[source.stream] = {
            "columns": list(header.columns),
            "keys": list(source.keys),
            "records": records,
        }
    return found


def unexpected(rejected):
    raise AssertionError(f"nothing is rejected as Meltano does it: {rejected}")


@pytest.mark.parametrize("name", CASES)
def test_as_the_tap(name, folders, monkeypatch):
    folder = folders[name]
    monkeypatch.chdir(os.sep)
    succeeded = tap_test.outcome(folder, "tap")["succeeded"][0]
    if not succeeded or name in FAILS_IN_THE_TARGET | NOT_NATIVE:
        with pytest.raises(KitError) as raised:
            parsed(folder)
        assert raised.value.advice
    else:
        assert parsed(folder) == said(folder)
