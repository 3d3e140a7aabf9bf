"""Writes the bundle of a pair: the form that `m2d compare` reads. manifest.json is written last."""

import contextlib
import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from dagster_project.parallel_run.measure import Measured
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.snapshot import FileEntry
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import as_map
from dagster_project.singer.redact import Redactor

UNFINISHED = "UNFINISHED"
MANIFEST = "manifest.json"
PAIR_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


class Bundle:
    """The folder of one pair.

    Args:
        runs: where bundles go.
        redactor: hides secrets in everything that is written as text.
    """

    def __init__(self, runs: Path, redactor: Redactor) -> None:
        """Make the folder, marked as unfinished.

        Raises:
            KitError: it cannot be made.
        """
        stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        self.pair = f"{stamp}-{secrets.token_hex(4)}"
        self.path = runs / self.pair
        self.redactor = redactor
        try:
            self.path.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise KitError(f"{self.path} cannot be made: {error.strerror}", "") from error
        text = "This pair was not run to its end; its files say nothing.\n"
        (self.path / UNFINISHED).write_text(text, encoding="utf-8")

    def side(self, name: str) -> Path:
        """The folder of a side."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def contract(self, contract: Mapping[str, object]) -> str:
        """Write the contract and return its digest."""
        path = self.path / "contract.json"
        write_json(path, contract)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def state(self, side: str, when: str, states: Mapping[str, object]) -> None:
        """Write the bookmarks of a side, `before` or `after` the run."""
        write_json(
            self.side(side) / f"state.{when}.json", {"schemaVersion": 1, "states": dict(states)}
        )

    def log(self, side: str, raw: Path) -> Path:
        """Write what a side printed, without secrets, and return where."""
        text = raw.read_bytes() if raw.is_file() else b""
        path = self.side(side) / "log.txt"
        path.write_bytes(self.redactor.data(text))
        return path

    def run(self, name: str, run: Run, variables: Sequence[str]) -> None:
        """Write how a side ran.

        What was measured is of the judged commands; the side starts with the first command of all,
        since the rows that were loaded to set the scene are in its destination too.
        """
        words = [word for command in run.side.commands for word in (*command, "&&")][:-1]
        measured = run.measured
        # A command may end well and the side still be broken: what was to be killed ran on.
        ended = [m.exit_code for m in measured[-1:] if m.exit_code or not run.broken]
        write_json(
            self.side(name) / "run.json",
            {
                "schemaVersion": 1,
                "argv": [self.redactor.text(word) for word in words],
                "variables": sorted(variables),
                "exitCode": ended[0] if ended else None,
                "startedAt": run.started,
                "endedAt": measured[-1].ended if measured else None,
                "wallSeconds": round(sum(m.wall_seconds for m in measured), 3),
                "startupSeconds": _startup(measured),
                "cpuSeconds": round(sum(m.cpu_seconds for m in measured), 3),
                "maxRssBytes": max((m.peak_bytes for m in measured), default=0),
                "records": run.records,
                "uncounted": sorted({*run.uncounted}),
            },
        )

    def files(self, side: str, entries: Sequence[FileEntry]) -> None:
        """Write which files a file target left."""
        listed = [
            {"stream": e.stream, "path": e.path, "bytes": e.bytes, "sha256": e.sha256}
            for e in entries
        ]
        write_json(self.side(side) / "files.json", listed)

    def finish(self, manifest: Mapping[str, object]) -> None:
        """Write the manifest: the bundle is whole."""
        part = self.path / f"{MANIFEST}.part"
        head = {"schemaVersion": 1, "kind": "parity-bundle", "pair": self.pair}
        write_json(part, {**head, **manifest})
        (self.path / UNFINISHED).unlink()
        part.replace(self.path / MANIFEST)


def _startup(measured: Sequence[Measured]) -> float | None:
    """The start-up of all commands; None where it was not seen in one of them."""
    seen = [one.startup_seconds for one in measured if one.startup_seconds is not None]
    return round(sum(seen), 3) if seen and len(seen) == len(measured) else None


def finished(runs: Path) -> list[Path]:
    """The finished bundles, oldest first."""
    if not runs.is_dir():
        return []
    return sorted(
        path
        for path in runs.iterdir()
        if PAIR_ID.fullmatch(path.name) and (path / MANIFEST).is_file()
    )


def manifest_of(path: Path) -> Mapping[str, object]:
    """The manifest of a finished bundle; nothing of one that somebody has damaged."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return as_map(json.loads((path / MANIFEST).read_bytes()))
    return {}


def ended_well(path: Path) -> bool:
    """Whether both sides of a finished bundle came to their end."""
    runs = [json.loads(found.read_bytes()) for found in path.glob("*/run.json")]
    return all(run["exitCode"] == 0 for run in runs)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, readable by its owner only."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(value, indent=2, default=str) + "\n", encoding="utf-8")
