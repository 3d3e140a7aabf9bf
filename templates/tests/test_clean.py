"""`clean` removes what parallel runs left, also when a part of the project cannot be resolved."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from world import World

from dagster_project.parallel_run import clean
from dagster_project.parallel_run.figures import BEGIN, END
from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.workspace import SIDES, Workspace
from dagster_project.singer import Pipeline
from dagster_project.singer.project import Project

PAIR = "20260101T000000Z-00000001"
LOADS = Pipeline("tap_fake__target_fake", "tap-fake", "target-fake", ())
NOWHERE = Pipeline("tap_fake__target_odd", "tap-fake", "target-odd", ())
GONE = Pipeline("tap_gone__target_fake", "tap-gone", "target-fake", ())


@pytest.fixture
def dropped(world: World, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project whose tables are in schemas, and what is dropped of it: schemas, by side."""
    world.sources["path"] = [{"variables": ["TARGET_FAKE_PATH"]}, {"value": "raw"}]
    world.write()
    path = world.output / "plugins" / "loaders" / "target-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["settings"]["path"] = {"kind": "string", "sources": world.sources["path"]}
    redirect = {"setting": "path", "of": "schema"}
    data["destination"] = {"kind": "postgres", "redirect": redirect, "connection": {}}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    found: list[list[str]] = []

    def drop(isolation: Isolation) -> None:
        found.append([schema.isolated for schema in isolation.schemas])

    monkeypatch.setattr(clean, "drop_schemas", drop)
    use(monkeypatch, LOADS)
    return found


def written(path: Path, text: str) -> Path:
    """Make a file with its folder."""
    path.parent.mkdir()
    path.write_text(text)
    return path


def use(monkeypatch: pytest.MonkeyPatch, *pipelines: Pipeline, dbt: str | None = None) -> None:
    """Let the project have pipelines, and a dbt project that a plugin runs."""
    steps = {"dbt": SimpleNamespace(name="dbt", plugin_type="utilities", plugin=dbt)} if dbt else {}
    monkeypatch.setattr(clean, "all_pipelines", lambda: {p.name: p for p in pipelines})
    monkeypatch.setattr(clean, "dbt_steps", lambda: steps)


def test_nothing_is_left(dropped: list[list[str]]) -> None:
    """The schemas and the folders of all sides go; bundles only when they are named."""
    workspace = Workspace(Project.load())
    for folder in (*(workspace.side(name).root for name in SIDES), workspace.tapes):
        folder.mkdir(parents=True)
    (workspace.runs / PAIR).mkdir()
    (workspace.runs / "mine").mkdir()
    said: list[str] = []
    clean.clean(said.append, bundles=False)
    assert dropped == [[f"raw__parity_{side}"] for side in SIDES]
    assert [path.name for path in workspace.path.iterdir()] == ["lock"]
    assert (workspace.runs / PAIR).is_dir()
    page = written(workspace.project.output / "docs" / "parallel-run.md", f"{BEGIN}\nold\n{END}\n")
    clean.clean(said.append, bundles=True)
    # Figures of bundles that are gone could not be looked up.
    assert page.read_text() == f"{BEGIN}\nNothing measured yet.\n{END}\n"
    assert not (workspace.runs / PAIR).exists()
    assert (workspace.runs / "mine").is_dir()
    assert said == ["parallel runs have left nothing behind in environment `dev`"] * 2


def test_a_plugin_that_cannot_be_resolved_keeps_nothing_else(
    dropped: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, once; a target that never could be sent elsewhere is not worth a word."""
    use(monkeypatch, GONE, NOWHERE, LOADS, dbt="dbt-gone")
    folder = Workspace(Project.load()).side("candidate").path
    folder.mkdir(parents=True)
    told: list[str] = []
    clean.clean(told.append, bundles=False)
    assert dropped == [[f"raw__parity_{side}"] for side in SIDES]
    assert not folder.exists()
    said = "\n".join(told)
    assert said.count("`tap-gone target-fake` is left out, and so are its schemas: ") == 1
    assert said.count("`dbt-gone` is left out, and so are its schemas: ") == 1
    assert "target-odd" not in said
    assert said.endswith("left nothing else behind in environment `dev`")
