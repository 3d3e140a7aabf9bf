"""What m2d generates, resolved by the kit at run time, is what the real Meltano answered."""

import functools
import json
import shutil
from datetime import datetime

import cases
import pytest
from dagster_project.singer import cast
from dagster_project.singer import project as kit_project
from dagster_project.singer.catalog import prepare_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve
from dagster_project.singer.state import state_id
from sides import Sides, pipeline_differences

# Where Meltano fails and the kit may well go on: question and plugin.
DEFECT = "a KeyError of Meltano: a declared setting that the parent does not have; M2D237 names it"
DECIMAL = "Meltano cannot write a decimal that was text; the kit writes the number"
TOLERANT = {
    ("trap-10-inherit-from-0", "extractors/tap-grandchild"): DEFECT,
    ("sec13-inherit-variants-0", "extractors/tap-later--other"): DEFECT,
    ("trap-48-decimals-and-dates-0", "extractors/tap-text"): DECIMAL,
    ("trap-48-decimals-and-dates-1", "extractors/tap-text"): DECIMAL,
    ("trap-48-decimals-and-dates-1", "extractors/tap-x"): DECIMAL,
    (
        "sec13-yaml-structures-0",
        "extractors/tap-tags",
    ): "Meltano cannot write what has a tag; the kit writes its text",
}
# What only decides about Meltano itself: a fixed environment would be no question about it.
SELECTS = ("MELTANO_ENVIRONMENT", "MELTANO_DEFAULT_ENVIRONMENT")


# A file is read once for all questions about it.
READ = functools.cache(kit_project.read_yaml)


class Asked(Sides):
    """A case under one of its questions, on both sides."""

    def __init__(self, root, output, ask, document):
        paths = (output / "plugins").glob("*/*.yaml")
        names = sorted(f"{path.parent.name}/{path.stem}" for path in paths)
        super().__init__(root, (output, names), readable(document))
        self.variables = {k: str(v) for k, v in ask.get("env", {}).items()}

    def project(self, chosen):
        process = {**cases.PROCESS, **self.variables, **chosen}
        return Project.load(self.output, self.root, process)

    def load(self, environment):
        return self.project({"MELTANO_ENVIRONMENT": environment or "null"})


def readable(document):
    """Without the environments that Meltano cannot activate, and dates as a file holds them."""
    levels = [level for level in document["resolved"] if "error" not in level]
    return dated({**document, "resolved": levels})


def dated(value):
    if isinstance(value, list):
        return [dated(item) for item in value]
    if isinstance(value, dict):
        return (
            value["$date"] if set(value) == {"$date"} else {k: dated(v) for k, v in value.items()}
        )
    return value


def questions():
    for case in cases.all_cases():
        if "not_for_kit" in case.text:
            continue
        for number, (ask, document) in enumerate(zip(case.asks, case.expected, strict=True)):
            if not document["fatal"]:
                name = f"{case.name}-{number}"
                yield pytest.param((name, case, ask, document), id=name)


QUESTIONS = list(questions())


@pytest.fixture
def asked(request, generated, tmp_path, monkeypatch):
    name, case, ask, document = request.param
    root, output, status = generated[case.name]
    assert status == 0, "m2d does not generate what Meltano reads"
    now = datetime.fromisoformat(str(ask.get("now", cases.NOW)))
    to_iso = cast.to_iso
    monkeypatch.setattr(cast, "to_iso", lambda text, name: to_iso(text, name, now))
    monkeypatch.setattr(kit_project, "read_yaml", READ)
    if "env_file" in ask:
        # The kit has no other file than the project's own.
        shutil.copytree(root, tmp_path / "project")
        root = tmp_path / "project"
        shutil.copy(case.folder / ask["env_file"], root / ".env")
    return name, case, ask, document, Asked(root, output, ask, document)


@pytest.mark.parametrize("asked", QUESTIONS, indirect=True)
def test_the_kit_resolves_as_meltano(asked):
    name, _, ask, document, sides = asked
    selected = document["project_file"]["selected_environment"]
    if selected in (None, *(e["name"] for e in document["environments"])):
        assert sides.project({}).environment == selected
    else:
        with pytest.raises(KitError, match="not in this project"):
            assert sides.project({}).environment
    if not set(SELECTS) & set(ask.get("env", {})):
        found, _ = sides.differences()
        # Of Meltano's own settings, the generated project carries those that matter in Dagster.
        found = [d for d in found if not d[1].startswith("project_env.")]
        tolerated = {plugin for question, plugin in TOLERANT if question == name}
        seen = {place_of(d) for d in found if d[1] == "meltano"}
        assert seen >= tolerated, "an entry that nothing needs"
        assert [d for d in found if d[1] != "meltano" or place_of(d) not in tolerated] == []
    for level in sides.document["resolved"]:
        for run in runs_of(level):
            for block in run.get("blocks", []):
                assert block_differences(sides, level["environment"], block) == []


def place_of(difference):
    """The plugin that a difference is about."""
    return difference[0].partition(": ")[2]


def runs_of(level):
    return [*level["jobs"].values(), *level.get("runs", {}).values(), *level["schedules"].values()]


def block_differences(sides, environment, block):
    """Configuration inside a block, its state id; the arguments of a command."""
    if block["type"] == "extract_load":
        found = pipeline_differences(sides, environment, block)
        tap, target = block["plugins"][0]["id"], block["plugins"][-1]["id"]
        if ":" in block["state_id"]:
            project = sides.load(environment)
            pair = [project.plugin(*plugin.split("/", 1)) for plugin in (tap, target)]
            ours = state_id(project, *pair)
            found += [(ours, block["state_id"])] if ours != block["state_id"] else []
        return found
    if block["type"] == "command" and "argv" in block:
        project = sides.load(environment)
        plugin = resolve(project, project.plugin(*block["plugin"].split("/", 1)))
        ours = sides.plain(plugin.argv(block["command"]))[1:]
        return [(ours, block["argv"])] if ours != block["argv"][1:] else []
    return []


def catalogs():
    for question in QUESTIONS:
        name, case, ask, document = question.values[0]
        asked = ask.get("catalogs", {})
        if "tap" in ask:
            asked = {ask["tap"]: ask["catalog"]}
        for tap, file in asked.items():
            for level in document["resolved"]:
                found = level.get("catalogs", {}).get(tap) or level["catalog"]
                more = (tap, file, level["environment"], found)
                ident = f"{name}-{tap}-{level['environment']}"
                yield pytest.param((name, case, ask, document), more, id=ident)


@pytest.mark.parametrize(("asked", "catalog"), list(catalogs()), indirect=["asked"])
def test_every_catalog_is_meltanos(asked, catalog):
    _, case, _, _, sides = asked
    tap, file, environment, real = catalog
    project = sides.load(environment)
    discovered = (case.folder / file).read_bytes()
    try:
        ours = prepare_catalog(
            project, resolve(project, project.plugin("extractors", tap)), lambda _: discovered
        )
    except KitError:
        assert "error" in real
        return
    assert "error" not in real
    if ours is None:
        assert real["passed"] is None
        return
    assert json.loads(json.dumps(ours.json)) == real["catalog"]
    assert ours.flag == real["passed"]
    selected = {k: sorted(v) for k, v in ours.selected.items()}
    assert selected == {k: sorted(v) for k, v in real["selected"].items()}
