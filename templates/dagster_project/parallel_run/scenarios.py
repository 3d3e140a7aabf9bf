"""Scenarios of mode replay: what the tap says in each phase, made by editing the recorded tape."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.parallel_run.tape import messages, write_counts

SCENARIOS = ("full", "incremental", "noop", "resume", "new_column", "round_trip")
NEW_COLUMN = "m2d_new_column"
Message = dict[str, Any]


@dataclass(frozen=True)
class Phase:
    """One run of a scenario.

    Attributes:
        tape: which edit of the tape is played: one of the functions of this module, by its name.
        judged: whether the pair is about this run; one before it only sets the scene.
        kill: whether the target is killed in the middle.
        swapped: whether each side goes on from the bookmarks that the other one has left.
    """

    tape: str = "full"
    judged: bool = True
    kill: bool = False
    swapped: bool = False


PHASES: Mapping[str, tuple[Phase, ...]] = {
    "full": (Phase(),),
    "incremental": (Phase(judged=False), Phase("changed")),
    "noop": (Phase(judged=False), Phase("nothing_new")),
    "new_column": (Phase(judged=False), Phase("with_column")),
    "round_trip": (Phase(judged=False), Phase("nothing_new", swapped=True)),
    "resume": (Phase(kill=True), Phase("resumed")),
}


def write_phase(recorded: Path, tapes: Path, names: Iterable[str], phase: Phase) -> None:
    """Write the tapes of a phase.

    Args:
        recorded: folder of the tapes as recorded.
        tapes: folder that the players read.
        names: the taps.
        phase: the phase.
    """
    shutil.rmtree(tapes, ignore_errors=True)
    tapes.mkdir(mode=0o700, parents=True)
    for name in names:
        source, tape = recorded / f"{name}.jsonl", tapes / f"{name}.jsonl"
        catalog = source.with_suffix(".catalog.json")
        if catalog.is_file():
            shutil.copyfile(catalog, tape.with_suffix(".catalog.json"))
        edit = EDITS.get(phase.tape)
        if edit is None:
            shutil.copyfile(source, tape)
        else:
            with tape.open("w", encoding="utf-8") as out:
                for message in edit(list(messages(source))):
                    out.write(json.dumps(message) + "\n")
        write_counts(tape)
        if phase.kill or phase.tape == "resumed":
            number = sum(1 for _ in messages(tape)) // 2 if phase.kill else None
            resume = {"pause_after": number}
            tape.with_suffix(".resume.json").write_text(json.dumps(resume), encoding="utf-8")


def changed(tape: list[Message]) -> list[Message]:
    """The next sync after the source changed: in each stream one row has changed, one is new."""
    result = [m for m in tape if m["type"] == "SCHEMA"]
    for stream, schema in schemas(tape).items():
        rows = records(tape, stream)
        if not rows:
            continue
        keys = [str(key) for key in schema.get("key_properties") or ()]
        mark = replication_key(tape, stream)
        result.append({**rows[0], "record": altered(rows[0]["record"], schema, {*keys, mark})})
        result.append({**rows[-1], "record": renewed(rows[-1]["record"], keys)})
    return result + last_state(tape)


def nothing_new(tape: list[Message]) -> list[Message]:
    """The next sync of an unchanged source.

    A stream with a bookmark sends the rows at the bookmark again, as taps may; one without sends
    everything again, as it always does.
    """
    result: list[Message] = []
    for message in tape:
        if message["type"] == "RECORD":
            key = replication_key(tape, message["stream"])
            if key is not None and message["record"].get(key) != bookmark(tape, message["stream"]):
                continue
        if message["type"] != "STATE":
            result.append(message)
    return result + last_state(tape)


def with_column(tape: list[Message]) -> list[Message]:
    """The same rows after the source got a new column."""
    result = []
    for message in tape:
        if message["type"] == "SCHEMA":
            schema = message["schema"]
            column = {NEW_COLUMN: {"type": ["null", "string"]}}
            properties = {**schema.get("properties", {}), **column}
            message = {**message, "schema": {**schema, "properties": properties}}
        elif message["type"] == "RECORD":
            message = {**message, "record": {**message["record"], NEW_COLUMN: "new"}}
        result.append(message)
    return result


EDITS = {"changed": changed, "nothing_new": nothing_new, "with_column": with_column}


def schemas(tape: list[Message]) -> dict[str, Message]:
    """The last SCHEMA message of each stream."""
    return {message["stream"]: message for message in tape if message["type"] == "SCHEMA"}


def records(tape: list[Message], stream: str) -> list[Message]:
    """The RECORD messages of a stream."""
    return [m for m in tape if m["type"] == "RECORD" and m["stream"] == stream]


def last_state(tape: list[Message]) -> list[Message]:
    """The last STATE message; none when the tap keeps no state."""
    return [m for m in tape if m["type"] == "STATE"][-1:]


def bookmark_of(tape: list[Message], stream: str) -> Mapping[str, object]:
    """What the last state says of a stream."""
    for message in last_state(tape):
        found = (message["value"].get("bookmarks") or {}).get(stream)
        if isinstance(found, dict):
            return found
    return {}


def replication_key(tape: list[Message], stream: str) -> str | None:
    """The column that the bookmark of a stream is a value of."""
    mark = bookmark_of(tape, stream)
    key = mark.get("replication_key")
    return str(key) if key and mark.get("replication_key_value") is not None else None


def bookmark(tape: list[Message], stream: str) -> object:
    """The value of the bookmark of a stream."""
    return bookmark_of(tape, stream).get("replication_key_value")


def altered(record: Message, schema: Message, kept: set[str | None]) -> Message:
    """A record with another text in the first column that may have one."""
    for name, definition in schema["schema"].get("properties", {}).items():
        types = definition.get("type")
        is_text = "string" in (types if isinstance(types, list) else [types])
        plain = is_text and not definition.get("format") and not definition.get("enum")
        if name not in kept and plain and not definition.get("maxLength"):
            return {**record, name: f"{record.get(name) or ''} changed"}
    return record


def renewed(record: Message, keys: list[str]) -> Message:
    """A record with a key that no other record has."""
    made = dict(record)
    for name in keys[:1]:
        value = made.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            made[name] = value + 1_000_000
        elif isinstance(value, str):
            made[name] = f"{value}-new"
    return made
