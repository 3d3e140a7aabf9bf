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
)
PYTEST = ("pytest", "-q", "-p", "no:cacheprovider")
# Trees that run all their tests; they differ in all that is rendered: dbt and schedules, odd names, several environments, no jobs.
WHOLE = ("quickbooks-jobs", "odd-names", "inheritance", "no-jobs")
# What reads the project itself. The other tests make one of their own.
OF_THE_PROJECT = ("tests/test_custom.py", "tests/test_definitions.py")
COPIED = (
    "tests",
    "dagster_project/dbt",
    "dagster_project/files",
    "dagster_project/parallel_run",
    "dagster_project/singer",
)


def test_there_are_ten_cases() -> None:
    assert len(GENERATED) >= 10


@pytest.mark.parametrize("name", GENERATED)
def test_tree_passes_the_checks_of_its_owners(name: str, generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / name / "input")
    assert status == 0, said
    failures = []
    tests = PYTEST if name in WHOLE else (*PYTEST, *OF_THE_PROJECT)
    for check in (*CHECKS, tests):
        done = tree.run(*check)
        if done.returncode:
            failures.append(
                f"--- {' '.join(check)} exited with {done.returncode}\n{done.stdout[-6000:]}"
            )
    assert not failures, "\n".join(failures)
    # So the tests that are left out would run the same bytes as those of the whole trees.
    assert different_from_templates(tree.folder) == []


def different_from_templates(tree: Path) -> list[str]:
    """The Python files of the tree that are copied, and yet not as in templates/."""
    templates = REPOSITORY / "templates"
    copied = [path for folder in COPIED for path in (tree / folder).rglob("*.py")]
    names = [path.relative_to(tree) for path in copied]
    return [str(n) for n in names if (tree / n).read_bytes() != (templates / n).read_bytes()]


def test_every_test_module_is_one_or_the_other() -> None:
    modules = {f"tests/{path.name}" for path in (REPOSITORY / "templates/tests").glob("test_*.py")}
    texts = {m: (REPOSITORY / "templates" / m).read_text() for m in modules}
    own = {m for m in modules if "from world import" not in texts[m] and "tmp_path" not in texts[m]}
    assert own == set(OF_THE_PROJECT)
    assert set(WHOLE) <= set(GENERATED)


@pytest.mark.parametrize("name", [name for name in CASES if name not in GENERATED])
def test_nothing_is_written_for_a_refused_project(name: str, generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / name / "input")
    assert status == CASES[name]["exit"], said
    assert said
    assert not Path(tree.folder).exists()
