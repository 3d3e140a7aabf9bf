"""What of a dbt project says what runs: that makes a verdict stale, and nothing else does."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from dagster_project.dbt.files import run_files
from dagster_project.parallel_run import identity
from dagster_project.singer.project import Project

NAME = "the dbt project of `dbt-postgres`"


@pytest.fixture
def copy(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Meltano project, to be changed."""
    root = tmp_path / "shop"
    shutil.copytree(built, root, symlinks=True)
    monkeypatch.setenv("M2D_OUTPUT", str(root / "dagster_project"))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(root))
    return root


def test_all_that_runs_is_found(copy: Path) -> None:
    assert set(run_files(Project.load())["dbt-postgres"]) == {
        "dbt_project.yml",
        "models/models.yml",
        "models/orders.sql",
        "models/regional_orders.sql",
        "models/sources.yml",
        "profiles/profiles.yml",
        "seeds/regions.csv",
        "snapshots/orders_history.sql",
        "tests/orders_have_a_region.sql",
    }


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("models/orders.sql", True),
        ("macros/new.sql", True),
        ("seeds/regions.csv", True),
        ("packages.yml", True),
        ("target/compiled/a.sql", False),
        ("dbt_packages/a/models/a.sql", False),
        ("models/README.md", False),
    ],
)
def test_a_change_of_what_runs_counts(copy: Path, name: str, counts: bool) -> None:
    before = identity.parts(Project.load())
    path = copy / "transform" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("\n")
    after = identity.parts(Project.load())
    assert [n for n in before if before[n] != after[n]] == ([NAME] if counts else [])


def test_a_project_that_is_not_there_is_left_out(copy: Path) -> None:
    shutil.rmtree(copy / "transform")
    assert run_files(Project.load()) == {}
    assert NAME not in identity.parts(Project.load())


def test_thousands_of_models_are_read_in_a_moment(copy: Path) -> None:
    for number in range(2000):
        path = copy / "transform" / "models" / f"part{number % 40}" / f"model{number}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text("select 1 as id\n" * 40)
    begin = time.process_time()
    assert NAME in identity.parts(Project.load())
    assert time.process_time() - begin < 2
