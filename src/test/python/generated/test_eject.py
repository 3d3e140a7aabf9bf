"""A project that m2d was taken out of runs as before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from conftest import REPOSITORY

PROJECT = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
CHECKS = (
    ("ruff", "check", "--no-cache", "."),
    ("ruff", "format", "--no-cache", "--check", "."),
    ("ty", "check", "--python", sys.executable, "."),
    ("dg", "check", "defs"),
    ("pytest", "-q", "-p", "no:cacheprovider"),
)


def test_an_ejected_project_passes_the_checks_of_its_owners(generate: Callable) -> None:
    status, said, tree = generate(PROJECT)
    assert status == 0, said
    done = subprocess.run(
        [REPOSITORY / "m2d", "eject", tree.folder],
        capture_output=True,
        text=True,
        check=False,
        env=tree.environment,
    )
    assert done.returncode == 0, done.stderr
    assert not (tree.folder / ".m2d").exists()
    for check in CHECKS:
        ran = tree.run(*check)
        assert ran.returncode == 0, f"{' '.join(check)}\n{ran.stdout[-6000:]}"
