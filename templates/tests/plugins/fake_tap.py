"""A Singer tap for the tests: it does what its configuration says.

`streams` are the names in its catalog; `steps` is a list of [step, argument …]:

stream NAME RECORDS [BOOKMARK]    when it is selected
bookmark NAME BOOKMARK            selected or not
show SETTING                      as a record
die SIGNAL, exit CODE
"""

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path


def main() -> None:
    """Discover or sync."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True, type=Path)
    parser.add_argument("--catalog", "--properties", type=Path)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--discover", action="store_true")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    if options.discover:
        say({"streams": [entry(name) for name in config["streams"]]})
        return
    state = json.loads(options.state.read_text()) if options.state else {}
    chosen = selected(json.loads(options.catalog.read_text()))
    for step, *arguments in config["steps"]:
        if step == "stream" and arguments[0] in chosen:
            stream(state, *arguments)
        elif step == "bookmark":
            bookmark(state, *arguments)
        elif step == "show":
            schema("shown")
            say({"type": "RECORD", "stream": "shown", "record": {"id": config.get(arguments[0])}})
        elif step == "die":
            os.kill(os.getpid(), arguments[0])
        elif step == "exit":
            raise SystemExit(arguments[0])


def stream(state: dict, name: str, records: int, mark: object = None) -> None:
    """A schema, records, and a bookmark if there is one."""
    schema(name)
    for number in range(records):
        say({"type": "RECORD", "stream": name, "record": {"id": str(number)}})
    if mark is not None:
        bookmark(state, name, mark)


def bookmark(state: dict, name: str, mark: object) -> None:
    """The whole state, with a new bookmark of a stream."""
    state.setdefault("bookmarks", {})[name] = {"id": mark}
    say({"type": "STATE", "value": state})


def schema(name: str) -> None:
    """The schema of a stream."""
    body = {"type": "object", "properties": {"id": {"type": ["null", "string"]}}}
    say({"type": "SCHEMA", "stream": name, "schema": body, "key_properties": ["id"]})


def entry(name: str) -> dict[str, object]:
    """A stream of the catalog."""
    body = {"type": "object", "properties": {"id": {"type": ["null", "string"]}}}
    metadata = [
        {"breadcrumb": [], "metadata": {"inclusion": "available"}},
        {"breadcrumb": ["properties", "id"], "metadata": {"inclusion": "available"}},
    ]
    return {"tap_stream_id": name, "stream": name, "schema": body, "metadata": metadata}


def selected(catalog: Mapping[str, list[dict]]) -> set[str]:
    """The streams that a catalog selects."""
    found = set()
    for item in catalog["streams"]:
        root = next(m["metadata"] for m in item["metadata"] if not m["breadcrumb"])
        if root.get("selected"):
            found.add(item["tap_stream_id"])
    return found


def say(message: Mapping[str, object]) -> None:
    """A line of the standard output."""
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()
