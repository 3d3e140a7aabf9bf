"""Generated trees in their place: below a copy of the Meltano project, written by ./m2d a moment ago."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(REPOSITORY / "tools"))

import fixture  # noqa: E402
import warm  # noqa: E402

PROGRAMS = Path(sys.executable).parent
# Nothing of the machine may decide how a tree behaves. Python keeps compiled files: a tree is started many times.
HIDDEN = ("MELTANO_", "DAGSTER_", "M2D_", "PYTEST_", "VIRTUAL_ENV", "PYTHON", "DBT_")
IMPORT_DAGSTER = ("dg", "pytest", "python")


def shown() -> dict[str, str]:
    """The environment without what is hidden."""
    return {k: v for k, v in os.environ.items() if not k.startswith(HIDDEN)}


@dataclass(frozen=True)
class Tree:
    """A generated project and the environment its checks run in."""

    folder: Path
    environment: dict[str, str]
    programs: warm.Warm

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the Dagster environment in the tree, its output as one text."""
        if program in IMPORT_DAGSTER:
            command = (str(Path(self.programs.python).with_name(program)), *arguments)
            output = self.folder.parent.with_name("output")
            status = self.programs.start(command, self.folder, self.environment, output).wait()
            return subprocess.CompletedProcess(command, status, output.read_text())
        return subprocess.run(
            [PROGRAMS / program, *arguments],
            check=False,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, warm.Warm]]:
    """Programs that import Dagster, with the imports done: with all that a tree may need, and with Dagster only."""
    pythons = {"whole": sys.executable, "plain": os.environ["M2D_PLAIN_PYTHON"]}
    made = {name: warm.Warm(python, shown()) for name, python in pythons.items()}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture
def generate(
    tmp_path: Path, programs: dict[str, warm.Warm]
) -> Callable[[Path], tuple[int, str, Tree]]:
    """Copy a project, run `./m2d generate` on it: exit status, what it said, the tree."""

    def generated(source: Path) -> tuple[int, str, Tree]:
        project = tmp_path / "project"
        fixture.copy(source, project, ignore=shutil.ignore_patterns(".meltano"))
        for path in project.rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)
        project.chmod(0o755)
        (tmp_path / "home").mkdir()
        environment = shown() | {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "DAGSTER_HOME": str(tmp_path / "home"),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "NO_COLOR": "1",
        }
        command = [REPOSITORY / "m2d", "generate", project]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        tree = project / "dagster_project"
        pins = tree / "requirements-dagster.txt"
        more = pins.is_file() and re.search(r"(?m)^(dbt|dagster-pandas|pandas)\b", pins.read_text())
        program = programs["whole" if more else "plain"]
        return done.returncode, done.stderr, Tree(tree, environment, program)

    return generated
