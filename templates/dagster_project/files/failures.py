"""The sensor that tells people of a run that failed."""

import dagster as dg

from dagster_project.files.notifications import Notice, tell
from dagster_project.files.policy import FilesConfig
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

LONGEST = 3000


def failure_notices(*, name: str) -> dg.SensorDefinition:
    """A sensor that tells failed runs by the channels of files.yaml; stopped until started.

    Args:
        name: name of the sensor.
    """

    @dg.run_failure_sensor(
        name=name,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Tells each failed run by the channels that files.yaml names.",
    )
    def told(context: dg.RunFailureSensorContext) -> None:
        project = Project.load()
        try:
            channels = FilesConfig.load(project).notifications
            tell(notice_of(context), channels, context.log, project.environ)
        except KitError as error:
            raise dg.Failure(description=str(error)) from None

    return told


def notice_of(context: dg.RunFailureSensorContext) -> Notice:
    """What is told of a failed run: the job, and what its steps say."""
    run = context.dagster_run
    steps = [f"{event.step_key}: {_told(event)}" for event in context.get_step_failure_events()]
    text = "\n".join([f"Run {run.run_id}", *(steps or [context.failure_event.message or ""])])
    return Notice(f"{run.job_name} failed", text[:LONGEST])


def _told(event: dg.DagsterEvent) -> str:
    """The description of a failure, which the kit has written for people, or the error itself."""
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return data.user_failure_data.description
    return data.error.message.strip() if data.error else "failed"
