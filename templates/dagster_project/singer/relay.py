"""Copy Singer messages from one pipe to another and see what passes, block by block.

A record is counted without being parsed: a block whose lines all begin as records seen before is
a few calls of ``count``, any other record costs two short regular expressions, whatever its
length. Only SCHEMA messages are parsed. The bytes are passed on as they came.
"""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

BLOCK_SIZE = 1 << 18  # bytes read at once
LONG_LINE = 1 << 16  # bytes of an unfinished line after which its beginning is looked at
FEW_BYTES = 1 << 15  # half of what the smallest pipe holds
GATHER_SECONDS = 0.005
KNOWN_PREFIXES = 16  # beginnings of records that are remembered

STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
SCALAR = STRING + rb"|-?\d[\d.eE+-]*|true|false|null"
OPENING = re.compile(rb"\s*\{")
PAIR = re.compile(rb"\s*(" + STRING + rb")\s*:\s*(" + SCALAR + rb")?")
COMMA = re.compile(rb"\s*,")
ENDING = re.compile(rb"(?:\s*,\s*" + STRING + rb"\s*:\s*(?:" + SCALAR + rb"))+\s*")


class LineTooLongError(Exception):
    """A line is longer than the limit.

    Args:
        limit: the limit in bytes.
        stream: the stream of the record, when the beginning of the line tells it.
    """

    def __init__(self, limit: int, stream: str | None) -> None:
        """Keep the limit and the stream for the message that people read."""
        super().__init__(f"a line is longer than {limit} bytes")
        self.limit = limit
        self.stream = stream


@dataclass
class SingerWatcher:
    """What passed through a relay.

    Attributes:
        limit: longest line allowed, in bytes without its end; ``None`` for no limit.
        records: number of RECORD messages a stream.
        schemas: last SCHEMA message of each stream.
        batches: number of BATCH messages a stream; the records inside are not counted.
    """

    limit: int | None = None
    records: Counter[str] = field(default_factory=Counter)
    schemas: dict[str, Mapping[str, object]] = field(default_factory=dict)
    batches: Counter[str] = field(default_factory=Counter)
    _prefixes: dict[bytes, str] = field(default_factory=dict)  # beginning of a record -> stream
    _unfinished: list[bytes] = field(default_factory=list)
    _length: int = 0  # of the unfinished line, also when its bytes are no longer kept
    _long_record: str | None = None  # stream of an unfinished record whose bytes are not kept
    _looked: bool = False
    _raw_schemas: dict[str, bytes] = field(default_factory=dict)

    def feed(self, block: bytes) -> None:
        """Look at the next bytes.

        Raises:
            LineTooLongError: a line exceeds the limit.
        """
        end = block.find(b"\n")
        if end < 0:
            self._keep(block)
            return
        start = 0
        if self._length:
            self._keep(block[:end])
            self._finish_line()
            start = end + 1
        last = block.rfind(b"\n")
        if start <= last:
            self._lines(block, start, last)
        if last + 1 < len(block):
            self._keep(block[last + 1 :])

    def finish(self) -> None:
        """Look at a last line without an end."""
        if self._length:
            self._finish_line()

    def _keep(self, part: bytes) -> None:
        self._length += len(part)
        if self._long_record is None:
            self._unfinished.append(part)
            if self._length > LONG_LINE and not self._looked:
                self._looked = True
                found = head_pairs(b"".join(self._unfinished))[0]
                if found.get("type") == "RECORD" and "stream" in found:
                    self._long_record = found["stream"]
                    self._unfinished.clear()
        if self.limit is not None and self._length > self.limit:
            raise LineTooLongError(self.limit, self._long_record)

    def _finish_line(self) -> None:
        if self._long_record is not None:
            self.records[self._long_record] += 1
        else:
            self._line(b"".join(self._unfinished))
        self._unfinished.clear()
        self._length, self._long_record, self._looked = 0, None, False

    def _lines(self, block: bytes, start: int, last: int) -> None:
        """Look at complete lines: ``block[start:last]``, the end of the last one excluded."""
        if self.limit is None or last - start <= self.limit:
            lines = block.count(b"\n", start, last) + 1
            counts = dict.fromkeys(self._prefixes.values(), 0)
            for prefix, stream in self._prefixes.items():
                counts[stream] += block.count(b"\n" + prefix, start, last)
                counts[stream] += block.startswith(prefix, start)
            if sum(counts.values()) == lines:
                self.records.update(counts)
                return
        for line in block[start:last].split(b"\n"):
            self._line(line)

    def _line(self, line: bytes) -> None:
        found, end = head_pairs(line)
        if self.limit is not None and len(line) > self.limit:
            raise LineTooLongError(self.limit, found.get("stream"))
        if "type" in found and "stream" in found:
            if found["type"] == "RECORD":
                if len(self._prefixes) >= KNOWN_PREFIXES:
                    self._prefixes.clear()
                self._prefixes[line[:end]] = found["stream"]
        else:
            found |= tail_pairs(line)
            if "type" not in found or (found["type"] in WITH_STREAM and "stream" not in found):
                found = {**found, **parsed_pairs(line)}
        kind, stream = found.get("type"), found.get("stream")
        if stream is None:
            return
        if kind == "RECORD":
            self.records[stream] += 1
        elif kind == "BATCH":
            self.batches[stream] += 1
        elif kind == "SCHEMA" and self._raw_schemas.get(stream) != line:
            try:
                self.schemas[stream] = json.loads(line)
            except (ValueError, RecursionError):
                return  # for the target to judge
            self._raw_schemas[stream] = line


WITH_STREAM = frozenset({"RECORD", "SCHEMA", "BATCH"})


def head_pairs(line: bytes) -> tuple[dict[str, str], int]:
    """Read ``type`` and ``stream`` from the scalars at the beginning of a message.

    Returns:
        The pairs found, and the end of the last of them, its comma included. Empty when the line
        is no JSON object.
    """
    found: dict[str, str] = {}
    opening = OPENING.match(line)
    end = position = opening.end() if opening else len(line)
    while (pair := PAIR.match(line, position)) and pair[2] is not None:
        comma = COMMA.match(line, pair.end())
        position = comma.end() if comma else len(line)
        if add_pair(found, pair[1], pair[2]):
            end = position
            if len(found) == 2:
                break
    return found, end


def tail_pairs(line: bytes) -> dict[str, str]:
    """Read ``type`` and ``stream`` from the scalars after the last object of a message.

    The text between the last two closing braces can only be a list of pairs when both braces are
    outside of strings: an unescaped quotation mark ends a string.
    """
    end = line.rfind(b"}")
    start = line.rfind(b"}", 0, max(end, 0)) + 1
    tail = line[start:end]
    found: dict[str, str] = {}
    if start and ENDING.fullmatch(tail):
        for pair in PAIR.finditer(tail.replace(b",", b" ", 1)):
            add_pair(found, pair[1], pair[2] or b"")
    return found


def parsed_pairs(line: bytes) -> dict[str, str]:
    """Read ``type`` and ``stream`` by parsing the message; nothing when it is no JSON object."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(message, dict):
        return {}
    return {
        name: message[name] for name in ("type", "stream") if isinstance(message.get(name), str)
    }


def add_pair(found: dict[str, str], key: bytes, value: bytes) -> bool:
    """Add a pair when its key is ``type`` or ``stream`` and its value a string."""
    name = decoded(key)
    if name not in ("type", "stream") or not value.startswith(b'"'):
        return False
    text = decoded(value)
    if text is None:
        return False
    found[name] = text
    return True


def decoded(token: bytes) -> str | None:
    """Decode a JSON string; ``None`` when it is not valid."""
    try:
        return token[1:-1].decode() if b"\\" not in token else json.loads(token)
    except ValueError:
        return None


def relay(source: int, sink: int, watcher: SingerWatcher) -> None:
    """Copy from one file descriptor to another until the end.

    Raises:
        BrokenPipeError: the reader of the sink has gone.
        LineTooLongError: a line exceeds the limit of the watcher; its end was not passed on.
    """
    while block := os.read(source, BLOCK_SIZE):
        watcher.feed(block)
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(sink, rest) :]
        if len(block) < FEW_BYTES:
            # Taps write little at a time. To wake up for each piece would cost more than to look
            # at it: let some gather, of which the pipe holds more than can come in this time.
            time.sleep(GATHER_SECONDS)
    watcher.finish()
