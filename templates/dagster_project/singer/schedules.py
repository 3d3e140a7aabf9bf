"""Meltano schedules as Dagster schedules: stopped, under the old name, in UTC unless named."""

import dagster as dg

from dagster_project.singer.project import Project
from dagster_project.singer.request import SCHEDULE_TAG
from dagster_project.singer.switchboard import Switchboard

PROJECT_TAG = "meltano/project"

ACTIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def job_schedule(
    *,
    name: str,
    meltano_name: str,
    job: str,
    cron: str,
    meltano_interval: str,
    timezone: str = "UTC",
) -> dg.ScheduleDefinition:
    """A schedule of a job.

    A tick is skipped, with the reason, while Meltano is the scheduler of the job (migration.yaml),
    and while a run of the job is still active, as Meltano refuses a second run of the same
    pipeline. The `env` of the Meltano schedule reaches the steps of its runs through the run tag
    `meltano/schedule`.

    Args:
        name: name of the schedule.
        meltano_name: its name in meltano.yml.
        job: name of the Dagster job.
        cron: when, as Dagster reads it.
        meltano_interval: the same as meltano.yml has it.
        timezone: the time zone of the cron fields.
    """

    @dg.schedule(
        name=name,
        job_name=job,
        cron_schedule=cron,
        execution_timezone=timezone,
        default_status=dg.DefaultScheduleStatus.STOPPED,
        tags={SCHEDULE_TAG: meltano_name},
        metadata={"meltano/name": meltano_name, "meltano/interval": meltano_interval},
        description=f"Meltano schedule `{meltano_name}`, interval `{meltano_interval}`, in {timezone}.",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if Switchboard.load().scheduler(job) == "meltano":
            return dg.SkipReason(
                f"migration.yaml leaves job `{job}` to Meltano's scheduler: set "
                "`scheduler: dagster` there when Meltano no longer starts it."
            )
        # Another code location of this instance may have a job of the same name.
        mine = {PROJECT_TAG: Project.load().name}
        active = context.instance.get_run_records(
            dg.RunsFilter(job_name=job, statuses=ACTIVE, tags=mine), limit=1
        )
        if active:
            run_id = active[0].dagster_run.run_id
            return dg.SkipReason(f"Run {run_id} of job `{job}` is still active.")
        return dg.RunRequest(tags={SCHEDULE_TAG: meltano_name})

    return tick
