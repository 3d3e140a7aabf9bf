"""What a run of a dbt step may be told."""

import dagster as dg
from pydantic import Field


class DbtOptions(dg.Config):
    """Run configuration of a dbt step.

    Without a command `dbt build` (or `dbt test`) runs for the assets (checks) that were selected.
    """

    command: str | None = Field(
        default=None,
        description="Command of the Meltano plugin (run, build, one of your own): exactly that.",
    )
    arguments: list[str] = Field(
        default=[], description="Further arguments of dbt, as `meltano invoke` passes them on."
    )
    full_refresh: bool = Field(
        default=False, description="Build incremental models and seeds again from nothing."
    )
    extractor: str | None = Field(
        default=None, description="Tap of an EL(T) schedule, whose variables dbt sees."
    )
    loader: str | None = Field(
        default=None, description="Target of an EL(T) schedule, whose variables dbt sees."
    )
    time_limit_seconds: int | None = Field(
        default=None, ge=1, description="End dbt after so many seconds."
    )
