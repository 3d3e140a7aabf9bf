"""Records what a tap says, and puts a player in its place, for mode replay."""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dagster_project.parallel_run import processes
from dagster_project.parallel_run.sides import Side, ask
from dagster_project.parallel_run.workspace import SideFolder
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Plugin
from dagster_project.singer.redact import Redactor

PLAYER = Path(__file__).with_name("player.py")
LAST_LINES = 10


def record(side: Side, meltano: str, extractor: Plugin, tapes: Path, redactor: Redactor) -> None:
    """Run a tap as Meltano runs it, with no state, and keep what it says.

    Args:
        side: the side of Meltano, with the real tap in its place.
        meltano: Meltano's executable.
        extractor: the tap.
        tapes: where tapes go.
        redactor: hides secrets in messages.

    Raises:
        KitError: the tap failed, or said something that is no Singer message.
    """
    tape = tapes / f"{extractor.name}.jsonl"
    tapes.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tape.open("wb") as output:
        done = processes.run(
            [meltano, "--log-level=error", "invoke", "--no-install", extractor.name],
            cwd=side.cwd,
            env=dict(side.env),
            stdout=output,
            stderr=subprocess.PIPE,
        )
    if done.returncode:
        last = b"\n".join(done.stderr.splitlines()[-LAST_LINES:])
        raise KitError(
            f"the tap `{extractor.name}` could not be recorded: it ended with exit code "
            f"{done.returncode}\n{redactor.data(last).decode('utf-8', 'replace')}",
            f"Run `meltano invoke {extractor.name}` in the Meltano project.",
        )
    write_counts(tape)
    if "discover" in extractor.capabilities:
        words = ["invoke", "--no-install", extractor.name, "--discover"]
        catalog = ask(meltano, words, side.env, side.cwd)
        tape.with_suffix(".catalog.json").write_text(catalog, encoding="utf-8")


def write_counts(tape: Path) -> None:
    """Count the records of each stream, for the player.

    Raises:
        KitError: a line is no Singer message.
    """
    counts: dict[str, int] = {}
    for message in messages(tape):
        if message.get("type") == "RECORD":
            stream = str(message.get("stream"))
            counts[stream] = counts.get(stream, 0) + 1
    tape.with_suffix(".counts.json").write_text(json.dumps(counts), encoding="utf-8")


def messages(tape: Path) -> Iterator[dict]:
    """The messages of a tape.

    Raises:
        KitError: a line is none.
    """
    with tape.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                message = json.loads(line)
                if not isinstance(message, dict):
                    raise ValueError("no JSON object")
            except ValueError as error:
                raise KitError(
                    f"the tap `{tape.stem}` said something that is no Singer message, in line "
                    f"{number}: {error}",
                    "Let it print messages only to standard output, or use --mode live.",
                ) from None
            yield message


def install_players(side: SideFolder, extractors: Iterable[Plugin], tapes: Path) -> None:
    """Put the player where each side looks for the taps.

    Raises:
        KitError: the executable of a tap lies where nothing can take its place.
    """
    for tap in extractors:
        if tap.venv is not None:
            meltano = side.system / tap.venv / "venv"
            for venv in (meltano, side.venvs / tap.venv):
                if venv.is_symlink():
                    venv.unlink()
                put_player(venv / "bin" / tap.executable, side, tapes)
        elif "/" not in tap.executable:
            put_player(side.programs / tap.executable, side, tapes)
        else:
            place = side.root / tap.executable
            if not place.resolve().is_relative_to(side.root.resolve()):
                raise KitError(
                    f"the tap `{tap.name}` is started from {tap.executable}, outside of the "
                    "project, where no tape player can take its place",
                    "Use --mode live.",
                )
            put_player(place, side, tapes)


def put_player(executable: Path, side: SideFolder, tapes: Path) -> None:
    """Write the program that stands in for a tap."""
    folder = side.path / "player"
    folder.mkdir(exist_ok=True)
    player = folder / PLAYER.name
    shutil.copyfile(PLAYER, player)
    places = {"tapes": str(tapes), "log": str(side.played)}
    (folder / "tapes.json").write_text(json.dumps(places), encoding="utf-8")
    executable.parent.mkdir(parents=True, exist_ok=True)
    if executable.exists():
        executable.unlink()
    start = shlex.join([sys.executable, "-IS", str(player)])
    executable.write_text(f'#!/bin/sh\nexec {start} "$@"\n', encoding="utf-8")
    executable.chmod(0o700)
