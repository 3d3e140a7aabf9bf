"""m2d, run many times in one process, which starts and warms up once."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ran:
    """A run.

    Attributes:
        status: its exit status.
        out: what it printed.
        err: what it said of errors.
    """

    status: int
    out: str
    err: str


def run_all(
    runs: Sequence[Sequence[str | Path]], work: Path, environment: Mapping[str, str] | None = None
) -> list[Ran]:
    """Run m2d with each of these arguments, none of which holds a tab or a line break.

    Args:
        runs: the arguments of each run.
        work: an existing folder for a file that lists them.
        environment: of the process; by default that of this one.

    Raises:
        subprocess.CalledProcessError: the process broke down, or the jar could not be built.
    """
    listed = work / "runs.txt"
    listed.write_text("".join("\t".join(map(str, run)) + "\n" for run in runs))
    # Builds the jar when it is older than its sources.
    subprocess.run([REPOSITORY / "m2d", "version"], check=True, capture_output=True)
    home, jar = os.environ.get("JAVA_HOME"), REPOSITORY / "target" / "m2d.jar"
    java = Path(home, "bin", "java") if home else "java"
    source = Path(__file__).with_name("RunAll.java")
    command = [java, "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp", jar, source, listed]
    # As ./m2d does: without a locale Java knows no names with letters beyond ASCII.
    env = {"LC_ALL": "C.UTF-8", **(os.environ if environment is None else environment)}
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=env)
    outs, errs = (re.split(r"(?m)^== \d+\n", text)[1:] for text in (done.stdout, done.stderr))
    found = []
    for out, err in zip(outs, errs, strict=True):
        said, _, status = out.rpartition("status ")
        found.append(Ran(int(status), said, err))
    assert len(found) == len(runs)
    return found
