"""Schedules: who is the scheduler, and never two runs of a job at once."""

from datetime import datetime, timezone

import dagster as dg
from world import World

from dagster_project.singer.schedules import job_schedule


@dg.job
def nightly() -> None:
    """A job without steps."""


def tick(world: World, scheduler: str, instance: dg.DagsterInstance) -> object:
    """Evaluate a tick of a schedule of the job."""
    jobs = {"nightly": {"scheduler": scheduler}}
    world.write().yaml("migration.yaml", {"schema_version": 1, "jobs": jobs})
    schedule = job_schedule(
        name="nightly_schedule",
        meltano_name="nightly-schedule",
        job="nightly",
        cron="0 2 * * *",
        meltano_interval="0 2 * * *",
    )
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    now = datetime(2026, 1, 1, 2, tzinfo=timezone.utc)
    with dg.build_schedule_context(instance, scheduled_execution_time=now) as context:
        return schedule(context)


def test_meltano_is_the_scheduler_until_the_cut_over(
    world: World, instance: dg.DagsterInstance
) -> None:
    """The tick says why it does nothing, and where to change that."""
    answer = tick(world, "meltano", instance)
    assert isinstance(answer, dg.SkipReason)
    assert "migration.yaml" in str(answer.skip_message)


def test_dagster_starts_runs_after_the_cut_over(world: World, instance: dg.DagsterInstance) -> None:
    """The run knows its schedule, whose variables its steps then get."""
    answer = tick(world, "dagster", instance)
    assert isinstance(answer, dg.RunRequest)
    assert answer.tags["meltano/schedule"] == "nightly-schedule"


def test_a_tick_is_skipped_while_a_run_is_active(
    world: World, instance: dg.DagsterInstance
) -> None:
    """As Meltano refuses a second run of the same pipeline."""
    status = dg.DagsterRunStatus.STARTED
    run = instance.create_run_for_job(nightly, status=status, tags={"meltano/project": "fake"})
    answer = tick(world, "dagster", instance)
    assert isinstance(answer, dg.SkipReason)
    assert run.run_id in str(answer.skip_message)


def test_jobs_of_other_projects_do_not_count(world: World, instance: dg.DagsterInstance) -> None:
    """Several projects may share a Dagster instance and have a job of one name."""
    status = dg.DagsterRunStatus.STARTED
    instance.create_run_for_job(nightly, status=status, tags={"meltano/project": "other"})
    assert isinstance(tick(world, "dagster", instance), dg.RunRequest)
