"""A pair must not read from production's replication slot."""

import json

import pytest
import yaml
from world import World

from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.plan import Step, Work
from dagster_project.parallel_run.replication import check_slots, separate_slots
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

PIPELINE = Pipeline("p", "tap-fake", "target-fake", (Stream("users", key=("raw", "users")),))
ANY = Pipeline("p", "tap-fake", "target-fake", (Stream("*", key=("raw", "tap")),))


def work(pipeline: Pipeline) -> Work:
    """A pipeline alone."""
    return Work((Step(pipeline.text, pipeline=pipeline),))


def log_based(world: World, *, slots: bool = True, metadata: object = None) -> Project:
    """A project whose tap reads PostgreSQL, from the log where `metadata` says so."""
    world.write()
    path = world.output / "plugins" / "extractors" / "tap-fake.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["namespace"] = "tap_postgres"
    data["settings"]["default_replication_method"] = {"sources": [{"variables": ["METHOD"]}]}
    if slots:
        sources = [{"variables": ["SLOT"]}, {"value": "tappostgres"}]
        data["settings"]["replication_slot_name"] = {"kind": "string", "sources": sources}
    if metadata is not None:
        data["extras"]["_metadata"] = {"kind": "object", "sources": [{"value": metadata}]}
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return Project.load()


@pytest.mark.parametrize("pipeline", [PIPELINE, ANY])
@pytest.mark.parametrize("slots", [True, False])
def test_a_stream_of_the_log_is_refused(world: World, pipeline: Pipeline, slots: bool) -> None:
    """Unless each side has a slot of its own."""
    project = log_based(world, slots=slots, metadata={"u*": {"replication-method": "LOG_BASED"}})
    with pytest.raises(KitError, match="use up the changes that production waits for"):
        separate_slots(project, work(pipeline), Isolation("control"))


def test_each_side_gets_its_slot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable of the setting, and never that of production."""
    monkeypatch.setenv("METHOD", "LOG_BASED")
    monkeypatch.setenv("M2D_PARITY_SLOT", "parity")
    project = log_based(world)
    slots = separate_slots(project, work(PIPELINE), Isolation("candidate"))
    assert slots == {"SLOT": "parity_candidate"}
    with pytest.raises(KitError, match="would read from the slot `tappostgres`"):
        check_slots(project, work(PIPELINE), slots)
    monkeypatch.setenv("SLOT", "parity_candidate")
    check_slots(Project.load(), work(PIPELINE), slots)
    with pytest.raises(KitError, match="is the replication slot of production"):
        separate_slots(Project.load(), work(PIPELINE), Isolation("candidate"))


def test_the_last_rule_counts_and_then_the_catalog(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the tap itself will be told."""
    monkeypatch.setenv("METHOD", "LOG_BASED")
    rules = {"users": {"replication-method": "FULL_TABLE"}}
    project = log_based(world, metadata=rules)
    assert separate_slots(project, work(PIPELINE), Isolation("control")) == {}
    monkeypatch.delenv("METHOD")
    project = log_based(world)
    assert separate_slots(project, work(PIPELINE), Isolation("control")) == {}
    entry = {"breadcrumb": [], "metadata": {"replication-method": "LOG_BASED"}}
    catalog = {"streams": [{"tap_stream_id": "users", "metadata": [entry]}]}
    (world.output / "catalogs").mkdir()
    path = world.output / "catalogs" / "tap-fake.json"
    path.write_text(json.dumps(catalog), encoding="utf-8")
    with pytest.raises(KitError, match="reads `users` from the log"):
        separate_slots(project, work(PIPELINE), Isolation("control"))
