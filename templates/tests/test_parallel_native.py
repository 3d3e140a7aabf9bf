"""Native pipelines in parallel runs: no record is played to them, and they move no file."""

import pytest
import yaml
from world import PIPELINE, WORK, World

from dagster_project.parallel_run.native import leave_files, refuse_tape
from dagster_project.singer.errors import KitError


def test_nothing_can_be_played_to_a_native_pipeline(world: World) -> None:
    """It would read the files beside a Meltano that is played what they held once."""
    for runner in ("singer", "native"):
        world.yaml("migration.yaml", {"pipelines": {PIPELINE.name: {"runner": runner}}})
        refuse_tape("live", WORK, world.output)
        if runner == "singer":
            refuse_tape("replay", WORK, world.output)
    with pytest.raises(KitError, match=r"no tap runs in .*is native") as caught:
        refuse_tape("replay", WORK, world.output)
    assert "--mode live" in caught.value.advice


def test_a_side_moves_no_files_and_reports_into_its_copy(world: World) -> None:
    """The folders may be those of production, and so may input that is too large for a copy."""
    places = {"after_load": "archive", "archive": "/srv/archive", "reports": "/srv/reports"}
    world.yaml(
        "files.yaml",
        {
            "schema_version": 1,
            "defaults": {"mode": "quarantine", **places},
            "environments": {"dev": dict(places), "prod": {"failed": "/srv/failed"}},
            "importers": {"a": {"chunk_rows": 7, "after_load": "archive"}},
            "notifications": [{"channel": "log"}],
        },
    )
    leave_files(world.output)
    assert yaml.safe_load((world.output / "files.yaml").read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "defaults": {
            "mode": "quarantine",
            "after_load": "keep",
            "archive": "files/archive",
            "failed": "files/failed",
            "reports": "files/reports",
        },
        "environments": {"dev": {}, "prod": {}},
        "importers": {"a": {"chunk_rows": 7}},
        "notifications": [{"channel": "log"}],
    }


def test_a_project_without_native_pipelines_has_no_such_file(world: World) -> None:
    """None is made."""
    leave_files(world.output)
    assert not (world.output / "files.yaml").exists()


def test_folders_of_production_are_not_used_without_such_a_file(world: World) -> None:
    """The resource `file_system` may name some."""
    world.yaml("migration.yaml", {"pipelines": {PIPELINE.name: {"runner": "native"}}})
    leave_files(world.output)
    written = yaml.safe_load((world.output / "files.yaml").read_text(encoding="utf-8"))
    assert written["defaults"]["reports"] == "files/reports"
    assert written["defaults"]["after_load"] == "keep"
