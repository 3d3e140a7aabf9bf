"""Bundles of parallel runs, as `pair` writes them and `m2d compare` judges them."""

import hashlib
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from world import World

from dagster_project.parallel_run import evidence, identity
from dagster_project.singer.project import Project

NOW = datetime(2026, 1, 10, 12, tzinfo=timezone.utc)
CONTRACT = {"schema_version": 1, "canon": 1, "streams": {"raw/users": {"key": ["id"]}}}


class PairBundle:
    """A finished pair in the project of a test; attributes say how it went."""

    def __init__(self, world: World, number: int = 1) -> None:
        """Describe a pair that was equal, an hour ago."""
        self.world = world
        self.pair = f"2026010{number}T000000Z-0000000{number}"
        self.mode = "live"
        self.ended = NOW - timedelta(hours=1)
        self.streams = {"raw/users": "equal", "raw/orders": "equal"}
        self.parts = [{"name": "state", "stream": None, "verdict": "equal", "reasons": []}]
        self.invalid: list[str] = []
        self.seconds = (10.0, 8.0)
        self.judged = True
        self.exit_code = 0

    @property
    def path(self) -> Path:
        """The folder of the pair."""
        return self.world.output / "parity-runs" / self.pair

    def write(self) -> "PairBundle":
        """Write its files."""
        project = Project.load()
        contract = json.dumps(evidence.contract(project), indent=2) + "\n"
        digest = hashlib.sha256(contract.encode()).hexdigest()
        self._file("contract.json", contract)
        streams = [{"name": name, "asset": name.split("/")} for name in self.streams]
        self._json(
            "manifest.json",
            {
                "pair": self.pair,
                "mode": self.mode,
                "scenario": "full",
                "job": "nightly",
                "pipeline": None,
                "startedAt": "2026-01-10T10:00:00Z",
                "endedAt": self.ended.isoformat().replace("+00:00", "Z"),
                "contract": {"sha256": digest},
                "code": identity.code(project),
                "streams": streams,
            },
        )
        for side, seconds in zip(("control", "candidate"), self.seconds, strict=True):
            run = {"exitCode": self.exit_code, "wallSeconds": seconds + 1.0, "startupSeconds": 1.0}
            self._json(f"{side}/run.json", {**run, "maxRssBytes": 2e8, "records": {"a": 400}})
        if self.judged:
            self._json(
                "verdict/verdict.json",
                {
                    "verdict": "equal" if set(self.streams.values()) == {"equal"} else "different",
                    "pair": {"id": self.pair, "contract": digest},
                    "invalid": self.invalid,
                    "parts": self.parts,
                    "streams": [self._stream(*stream) for stream in self.streams.items()],
                },
            )
        return self

    @staticmethod
    def _stream(name: str, verdict: str) -> dict[str, object]:
        wrong = int(verdict != "equal")
        data = {"leftRows": 3, "rightRows": 3, "changed": wrong, "missing": 0, "extra": 0}
        reasons = ["1 row was changed"] if wrong else []
        return {"name": name, "verdict": verdict, "reasons": reasons, "data": data}

    def _json(self, name: str, value: object) -> None:
        self._file(name, json.dumps(value))

    def _file(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
