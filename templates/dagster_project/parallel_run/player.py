"""A tap that plays what a tap once said.

Both sides of a parallel run start it in place of the real tap. It needs nothing but Python. Beside
it lies `tapes.json`: {"tapes": folder of the tapes, "log": folder for what was played}. A tape is
`<extractor>.jsonl`; beside it are `<extractor>.catalog.json`, `<extractor>.counts.json` (records by
stream) and, when the target is to be killed, `<extractor>.resume.json`: {"pause_after": n} waits
for that after n messages, null plays on from the state that is given.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PAUSE_SECONDS = 120.0


def main(arguments: list[str]) -> int:
    """Play; exit status 0, or 1 when there is no tape or nobody killed the target."""
    place = json.loads((Path(sys.argv[0]).resolve().parent / "tapes.json").read_text("utf-8"))
    name = os.environ.get("MELTANO_EXTRACTOR_NAME", "")
    tape, log = Path(place["tapes"]) / f"{name}.jsonl", Path(place["log"]) / f"{name}.json"
    if not tape.is_file():
        sys.stderr.write(f"there is no tape of the tap `{name}`\n")
        return 1
    if "--discover" in arguments:
        sys.stdout.write(tape.with_suffix(".catalog.json").read_text("utf-8"))
        return 0
    resume = tape.with_suffix(".resume.json")
    if resume.is_file():
        pause_after = json.loads(resume.read_bytes())["pause_after"]
        return play_part(tape, given(arguments, "--state"), pause_after, log)
    with tape.open("rb") as source:
        shutil.copyfileobj(source, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    shutil.copyfile(tape.with_suffix(".counts.json"), log)
    return 0


def play_part(tape: Path, state: object, pause_after: int | None, log: Path) -> int:
    """Play up to the pause, or what comes after a state."""
    out, counts = sys.stdout.buffer, dict[str, int]()
    start = after(tape, state) if pause_after is None else 0
    for number, (line, message) in enumerate(messages(tape)):
        kind = message.get("type")
        if number < start and kind != "SCHEMA":
            continue
        if pause_after is not None and number >= pause_after:
            return wait(out, log.with_suffix(".paused"))
        out.write(line)
        if kind == "RECORD":
            counts[message["stream"]] = counts.get(message["stream"], 0) + 1
    out.flush()
    log.write_text(json.dumps(counts), "utf-8")
    return 0


def messages(tape: Path) -> Iterator[tuple[bytes, dict]]:
    """The lines of a tape with what they say."""
    with tape.open("rb") as source:
        for line in source:
            yield line, json.loads(line)


def wait(out: BinaryIO, sign: Path) -> int:
    """Say that it is time to kill the target, and wait to be ended with it."""
    out.flush()
    sign.write_text("", "utf-8")
    deadline = time.monotonic() + PAUSE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.2)
    sys.stderr.write("nobody has killed the target\n")
    return 1


def after(tape: Path, state: object) -> int:
    """The place after the last STATE message that says what the state says; 0 without one."""
    place = 0
    if state:
        for number, (_, message) in enumerate(messages(tape), 1):
            if message.get("type") == "STATE" and message.get("value") == state:
                place = number
    return place


def given(arguments: list[str], name: str) -> object:
    """The JSON file that an argument names."""
    if name not in arguments:
        return None
    return json.loads(Path(arguments[arguments.index(name) + 1]).read_bytes())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
