"""A tap that does what its configuration says, step by step.

The configuration has `streams` (names, for the catalog) and `steps`, a list of lists: the name of a
step below and its arguments.
"""

import argparse
import json
import os
import signal
import sys
import time


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--catalog", "--properties")
    parser.add_argument("--state")
    parser.add_argument("--discover", action="store_true")
    options = parser.parse_args()
    config = read(options.config)
    if "trace" in config:
        trace(config["trace"], options)
    if options.discover:
        if config.get("no_discovery"):
            print("no connection", file=sys.stderr)
            sys.exit(5)
        print(json.dumps({"streams": [entry(name) for name in config["streams"]]}))
        return
    selected = chosen(read(options.catalog)) if options.catalog else None
    if options.state:
        BOOKMARKS.update(read(options.state).get("bookmarks", {}))
    for name, *arguments in config.get("steps", []):
        if name == "stream" and selected is not None and arguments[0] not in selected:
            continue
        STEPS[name](*arguments)


def stream(name: str, count: int = 0, bookmark: object = None) -> None:
    schema(name)
    records(name, count)
    if bookmark is not None:
        BOOKMARKS[name] = bookmark
        say({"type": "STATE", "value": {"bookmarks": BOOKMARKS}})


def schema(name: str) -> None:
    properties = {"id": {"type": "integer"}, "text": {"type": ["null", "string"]}}
    body = {"type": "object", "properties": properties}
    say({"type": "SCHEMA", "stream": name, "schema": body, "key_properties": ["id"]})


def records(name: str, count: int, size: int = 5, each: float = 0) -> None:
    for number in range(count):
        record = {"id": number, "text": "x" * size}
        say({"type": "RECORD", "stream": name, "record": record}, flush=bool(each))
        time.sleep(each)


def state(value: object) -> None:
    say({"type": "STATE", "value": value}, flush=True)


def raw(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def error(text: str, times: int = 1) -> None:
    sys.stdout.flush()
    for _ in range(times):
        sys.stderr.write(text)
    sys.stderr.flush()


def leave(code: int) -> None:
    sys.stdout.flush()
    os._exit(code)


def kill(number: int) -> None:
    sys.stdout.flush()
    os.kill(os.getpid(), number)


def sleep(seconds: float) -> None:
    sys.stdout.flush()
    time.sleep(seconds)


def close() -> None:
    """End the output and live on."""
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def children(seconds: float) -> None:
    """Start a child of the own group and one that leaves the session."""
    for leaves in (False, True):
        if os.fork() == 0:
            if leaves:
                os.setsid()
            os.execvp("sleep", ["sleep", str(seconds)])


def show(name: str) -> None:
    """Show a variable of the environment on standard error."""
    error(f"{name}={os.environ.get(name)}\n")


def say(message: object, *, flush: bool = False) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    if flush:
        sys.stdout.flush()


def entry(name: str) -> dict[str, object]:
    return {
        "tap_stream_id": name,
        "stream": name,
        "schema": {"type": "object", "properties": {"id": {"type": "integer"}}},
        "metadata": [{"breadcrumb": [], "metadata": {}}],
    }


def chosen(catalog: dict) -> set[str]:
    names = set()
    for item in catalog["streams"]:
        root = next(m["metadata"] for m in item["metadata"] if m["breadcrumb"] == [])
        if root.get("selected"):
            names.add(item["tap_stream_id"])
    return names


def read(path: str) -> dict:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def trace(path: str, options: argparse.Namespace) -> None:
    """Write down what the tap was started with."""
    seen = {"argv": sys.argv[1:], "cwd": os.getcwd(), "mode": oct(os.stat(options.config).st_mode)}
    seen["folder_mode"] = oct(os.stat(os.path.dirname(options.config)).st_mode)
    seen["state"] = read(options.state) if options.state else None
    seen["catalog"] = read(options.catalog) if options.catalog else None
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(seen) + "\n")


BOOKMARKS: dict[str, object] = {}
STEPS = {
    "stream": stream,
    "schema": schema,
    "records": records,
    "state": state,
    "raw": raw,
    "error": error,
    "leave": leave,
    "kill": kill,
    "sleep": sleep,
    "stubborn": stubborn,
    "close": close,
    "children": children,
    "show": show,
}

if __name__ == "__main__":
    main()
