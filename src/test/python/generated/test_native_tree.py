"""The tests that a project gets with its first native pipeline, with and without a PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from conftest import REPOSITORY
from test_fixtures import PROJECTS, PYTEST

sys.path.append(str(REPOSITORY / "tools"))

import sides

OF_FILES = "tests/files"


def test_its_tests_run_on_the_first_day(generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / "quickbooks-native" / "input")
    assert status == 0, said
    tree.environment.pop("DATABASE_URL", None)

    without = tree.run(*PYTEST, f"{OF_FILES}/test_arrivals.py", f"{OF_FILES}/test_finding.py")
    assert without.returncode == 0, without.stdout
    assert "5 passed, 2 skipped" in without.stdout
    assert without.stdout.count("NOT RUN, as there is no PostgreSQL. Set DATABASE_URL") == 1

    with sides.postgres() as url:
        done = replace(tree, environment={**tree.environment, "DATABASE_URL": url}).run(
            *PYTEST, OF_FILES
        )
    assert done.returncode == 0, done.stdout[-6000:]
    # Taps and targets are installed later.
    assert done.stdout.count("Run `python -m dagster_project.singer install tap-csv`.") == 1
    assert ", 2 skipped" in done.stdout
