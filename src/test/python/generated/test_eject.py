"""A project that m2d was taken out of runs as before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from conftest import REPOSITORY, Tree

PROJECT = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
CHECKS = (
    ("ruff", "check", "--no-cache", "."),
    ("ruff", "format", "--no-cache", "--check", "."),
    ("ty", "check", "--python", sys.executable, "."),
    ("dg", "check", "defs"),
    ("pytest", "-q", "-p", "no:cacheprovider"),
)


MINE = """from dagster_project.parallel_run.plan import Step

STEP = Step
"""


def eject(tree: Tree) -> str:
    done = subprocess.run(
        [REPOSITORY / "m2d", "eject", tree.folder],
        capture_output=True,
        text=True,
        check=False,
        env=tree.environment,
    )
    assert done.returncode == 0, done.stderr
    assert not (tree.folder / ".m2d").exists()
    return done.stderr


def test_an_ejected_project_passes_the_checks_of_its_owners(generate: Callable) -> None:
    status, said, tree = generate(PROJECT)
    assert status == 0, said
    eject(tree)
    for check in CHECKS:
        ran = tree.run(*check)
        assert ran.returncode == 0, f"{' '.join(check)}\n{ran.stdout[-6000:]}"


def test_one_with_edits_and_code_that_imports_the_comparison_does_too(generate: Callable) -> None:
    status, said, tree = generate(PROJECT)
    assert status == 0, said
    (tree.folder / "dagster_project" / "mine.py").write_text(MINE)
    job = tree.folder / "dagster_project" / "defs" / "jobs" / "daily.py"
    job.write_text(job.read_text() + "\n# Mine.\n")
    assert "stay import it: dagster_project/mine.py" in eject(tree)
    for check in CHECKS:
        ran = tree.run(*check)
        assert ran.returncode == 0, f"{' '.join(check)}\n{ran.stdout[-6000:]}"
    assert tree.run("python", "-c", "import dagster_project.mine").returncode == 0
