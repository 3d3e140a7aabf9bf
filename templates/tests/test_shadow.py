"""What the job of the shadow pairs compares."""

from dataclasses import replace
from types import SimpleNamespace

import dagster as dg
import pytest
from world import PIPELINE, World

from dagster_project.parallel_run import plan
from dagster_project.parallel_run.shadow import works
from dagster_project.singer.jobs import JOB_TAG, TASKS

OTHER = "other"
LOAD, COMMAND = PIPELINE.name, "show__it"
STEPS = {
    "whole": [LOAD],
    "with_command": [LOAD, COMMAND, OTHER],
    "command_alone": [COMMAND],
    "nothing": [],
}


@pytest.fixture(autouse=True)
def jobs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job of each kind."""
    world.write().yaml("migration.yaml", {"jobs": {name: {} for name in STEPS}})
    made = [
        SimpleNamespace(
            name=name,
            tags={JOB_TAG: name},
            metadata={
                TASKS: dg.JsonMetadataValue(
                    [{"step": step, "text": step, "config": {}} for step in steps]
                )
            },
        )
        for name, steps in STEPS.items()
    ]
    other = replace(PIPELINE, name=OTHER)
    monkeypatch.setattr(plan, "_jobs", lambda: made)
    monkeypatch.setattr(plan, "all_pipelines", lambda: {LOAD: PIPELINE, OTHER: other})
    monkeypatch.setattr(plan, "dbt_package", lambda: None)


@pytest.mark.parametrize(
    ("named", "pipelines", "expected"),
    [
        ([], [], [("--job", "whole"), ("--pipeline", LOAD), ("--pipeline", OTHER)]),
        (["with_command"], [], [("--pipeline", LOAD), ("--pipeline", OTHER)]),
        ([], [OTHER], [("--pipeline", OTHER)]),
        (["whole"], [OTHER, OTHER], [("--job", "whole"), ("--pipeline", OTHER)]),
        # What is named and cannot be a pair fails, and its pair says why.
        (["nothing"], [], [("--job", "nothing")]),
        (["command_alone"], [], [("--job", "command_alone")]),
        (["no such job"], [], [("--job", "no such job")]),
    ],
)
def test_what_is_compared(
    named: list[str], pipelines: list[str], expected: list[tuple[str, str]]
) -> None:
    """A job with a command cannot be a pair; its pipelines can."""
    assert [tuple(work) for work in works(named, pipelines, lambda _: None)] == expected


def test_what_is_not_compared_is_said() -> None:
    """Nobody should take the pairs for all that runs."""
    told: list[str] = []
    works([], [], told.append)
    assert told == [
        f"Nobody knows where `{COMMAND}` of job `with_command` writes, so of this job these are "
        f"compared: {LOAD}, {OTHER}.",
        f"Nobody knows where `{COMMAND}` of job `command_alone` writes, so of this job these are "
        "compared: none, it loads nothing.",
        "Job `nothing` loads nothing, so there is nothing to compare.",
    ]


def test_without_jobs_the_pipelines_are_compared(world: World) -> None:
    """A project may have none."""
    world.yaml("migration.yaml", {"pipelines": {LOAD: {}, OTHER: {}}})
    assert works([], [], lambda _: None) == [["--pipeline", LOAD], ["--pipeline", OTHER]]
