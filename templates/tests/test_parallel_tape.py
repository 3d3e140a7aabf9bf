"""Parallel runs: tapes are played and edited."""

import json
import os
import subprocess
from pathlib import Path

from dagster_project.parallel_run import player
from dagster_project.parallel_run.scenarios import EDITS, PHASES, write_phase
from dagster_project.parallel_run.tape import messages, put_player
from dagster_project.parallel_run.workspace import Workspace
from dagster_project.singer.project import Project

SCHEMA = {
    "type": "SCHEMA",
    "stream": "users",
    "key_properties": ["id"],
    "schema": {"properties": {"id": {"type": "integer"}, "name": {"type": ["null", "string"]}}},
}
TAPE = [
    SCHEMA,
    {"type": "RECORD", "stream": "users", "record": {"id": 1, "name": "Ana"}},
    {"type": "STATE", "value": {"bookmarks": {"users": {"at": 1}}}},
    {"type": "RECORD", "stream": "users", "record": {"id": 2, "name": None}},
    {"type": "STATE", "value": {"bookmarks": {"users": {"at": 2}}}},
]


def recorded(tmp_path: Path) -> Path:
    """A folder with a tape."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    lines = "".join(json.dumps(message) + "\n" for message in TAPE)
    (folder / "tap-fake.jsonl").write_text(lines, encoding="utf-8")
    return folder


def records(tape: list[dict]) -> list[dict]:
    """The records of a tape."""
    return [message["record"] for message in tape if message["type"] == "RECORD"]


def test_edits_of_a_tape() -> None:
    """A changed row and a new one; nothing but what taps send again; a new column."""
    assert records(EDITS["changed"](TAPE)) == [
        {"id": 1, "name": "Ana changed"},
        {"id": 1_000_002, "name": None},
    ]
    assert records(EDITS["nothing_new"](TAPE)) == records(TAPE)
    assert all("m2d_new_column" in record for record in records(EDITS["with_column"](TAPE)))
    mark = {"replication_key": "id", "replication_key_value": 2}
    bookmarked = [*TAPE, {"type": "STATE", "value": {"bookmarks": {"users": mark}}}]
    assert records(EDITS["nothing_new"](bookmarked)) == [{"id": 2, "name": None}]


def test_the_player_goes_on_from_a_state(tmp_path: Path) -> None:
    """It plays everything; after a kill, what comes after the state that it is given."""
    tapes = tmp_path / "played"
    side = Workspace(Project(tmp_path, tmp_path, {}, {}, {})).side("control")
    side.played.mkdir(parents=True)
    put_player(tmp_path / "bin" / "tap-fake", side, tapes)

    def play(phase: int, *arguments: str) -> list[dict]:
        write_phase(recorded_tape, tapes, ["tap-fake"], PHASES["resume"][phase])
        done = subprocess.run(
            [str(tmp_path / "bin" / "tap-fake"), *arguments],
            env={**os.environ, "MELTANO_EXTRACTOR_NAME": "tap-fake"},
            capture_output=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    recorded_tape = recorded(tmp_path)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(TAPE[2]["value"]), encoding="utf-8")
    assert play(1) == TAPE
    assert play(1, "--state", str(state)) == [SCHEMA, *TAPE[3:]]
    assert json.loads((side.played / "tap-fake.json").read_bytes()) == {"users": 1}
    assert list(messages(tapes / "tap-fake.jsonl")) == TAPE
    assert player.after(tapes / "tap-fake.jsonl", {"no": "such state"}) == 0
