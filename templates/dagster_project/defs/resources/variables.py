"""The variables of runs: defaults of a job, to be changed for one run in the launchpad."""

import dagster as dg

from dagster_project.singer import RunVariables


@dg.definitions
def resources() -> dg.Definitions:
    """Name the resource that steps of jobs with variables require."""
    return dg.Definitions(resources={"variables": RunVariables()})
