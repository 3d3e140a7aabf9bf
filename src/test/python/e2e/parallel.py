"""How the end-to-end tests start parallel runs, and read the bundles that these leave."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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


def run_pairs(
    project: sides.Project, *arguments: str, expected: int | None = 0, step: str = "pair"
) -> list[Pair]:
    """Run pairs and have them compared."""
    before = bundles(project)
    command = [project.python, "-m", CAPTURE, "pair", *arguments]
    project.run(step, *command, folder=project.output, variables=with_m2d(), expected=expected)
    return [Pair(path) for path in bundles(project) if path not in before]


def run_pair(
    project: sides.Project, *arguments: str, expected: int | None = 0, step: str = "pair"
) -> Pair:
    """Run one pair and have it compared."""
    [pair] = run_pairs(project, *arguments, expected=expected, step=step)
    return pair


def interrupted_pair(
    project: sides.Project,
    marks: Sequence[tuple[str, Callable[[], object]]],
    *arguments: str,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run a pair, do something at each mark in what it says, then end it like Ctrl-C.

    Nothing that it has started may be left then. Returns all that it said.
    """
    process = subprocess.Popen(
        [project.python, "-m", CAPTURE, "pair", *arguments],
        cwd=project.output,
        env={**project.environment, **with_m2d(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    left, said = list(marks), ""
    with sides.ended(process):
        assert process.stderr
        for line in process.stderr:
            said += line
            if re.search(left[0][0], line):
                left.pop(0)[1]()
                if not left:
                    break
        assert not left, said
        process.send_signal(signal.SIGINT)
        said += process.stderr.read()
        assert process.wait(300) == 130, said
    assert said.endswith("interrupted\n")
    assert not running_in(project)
    return said


def running_in(project: sides.Project) -> list[str]:
    """The processes that work in the working copies of a project or were started from there."""
    work, found = str(project.output / "parity-runs"), []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().decode(errors="replace")
            folder = str((path / "cwd").readlink())
        except OSError:
            continue
        if (folder.startswith(work) or work in command) and path.name != str(os.getpid()):
            found.append(command)
    return found


def wait_for(condition: Callable[[], object], seconds: float = 300.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def with_m2d() -> dict[str, str]:
    """The variable by which parallel runs find the tool."""
    return {"M2D": str(REPOSITORY / "m2d")}


def selftest(project: sides.Project, pair: Pair) -> dict[str, str]:
    """Put the twelve faults into a copy of a pair; what became of those that were not found."""
    compare(project, pair, "--selftest")
    faults = pair.json("verdict/selftest.json")["faults"]
    assert len(faults) == 12
    return {f["fault"]: f["outcome"] for f in faults if f["outcome"] != "found"}


def compare(project: sides.Project, pair: Pair, *options: str, expected: int | None = 0) -> None:
    """Have a bundle judged again."""
    command = [REPOSITORY / "m2d", "compare", pair.path, *options]
    project.run("compare", *command, expected=expected)
