"""Sensors of the code location."""

import dagster as dg


def failure_sensor(*, name: str) -> dg.SensorDefinition:
    """A sensor that logs each failed run of this code location; stopped until someone starts it.

    Args:
        name: name of the sensor.
    """

    @dg.run_failure_sensor(
        name=name,
        description="Writes each failed run to its log; change it to send a message.",
        default_status=dg.DefaultSensorStatus.STOPPED,
    )
    def tell(context: dg.RunFailureSensorContext) -> None:
        """Write to the log of the sensor. Send a message here to whom it concerns."""
        run = context.dagster_run
        context.log.error(
            f"{run.job_name} failed, run {run.run_id}: {context.failure_event.message}"
        )

    return tell
