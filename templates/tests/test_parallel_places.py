"""Parallel runs: a side writes to places of its own, and reads copies."""

import sys
from pathlib import Path

import pytest
import yaml
from world import PIPELINE, WORK, World

from dagster_project.parallel_run.isolation import isolate
from dagster_project.parallel_run.plan import Step, Work
from dagster_project.parallel_run.sides import candidate, control
from dagster_project.parallel_run.workspace import MARK, Workspace, copy_tree, remove
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project


def test_files_go_to_a_folder_of_the_side(world: World) -> None:
    """Its path is in a folder that is marked."""
    project = world.placed({"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    found = isolate(project, WORK, side)
    assert found.variables == {"TARGET_FAKE_PATH": str(side.destination / "target-fake")}
    assert found.destinations[PIPELINE.name].path == side.destination / "target-fake"
    assert MARK in str(side.destination)


def test_a_schema_gets_a_name_of_the_side(world: World) -> None:
    """It is made of the name in production, and stays within what databases allow."""
    project = world.placed({"setting": "path", "of": "schema"}, "postgres")
    found = isolate(project, WORK, Workspace(project).side("control"))
    assert found.variables == {"TARGET_FAKE_PATH": f"loaded{MARK}_control"}
    assert found.schema("x" * 80) == "x" * 47 + f"{MARK}_control"
    assert len(found.schema("é" * 80).encode()) == 62
    assert found.schema("RAW") == f"RAW{MARK}_control".upper()


def test_a_side_without_a_working_copy_is_reached_by_the_dotenv_of_production(world: World) -> None:
    """`clean` drops schemas of sides whose copies are gone."""
    world.placed({"setting": "path", "of": "schema"}, "postgres")
    path = world.output / "plugins" / "loaders" / "target-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["settings"]["host"] = {"kind": "string", "sources": [{"variables": ["TARGET_FAKE_HOST"]}]}
    data["destination"]["connection"] = {"host": "host"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    (project.root / ".env").write_text("TARGET_FAKE_HOST=db\n", encoding="utf-8")
    found = isolate(project, WORK, Workspace(project).side("control2"))
    assert found.destinations[PIPELINE.name].connection == {"host": "db"}


def test_what_cannot_be_redirected_is_refused(world: World) -> None:
    """Nothing runs when it could write into production."""
    project = world.placed(None)
    with pytest.raises(KitError, match="nobody knows how to send `target-fake`"):
        isolate(project, WORK, Workspace(project).side("control"))


@pytest.mark.parametrize(
    ("option", "value", "refused"),
    [
        ("file_naming_scheme", "{stream_name}.csv", False),
        ("file_naming_scheme", "/srv/exports/{stream_name}.csv", True),
        ("custom_name", "../../exports/all", True),
        ("custom_name", "~/all", True),
    ],
)
def test_names_of_files_do_not_lead_out_of_the_side(
    world: World, option: str, value: str, refused: bool
) -> None:
    """Targets join them to their folder, and an absolute name replaces it."""
    world.target[option] = value
    project = world.placed({"setting": "path", "of": "folder"})
    side = Workspace(project).side("control")
    if refused:
        with pytest.raises(KitError, match=f"names its files by `{option}: "):
            isolate(project, WORK, side)
    else:
        assert isolate(project, WORK, side).variables


def test_a_variable_that_does_not_arrive_is_refused(world: World) -> None:
    """An `env` block of the project wins over the variables of the process."""
    world.placed({"setting": "path", "of": "schema"}, "postgres")
    path = world.output / "plugins" / "project.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["env"] = {"TARGET_FAKE_PATH": "raw"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    with pytest.raises(KitError, match="not to a place of its own"):
        isolate(project, WORK, Workspace(project).side("control"))


def test_a_job_that_says_itself_where_to_write_is_refused(world: World) -> None:
    """Its variables win over those that keep a side apart, unless they are defaults."""
    project = world.placed({"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    work = Work(WORK.steps, "nightly", variables={"TARGET_FAKE_PATH": "loaded"})
    with pytest.raises(KitError, match="job `nightly` sets TARGET_FAKE_PATH"):
        isolate(project, work, side)
    work = Work(
        WORK.steps, "nightly", variables={"TARGET_FAKE_PATH": "${TARGET_FAKE_PATH:-loaded}"}
    )
    found = isolate(project, work, side)
    assert found.destinations[PIPELINE.name].path == side.destination / "target-fake"


def test_a_job_that_says_itself_where_bookmarks_are_is_refused(world: World) -> None:
    """Both sides would move the bookmarks of production."""
    project = world.placed({"setting": "path", "of": "folder"})
    side = Workspace(project).side("candidate")
    side.output.mkdir(parents=True)
    work = Work(WORK.steps, "nightly", variables={"MELTANO_STATE_BACKEND_URI": "file:///state"})
    isolation = isolate(project, work, side)
    with pytest.raises(KitError, match="sets MELTANO_STATE_BACKEND_URI"):
        candidate(project, work, side, isolation)


@pytest.mark.parametrize(
    ("env", "refused"),
    [
        ({"TAP_FAKE_COLOR": "green"}, None),
        # Meltano takes it literally, so that it does reach the target.
        ({"TARGET_FAKE_PATH": "${TARGET_FAKE_PATH:-loaded}"}, "sets TARGET_FAKE_PATH"),
        ({"TARGET_FAKE_PATH": "loaded"}, "schedule `nightly` sets TARGET_FAKE_PATH"),
        ({"MELTANO_STATE_BACKEND_URI": "file:///state"}, "sets MELTANO_STATE_BACKEND_URI"),
    ],
)
def test_a_schedule_that_says_itself_where_to_write_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], refused: str | None
) -> None:
    """What Meltano knows as a schedule only, it runs with the `env` of the schedule."""
    monkeypatch.setenv("M2D_MELTANO", sys.executable)
    world.placed({"setting": "path", "of": "folder"})
    path = world.output / "plugins" / "project.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["schedules"] = {"nightly": {"env": env}}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    side = Workspace(project).side("control")
    step = Step("tap-fake target-fake", {"state_id": "nightly"}, PIPELINE)
    work = Work((step,), "nightly", "nightly")
    isolation = isolate(project, work, side)
    if refused is not None:
        with pytest.raises(KitError, match=refused):
            control(project, work, side, isolation)
        return
    command = (sys.executable, "schedule", "run", "nightly", "--no-install")
    assert control(project, work, side, isolation).commands == (command,)


def test_the_working_copy_has_no_state_and_links_environments(tmp_path: Path) -> None:
    """Nothing is installed twice, nothing of a run is taken along."""
    source, target = tmp_path / "source", tmp_path / "target"
    for name in (".meltano/run", ".git", "data", "venv", "skipped"):
        (source / name).mkdir(parents=True)
    (source / "venv" / "pyvenv.cfg").touch()
    (source / "data" / "a.csv").write_text("a\n", encoding="utf-8")
    (source / "link").symlink_to("data/a.csv")
    copy_tree(source, target, {source / "skipped"})
    assert sorted(path.name for path in target.iterdir()) == ["data", "link", "venv"]
    assert (target / "venv").is_symlink()
    assert (target / "link").resolve() == (target / "data" / "a.csv").resolve()


def test_links_lead_to_the_copy_and_not_to_production(tmp_path: Path) -> None:
    """Whoever writes through one would write into what production uses."""
    source, target = tmp_path / "source", tmp_path / "target"
    for name in ("shared", "transform", "kept"):
        (source / name).mkdir(parents=True)
    (source / "shared" / "sources.yml").write_text("a", encoding="utf-8")
    (source / "transform" / "models").symlink_to("../shared")
    (source / "absolute").symlink_to(source / "shared")
    (source / "outside").symlink_to(tmp_path)
    (source / "left").symlink_to("kept")
    copy_tree(source, target, {source / "kept"})
    for link in ("transform/models", "absolute"):
        assert (target / link).is_symlink()
        assert (target / link).resolve() == target.resolve() / "shared"
    assert (target / "outside").resolve() == tmp_path.resolve()
    # What is not copied stays where it is.
    assert (target / "left").resolve() == (source / "kept").resolve()


def test_only_marked_folders_are_removed(tmp_path: Path) -> None:
    """The name guards what is not ours."""
    with pytest.raises(KitError, match="is not removed"):
        remove(tmp_path / "data")
