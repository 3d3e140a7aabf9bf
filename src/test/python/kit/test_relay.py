"""The relay: what it counts, what it passes on, what it costs."""

import json
import os
import random
import threading

import pytest
from dagster_project.singer.relay import LineTooLongError, SingerWatcher, head_pairs, relay

RECORD = {
    "id": 1,
    "note": 'a "quoted" {brace} , and a\nline',
    "nested": {"type": "STATE", "a": [1]},
}


def fed(data: bytes, size: int, limit: int | None = None) -> SingerWatcher:
    """A watcher that got the data in blocks of a size."""
    watcher = SingerWatcher(limit)
    for start in range(0, len(data), size):
        watcher.feed(data[start : start + size])
    watcher.finish()
    return watcher


def lines(*messages: object) -> bytes:
    return b"".join(json.dumps(message).encode() + b"\n" for message in messages)


ORDERS = {
    "type first": ["type", "stream", "record"],
    "stream first": ["stream", "type", "record", "version"],
    "record first": ["record", "stream", "type"],
    "record between": ["stream", "record", "type"],
    "sorted": ["record", "stream", "time_extracted", "type"],
    "with an object behind": ["record", "meta", "stream", "type", "last"],
    "with an array at the end": ["stream", "record", "type", "list"],
}
VALUES = {
    "type": "RECORD",
    "record": RECORD,
    "version": 17,
    "time_extracted": "2026-01-01T00:00:00Z",
    "meta": {"stream": "wrong", "type": "SCHEMA"},
    "last": None,
    "list": [{"type": "STATE"}],
}


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": "), (" ,  ", " : ")])
@pytest.mark.parametrize("size", [1, 7, 100, 1 << 18])
def test_counts_in_any_order_of_keys(name: str, separators: tuple[str, str], size: int) -> None:
    data = b""
    for number in range(20):
        stream = "users" if number % 3 else "orders"
        message = {key: stream if key == "stream" else VALUES[key] for key in ORDERS[name]}
        data += json.dumps(message, separators=separators).encode() + b"\n"

    assert fed(data, size).records == {"users": 13, "orders": 7}


@pytest.mark.parametrize("size", [1, 10, 1 << 18])
def test_names_of_streams(size: int) -> None:
    names = ["a", "ab", "größe", 'with "quotes"', "back\\slash", "}", "{", ",", "\n", "日本", "😀"]
    messages = [{"type": "RECORD", "stream": name, "record": RECORD} for name in names]
    turned = [{"record": RECORD, "type": "RECORD", "stream": name} for name in names]
    raw = "".join(json.dumps(m, ensure_ascii=False) + "\n" for m in messages).encode()

    watcher = fed(lines(*messages, *turned) + raw, size)

    assert watcher.records == dict.fromkeys(names, 3)


def test_an_escaped_key_and_type() -> None:
    data = b'{"\\u0074ype":"REC\\u004fRD","str\\u0065am":"users","record":{}}\n' * 3

    assert fed(data, 1000).records == {"users": 3}


def test_sees_schemas_and_nothing_else() -> None:
    schema = {"type": "SCHEMA", "stream": "users", "schema": {"properties": {"a": {}}}}
    other = {**schema, "key_properties": ["a"]}
    noise = [
        {"type": "STATE", "value": {"stream": "users", "type": "RECORD", "record": {}}},
        {"type": "ACTIVATE_VERSION", "stream": "users", "version": 1},
        {"type": "BATCH", "stream": "users", "manifest": []},
        {"type": "SOMETHING", "stream": "users"},
        {"value": {"x": 1}, "type": "STATE"},
        ["type", "RECORD"],
        "RECORD",
        {},
    ]

    watcher = fed(lines(schema, *noise, schema, other) + b"no json\n\n{\n}\n", 1 << 18)

    assert watcher.records == {}
    assert watcher.batches == {"users": 1}
    assert watcher.schemas == {"users": other}


@pytest.mark.parametrize(
    "line",
    ['{"type":"SCHEMA","stream":"u","schema":{', '{"type":"SCHEMA","stream":"u","x":"\udcff"}'],
)
def test_a_broken_schema_is_left_to_the_target(line: str) -> None:
    watcher = SingerWatcher()
    watcher.feed(line.encode("utf-8", "surrogateescape") + b"\n")
    watcher.feed(b'{"type":"RECORD","stream":"u","record":' + b"[" * 100_000 + b"\n")
    watcher.feed(b'{"record":' + b"[" * 100_000 + b"\n")

    assert watcher.schemas == {}
    assert watcher.records == {"u": 1}


def test_counts_as_a_parser_does() -> None:
    """Random messages in random blocks, compared with json.loads on each line."""
    random.seed(7)
    messages = []
    for _ in range(2_000):
        keys = list(ORDERS[random.choice(list(ORDERS))])
        message = {key: VALUES.get(key, f"s{random.randrange(30)}") for key in keys}
        message["type"] = random.choice(["RECORD", "RECORD", "RECORD", "STATE", "SCHEMA"])
        messages.append(message)
    data = lines(*messages)
    expected: dict[str, int] = {}
    for message in messages:
        if message["type"] == "RECORD":
            expected[message["stream"]] = expected.get(message["stream"], 0) + 1
    watcher = SingerWatcher()
    position = 0
    while position < len(data):
        size = random.choice([1, 3, 50, 500, 5_000])
        watcher.feed(data[position : position + size])
        position += size
    watcher.finish()

    assert watcher.records == expected


@pytest.mark.parametrize(
    ("keys", "looked_at"),
    [(["type", "stream", "record"], 200_000), (["record", "stream", "type"], 65_000_000)],
)
def test_a_long_line_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, keys: list[str], looked_at: int
) -> None:
    """Never again for each block: 60 MB in blocks of 64 kB would be 27 GB."""
    seen: list[int] = []

    def counting(line: bytes) -> tuple[dict[str, str], int]:
        seen.append(len(line))
        return head_pairs(line)

    monkeypatch.setattr("dagster_project.singer.relay.head_pairs", counting)
    values = {"type": "RECORD", "stream": "users", "record": {"a": "x" * 60_000_000}}
    watcher = fed(lines({key: values[key] for key in keys}), 1 << 16)

    assert watcher.records == {"users": 1}
    assert sum(seen) < looked_at
    assert len(seen) <= 2


@pytest.mark.parametrize("size", [1, 50, 1 << 18])
def test_the_limit_of_a_line(size: int) -> None:
    line = json.dumps({"type": "RECORD", "stream": "users", "record": {"a": "x" * 500}}).encode()

    assert fed(line + b"\n" + line, size, limit=len(line)).records == {"users": 2}
    for data in (line + b"\n", b"{}\n" + line + b"\n{}\n", line):
        with pytest.raises(LineTooLongError):
            fed(data, size, limit=len(line) - 1)


@pytest.mark.parametrize("pieces", [1, 3, 1000])
def test_passes_every_byte(pieces: int) -> None:
    data = lines(*({"type": "RECORD", "stream": "a", "record": RECORD} for _ in range(5_000)))
    data += os.urandom(100_000) + b"\r\n\n\0" + b"x" * 300_000
    source, feed = os.pipe()
    drain, sink = os.pipe()

    def write() -> None:
        with os.fdopen(feed, "wb", buffering=0) as file:
            step = len(data) // pieces + 1
            for start in range(0, len(data), step):
                file.write(data[start : start + step])

    def copy() -> None:
        relay(source, sink, SingerWatcher())
        os.close(sink)

    threads = [threading.Thread(target=write), threading.Thread(target=copy)]
    for thread in threads:
        thread.start()
    with os.fdopen(drain, "rb") as file:
        assert file.read() == data
    for thread in threads:
        thread.join()
    os.close(source)
