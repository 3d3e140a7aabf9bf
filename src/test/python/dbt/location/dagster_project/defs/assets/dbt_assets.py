"""The dbt project under test, as a generated project has it."""

from collections.abc import Iterator

import dagster as dg
from dagster_project import dbt

DBT_POSTGRES = dbt.DbtProject(name="dbt_postgres", plugin_type="utilities", plugin="dbt-postgres")


@dbt.models(DBT_POSTGRES)
def dbt_postgres_models(
    context: dg.AssetExecutionContext, config: dbt.DbtOptions
) -> Iterator[dg.MaterializeResult]:
    """Build models, seeds and snapshots with the dbt command of the job's task."""
    yield from dbt.run_models(context, config, DBT_POSTGRES)


@dbt.tests(DBT_POSTGRES)
def dbt_postgres_tests(
    context: dg.AssetCheckExecutionContext, config: dbt.DbtOptions
) -> Iterator[dg.AssetCheckResult]:
    """Run the tests with the dbt command of the job's task."""
    yield from dbt.run_tests(context, config, DBT_POSTGRES)
