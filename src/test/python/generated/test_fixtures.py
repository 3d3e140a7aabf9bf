"""The tree of every fixture project passes the checks that its owners would run, untouched."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY

PROJECTS = REPOSITORY / "fixtures" / "projects"
CASES = {
    path.parent.name: yaml.safe_load(path.read_text())
    for path in sorted(PROJECTS.glob("*/case.yaml"))
}
GENERATED = [name for name, case in CASES.items() if case["exit"] == 0]
CHECKS = (
    ("ruff", "check", "--no-cache", "."),
    ("ruff", "format", "--no-cache", "--check", "."),
    ("ty", "check", "--python", sys.executable, "."),
    ("dg", "check", "toml"),
    ("dg", "check", "defs"),
    ("pytest", "-q", "-p", "no:cacheprovider"),
)


def test_there_are_ten_cases() -> None:
    assert len(GENERATED) >= 10


@pytest.mark.parametrize("name", GENERATED)
def test_tree_passes_the_checks_of_its_owners(name: str, generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / name / "input")
    assert status == 0, said
    failures = []
    for check in CHECKS:
        done = tree.run(*check)
        if done.returncode:
            failures.append(
                f"--- {' '.join(check)} exited with {done.returncode}\n{done.stdout[-6000:]}"
            )
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("name", [name for name in CASES if name not in GENERATED])
def test_nothing_is_written_for_a_refused_project(name: str, generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / name / "input")
    assert status == CASES[name]["exit"], said
    assert said
    assert not Path(tree.folder).exists()
