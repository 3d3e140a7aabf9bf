"""The fixture tap says what MeltanoLabs' tap-csv says, for the same files and settings."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

RUN_CASES = Path(__file__).with_name("run_cases.py")
PLAIN = {"entity": "rows", "path": "rows.csv", "keys": ["id"]}


def case(
    text: str | bytes | None = "id,name\n1,a\n",
    *,
    files: dict[str, str | bytes] | None = None,
    **config: Any,
) -> dict[str, Any]:
    """Files to write (`rows.csv` holds `text`) and the tap's settings (`PLAIN`)."""
    written = {} if text is None else {"rows.csv": text}
    settings = {"files": [{**PLAIN, **config.pop("entry", {})}], **config}
    return {"files": {**written, **(files or {})}, "config": settings}


CASES = {
    "plain": case(),
    "blanks and slashes in columns": case(
        "Item #,Name / Title,a.b,Ünï,\n1,2,3,4,5\n", entry={"keys": ["Item #", "Name / Title"]}
    ),
    "key that is no column": case(entry={"keys": ["nothing"]}),
    "no key": case(entry={"keys": []}),
    "composite key": case("a,b,c\n1,2,3\n1,3,4\n", entry={"keys": ["b", "a"]}),
    "repeated column": case("id,x,x\n1,2,3\n"),
    "short and long rows": case("id,b,c\n1\n1,2,3,4,5\n\n1,2,3\n"),
    "empty fields and words for nothing": case(
        'id,b\n0000001,\n2,NULL\n3,\\N\n4,""\n5, \n6,null\n'
    ),
    "quotes and line breaks": case('id,b\n1,"a ""b"" c"\n2,"one\ntwo"\n3,a"b\n'),
    "CRLF": case(b'id,b\r\n1,"one\r\ntwo"\r\n2,x\r\n'),
    "old Mac line ends": case(b"id,b\r1,x\r2,y\r"),
    "byte order mark": case(b"\xef\xbb\xbfid,b\n1,x\n"),
    "byte order mark, named": case(b"\xef\xbb\xbfid,b\n1,x\n", entry={"encoding": "utf-8-sig"}),
    "latin1": case("id,b\n1,Zoë\n".encode("latin1"), entry={"encoding": "latin1"}),
    "wrong encoding": case("id,b\n1,Zoë\n".encode("latin1")),
    "unicode": case("id,b\n1,日本 🚲\n2,e\u0301\u2028x\n"),
    "a byte of zero": case(b"id,b\n1,a\x00b\n"),
    "last line without an end": case("id,b\n1,x"),
    "header only": case("id,b\n"),
    "empty file": case(""),
    "blank first line": case("\nid,b\n1,2\n"),
    "delimiter": case("id;b\n1;x,y\n", entry={"delimiter": ";"}),
    "tab": case("id\tb\n1\tx\n", entry={"delimiter": "\t"}),
    "quote character": case("id,b\n1,'x,y'\n", entry={"quotechar": "'"}),
    "escape character": case(
        'id,b\n1,"x\\"y"\n2,a\\,b\n', entry={"escapechar": "\\", "doublequote": False}
    ),
    "skip initial space": case('id, b\n1, "x, y"\n', entry={"skipinitialspace": True}),
    "strict": case('id,b\n1,"x"y\n', entry={"strict": True}),
    "not strict": case('id,b\n1,"x"y\n', entry={"strict": False}),
    "delimiter of two characters": case(entry={"delimiter": "::"}),
    "metadata columns": case("id,b\n1,x\n2\n3,y,z\n", add_metadata_columns=True),
    "folder": case(None, files={"d/a.csv": "id,b\n1,x\n"}, entry={"path": "d"}),
    "folder with a folder": case(
        None, files={"d/a.csv": "id,b\n1,x\n", "d/e/b.csv": "b,id\ny,2\n"}, entry={"path": "d/"}
    ),
    "folder with other files": case(
        None,
        files={"d/a.csv": "id\n1\n", "d/b.txt": "id\n2\n", "d/c.CSV": "id\n3\n"},
        entry={"path": "d"},
    ),
    "folder, metadata columns": case(
        None, files={"d/e/a.csv": "id\n1\n"}, entry={"path": "./d//"}, add_metadata_columns=True
    ),
    "folder without a CSV file": case(None, files={"d/a.txt": "id\n1\n"}, entry={"path": "d"}),
    "pattern": case(entry={"path": "*.csv"}),
    "other extension": case(None, files={"rows.txt": "id\n1\n"}, entry={"path": "rows.txt"}),
    "no such file": case(None),
    "two files": case(files={"more.csv": "k\n1\n"})
    | {"config": {"files": [PLAIN, {"entity": "more", "path": "more.csv", "keys": ["k"]}]}},
    "one entity twice": case(files={"more.csv": "id,z\n1,2\n"})
    | {"config": {"files": [PLAIN, {**PLAIN, "path": "more.csv"}]}},
    "definition file": case(files={"def.json": json.dumps([PLAIN])})
    | {"config": {"csv_files_definition": "def.json"}},
    "definition file wins": case(
        files={"def.json": json.dumps([{**PLAIN, "entity": "other"}])},
        csv_files_definition="def.json",
    ),
    "definition file is missing": case(csv_files_definition="def.json"),
    "definition file is empty": case(files={"def.json": "[]"}, csv_files_definition="def.json"),
    "nothing set": case() | {"config": {}},
    "no entity": case() | {"config": {"files": [{"path": "rows.csv", "keys": ["id"]}]}},
    "no keys": case() | {"config": {"files": [{"entity": "rows", "path": "rows.csv"}]}},
    "unknown setting": case(nothing=1),
    "stream map": case(
        stream_maps={"rows": {"name": "name.upper()", "__key_properties__": ["name"]}}
    ),
}


def written(folder: Path, name: str) -> Path:
    """Write the files of a case into a folder of their own."""
    for path, content in CASES[name]["files"].items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "config.json").write_text(json.dumps(CASES[name]["config"]))
    return folder


def run(tap: Path, name: str, folders: list[Path]) -> None:
    """Run a tap in every folder; see run_cases.py for what it leaves there."""
    subprocess.run([tap.with_name("python"), RUN_CASES, name, *folders], check=True)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, fixture_tap: Path) -> dict[str, Path]:
    made = {}
    for name in CASES:
        folder = tmp_path_factory.mktemp("case")
        made[name] = written(folder, name)
    run(fixture_tap, "fixture", list(made.values()))
    return made


@pytest.fixture(scope="module")
def folders_of_both(folders: dict[str, Path], real_tap: Path) -> dict[str, Path]:
    run(real_tap, "real", list(folders.values()))
    return folders


def outcome(folder: Path, tap: str) -> dict[str, Any]:
    """Which of the two runs succeeded, the messages without the moment at which each was made, the catalog."""
    messages = [json.loads(line) for line in (folder / f"{tap}.messages").read_text().splitlines()]
    for message in messages:
        message.pop("time_extracted", None)
    catalog = (folder / f"{tap}.catalog").read_text()
    return {
        "succeeded": [status == 0 for status in json.loads((folder / f"{tap}.exits").read_text())],
        "messages": messages,
        "catalog": json.loads(catalog) if catalog else None,
    }


@pytest.mark.parametrize("name", CASES)
def test_same_messages_as_the_real_tap(name: str, folders_of_both: dict[str, Path]) -> None:
    assert outcome(folders_of_both[name], "fixture") == outcome(folders_of_both[name], "real")


def test_rows_reach_the_output(folders: dict[str, Path]) -> None:
    told = outcome(folders["short and long rows"], "fixture")
    assert told["succeeded"] == [True, True]
    records = [m["record"] for m in told["messages"] if m["type"] == "RECORD"]
    assert records == [
        {"id": "1"},
        {"id": "1", "b": "2", "c": "3"},
        {},
        {"id": "1", "b": "2", "c": "3"},
    ]


def test_bad_settings_fail(folders: dict[str, Path]) -> None:
    for name in (
        "nothing set",
        "no such file",
        "empty file",
        "definition file is missing",
        "wrong encoding",
    ):
        assert outcome(folders[name], "fixture")["succeeded"][0] is False, name


def settings(tap: Path) -> dict[str, Any]:
    about = json.loads(
        subprocess.run(
            [tap, "--about", "--format=json"], check=True, capture_output=True, text=True
        ).stdout
    )

    def plain(schema: Any) -> Any:
        if isinstance(schema, dict):
            return {
                key: plain(value)
                for key, value in schema.items()
                if key not in ("description", "title")
            }
        return schema

    return {
        "settings": plain(about["settings"]),
        "capabilities": about["capabilities"],
        "name": about["name"],
    }


def test_same_settings_as_the_real_tap(fixture_tap: Path, real_tap: Path) -> None:
    assert settings(fixture_tap) == settings(real_tap)
