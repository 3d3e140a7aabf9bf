"""Variables of a job: what the script that ran it with Meltano set before it called Meltano.

They are run configuration, so that a person can change one for one run in the launchpad. A run
that names only some of them keeps the job's values of the others, which its metadata hold.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from pydantic import Field

RESOURCE = "variables"


class RunVariables(dg.ConfigurableResource):
    """Variables of one run, for every step of it and whoever carries the step out.

    They win over the surroundings and over the `env` of a schedule, as an export of a script does.
    `${NAME:-text}` in a value leaves the last word to the surroundings: it is the variable NAME
    where that is set and not empty, else the text (`${NAME-text}`: where it is set). `$NAME` and
    `${NAME}` refer to another variable, and `$$` is a dollar sign.
    """

    values: dict[str, str] = Field(
        default={}, description="Variables of this run by name; `${NAME:-text}` has a default."
    )


def needs(takes_variables: bool) -> set[str]:
    """The resources that a step requires."""
    return {RESOURCE} if takes_variables else set()


def defaults(variables: Mapping[str, str] | None) -> dict[str, dg.MetadataValue]:
    """Metadata of a job that has these variables."""
    return {RESOURCE: dg.MetadataValue.json(dict(variables))} if variables else {}


def run_config(variables: Mapping[str, str] | None) -> dict[str, object]:
    """The run configuration that gives a run these variables."""
    return {"resources": {RESOURCE: {"config": {"values": dict(variables)}}}} if variables else {}


def values_of(job: Any) -> dict[str, str]:  # noqa: ANN401 - Dagster resolves asset jobs later
    """The variables that a job has by its metadata, raw."""
    held = (job.metadata or {}).get(RESOURCE)
    kept = held.value if isinstance(held, dg.JsonMetadataValue) else None
    return {str(name): str(value) for name, value in kept.items()} if kept else {}


def variables_of(context: Any) -> dict[str, str]:  # noqa: ANN401 - of an asset, a check or an op
    """The variables of a run, raw; none for a step that does not take them."""
    found = getattr(context.resources, RESOURCE, None)
    if not isinstance(found, RunVariables):
        return {}
    job = getattr(context, "op_execution_context", context).job_def
    return {**values_of(job), **found.values}
