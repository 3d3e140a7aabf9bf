"""Tells when a run of this project fails."""

from dagster_project.singer.sensors import failure_sensor

run_failure = failure_sensor(name="run_failure")
