"""How the end-to-end tests start parallel runs, and read the bundles that these leave."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import rows
import sides
from conftest import REPOSITORY

CAPTURE = "dagster_project.parallel_run"


class Pair:
    """A bundle and what `m2d compare` said of it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def manifest(self) -> dict[str, Any]:
        """What the pair is about."""
        return self.json("manifest.json")

    @property
    def verdict(self) -> str:
        """equal, different or inconclusive."""
        return self.json("verdict/verdict.json")["verdict"]

    def json(self, name: str) -> Any:
        """A JSON file of the bundle."""
        return json.loads((self.path / name).read_bytes())

    def rows(self, side: str, stream: str) -> Counter[tuple[tuple[str, str], ...]]:
        """The counted rows of a table, without the columns that hold the moment of loading."""
        file = next(s["file"] for s in self.manifest["streams"] if s["name"] == stream)
        path = self.path / side / "data" / f"{file}.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            found = list(csv.DictReader(text))
        return Counter(
            tuple(sorted((k, v) for k, v in row.items() if k not in rows.LEFT_OUT)) for row in found
        )


def bundles(project: sides.Project) -> list[Path]:
    """The finished bundles of a project, oldest first."""
    return sorted(path.parent for path in (project.output / "parity-runs").glob("*/manifest.json"))


def run_pair(
    project: sides.Project, *arguments: str, expected: int | None = 0, step: str = "pair"
) -> Pair:
    """Run one pair and have it compared."""
    before = bundles(project)
    command = [project.python, "-m", CAPTURE, "pair", *arguments]
    project.run(step, *command, folder=project.output, variables=with_m2d(), expected=expected)
    made = [path for path in bundles(project) if path not in before]
    assert len(made) == 1, made
    return Pair(made[0])


def with_m2d() -> dict[str, str]:
    """The variable by which parallel runs find the tool."""
    return {"M2D": str(REPOSITORY / "m2d")}


def compare(project: sides.Project, pair: Pair, *options: str, expected: int | None = 0) -> None:
    """Have a bundle judged again."""
    command = [REPOSITORY / "m2d", "compare", pair.path, *options]
    project.run("compare", *command, expected=expected)
