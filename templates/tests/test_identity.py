"""Which code ran: what a pair depends on is in its digest, and what it does not is not."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from world import World

from dagster_project.parallel_run import identity
from dagster_project.singer.project import Project

PLUGIN = "plugins/loaders/target-fake.yaml"
CATALOG = "catalogs/tap-fake.json"
SWITCHES = "migration.yaml"


def append(path: Path) -> None:
    """Change a file, or make it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


def rename(path: Path) -> None:
    """Keep what a file says, and give it another name."""
    path.rename(path.with_name("other.py"))


def switch(runner: str, order: str) -> Callable[[Path], object]:
    """Write the switchboard."""
    job = {"scheduler": "dagster", "order": order}
    data = {"pipelines": {"a": {"runner": runner}}, "jobs": {"nightly": job}}
    return lambda path: path.write_text(yaml.safe_dump(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change", "counts"),
    [
        ("dagster_project/a.py", append, True),
        ("dagster_project/a.py", rename, True),
        (PLUGIN, append, True),
        (CATALOG, append, True),
        (SWITCHES, switch("singer", "lineage"), True),
        # A pair runs every pipeline by this project, whoever runs it in production.
        (SWITCHES, switch("meltano", "strict"), False),
        ("README.md", append, False),
    ],
)
def test_what_the_code_is(
    world: World, name: str, change: Callable[[Path], object], counts: bool
) -> None:
    """Of another code a verdict says nothing."""
    world.write()
    (world.output / "dagster_project").mkdir()
    append(world.output / "dagster_project" / "a.py")
    switch("singer", "strict")(world.output / SWITCHES)
    before = identity.code(Project.load())
    change(world.output / name)
    after = identity.code(Project.load())
    assert (before["generated"] != after["generated"]) == counts
    assert before["plugins"] == after["plugins"]


@pytest.mark.parametrize(
    "place", [".meltano/loaders/target-fake/venv", "generated/.venvs/loaders/target-fake"]
)
def test_plugins_of_both_sides_count(world: World, place: str) -> None:
    """Meltano's are others than this project's."""
    world.write()
    before = identity.code(Project.load())
    found = world.root / place / "lib" / "python3.12" / "site-packages" / "target-1.0.dist-info"
    found.mkdir(parents=True)
    after = identity.code(Project.load())
    assert before["plugins"] != after["plugins"]
    assert before["generated"] == after["generated"]


def test_without_git_there_is_no_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small images have none; the pair is as good."""
    world.write()
    monkeypatch.setenv("PATH", "/nowhere")
    assert identity.code(Project.load())["commit"] is None
