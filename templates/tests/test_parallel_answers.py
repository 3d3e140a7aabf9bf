"""Parallel runs: what Meltano says of its own settings, and what is made of it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from world import PIPELINE, WORK, World

from dagster_project.parallel_run.answers import Answers
from dagster_project.parallel_run.destinations import check_destinations
from dagster_project.parallel_run.inputs import Inputs, _can_be_copied, find_inputs
from dagster_project.parallel_run.isolation import isolate
from dagster_project.parallel_run.sides import lent
from dagster_project.parallel_run.workspace import Workspace
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

Asking = Callable[[Project, dict[str, str]], Answers]


@pytest.fixture
def asking(world: World, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Let a stand-in answer for Meltano."""

    def answers(project: Project, texts: dict[str, str]) -> Answers:
        monkeypatch.setenv("M2D_MELTANO", str(world.script("meltano", "fake_meltano.py")))
        monkeypatch.setenv("FAKE_MELTANO_CALLS", str(world.root / "calls"))
        monkeypatch.setenv("FAKE_MELTANO_ANSWERS", json.dumps(texts))
        side = Workspace(project).side("control")
        side.root.mkdir(parents=True, exist_ok=True)
        return Answers(Project.load(), WORK, side)

    return answers


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file beside the project."""
    made = tmp_path.parent / f"{tmp_path.name}-outside" / "users.csv"
    made.parent.mkdir()
    made.write_text("id\n1\n", encoding="utf-8")
    return made


def found_inputs(
    world: World, asking: Asking, here: list[dict[str, str]], meltano: list[dict[str, str]]
) -> Inputs:
    """The input files of a tap whose setting has one value here and one in Meltano."""
    world.tap["files"] = here
    world.write()
    path = world.output / "plugins" / "extractors" / "tap-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    setting = data["settings"]["files"]
    setting |= {"kind": "array", "sources": [{"variables": ["FILES"]}, *setting["sources"]]}
    setting["exports"] = ["FILES"]
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    project = Project.load()
    text = json.dumps(meltano).replace("\\", "\\\\").replace("'", "\\'")
    answers = asking(project, {"config": f"FILES='{text}'\nOTHER='1'\n"})
    return find_inputs(project, WORK, Workspace(project).inputs, answers, pytest.fail)


def told(found: Inputs, side: str) -> object:
    """What the tap of a side is told."""
    return {name: json.loads(text) for name, text in found.variables_of(side).items()}


def test_input_outside_of_the_project_is_copied(
    world: World, asking: Asking, outside: Path
) -> None:
    """Both sides read the same copies, each side fresh ones."""
    files = [{"path": str(outside)}, {"path": "data/within.csv"}]
    found = found_inputs(world, asking, files, files)
    copy = found.now / "1-users.csv"
    for side in ("control", "candidate"):
        assert told(found, side) == {"FILES": [{"path": str(copy)}, {"path": "data/within.csv"}]}
    assert not _can_be_copied(Path("/dev/null"))
    assert not _can_be_copied(Path("/" + "x" * 300))
    found.freeze()
    outside.write_text("changed", encoding="utf-8")
    for _ in range(2):
        found.give()
        assert copy.read_text(encoding="utf-8") == "id\n1\n"
        copy.write_text("a side was here", encoding="utf-8")


@pytest.mark.parametrize("way", ["../{}", "./../{}", "data/../../{}", "data/.././../{}"])
def test_a_path_may_lead_out_however_it_is_written(
    world: World, asking: Asking, outside: Path, way: str
) -> None:
    """From the working copies of the sides it would lead elsewhere."""
    files = [{"path": way.format(outside.relative_to(world.root.parent))}]
    found = found_inputs(world, asking, files, files)
    assert list(found.sources.values()) == [outside.resolve()]
    assert told(found, "control") == {"FILES": [{"path": str(found.now / "1-users.csv")}]}


def test_each_side_reads_what_its_own_project_names(
    world: World, asking: Asking, outside: Path
) -> None:
    """What differs in the rest of a setting is not covered up by the copies."""
    other = outside.with_name("other.csv")
    other.touch()
    here = [{"path": str(outside), "key": "id"}, {"path": "data/new.csv"}]
    root = Workspace(Project.load(world.write().output)).side("control").root
    # Meltano names a file by the root of the project, which is that of the working copy.
    there = [
        {"path": f"{root}/../{outside.parent.name}/users.csv", "key": 'it\'s "n"'},
        {"path": "data/old.csv"},
        {"path": str(other)},
    ]
    found = found_inputs(world, asking, here, there)
    users, others = str(found.now / "1-users.csv"), str(found.now / "2-other.csv")
    assert told(found, "candidate") == {
        "FILES": [{"path": users, "key": "id"}, {"path": "data/new.csv"}]
    }
    for side in ("control", "control2"):
        assert told(found, side) == {
            "FILES": [
                {"path": users, "key": 'it\'s "n"'},
                {"path": "data/old.csv"},
                {"path": others},
            ]
        }


def checked(
    world: World, asking: Asking, meltano: Mapping[str, object], *, may_differ: bool = False
) -> list[str]:
    """Compare the destination `loaded` on the host `db` with what Meltano answers."""
    project = world.placed({"setting": "path", "of": "folder"})
    path = world.output / "plugins" / "loaders" / "target-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["settings"]["login.password"] = {"sensitive": True, "sources": [{"value": "hidden"}]}
    data["destination"]["connection"] = {"password": "login.password"}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    answers = asking(project, {"el": f"a warning\n{json.dumps(meltano)}\n"})
    isolation = isolate(project, WORK, Workspace(project).side("control"))
    (world.root / "calls").unlink(missing_ok=True)
    for _ in range(2):
        found = check_destinations(answers, WORK, isolation, may_differ=may_differ)
    [call] = (world.root / "calls").read_text(encoding="utf-8").splitlines()
    assert json.loads(call)[-2:] == [PIPELINE.extractor, PIPELINE.loader]
    return [difference.name for difference in found]


LOGIN = {"password": "hidden"}


@pytest.mark.parametrize("path", ["loaded", "./loaded/", "data/../loaded"])
def test_one_destination_is_asked_for_once(world: World, asking: Asking, path: str) -> None:
    """A path may be written in more than one way."""
    assert checked(world, asking, {"path": path, "login": LOGIN}) == []


def test_another_destination_is_refused_unless_it_is_meant(world: World, asking: Asking) -> None:
    """Both sides write to places of their own, so that nobody would notice."""
    meltano = {"path": "elsewhere", "login": LOGIN}
    words = "`path` of `target-fake`: `elsewhere` by meltano.yml, `loaded` by plugins/loaders/targ"
    with pytest.raises(KitError, match=words):
        checked(world, asking, meltano)
    assert checked(world, asking, meltano, may_differ=True) == ["target-fake: path"]


@pytest.mark.parametrize("may_differ", [False, True])
def test_another_database_is_refused_without_its_secrets(
    world: World, asking: Asking, may_differ: bool
) -> None:
    """What both sides wrote is read from one."""
    meltano = {"path": "loaded", "login": {"password": "another"}}
    with pytest.raises(KitError, match="have different secrets") as failed:
        checked(world, asking, meltano, may_differ=may_differ)
    assert not {"hidden", "another"} & {*str(failed.value).replace(":", " ").split()}
    assert "another" not in str(failed.value)


def test_variables_that_meltano_has_of_this_project_only_are_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In production nobody gives them to it."""
    world.write()
    (world.output / ".env").write_text("A=1\nB=2\nC=3\nD=4\nDAGSTER_HOME=/x\n", encoding="utf-8")
    (world.root / ".env").write_text("B=2\nC=4\n", encoding="utf-8")
    monkeypatch.setenv("D", "4")
    assert lent(Project.load()) == ["A", "C"]
