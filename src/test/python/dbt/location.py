"""The jobs under test, as a generated project writes them."""

from collections.abc import Iterator

import dagster as dg
from dagster_project import dbt
from dagster_project.singer.jobs import Task, asset_job, op_job

JOBS = {
    "seed_run_test": ("seed", "run", "test"),
    "one_then_other": ("seed", "one", "other", "test"),
    "build_alone": ("build",),
    "everything": ("freshness", "seed", "snapshot", "run", "test"),
    "run_alone": ("run",),
    "test_alone": ("test",),
}
MODELS = {"one", "build", "run"}


def definitions() -> dg.Definitions:
    """Everything of the location, with a job for each entry of JOBS."""
    project = dbt.DbtProject(
        name="dbt_postgres", plugin_type="utilities", plugin="dbt-postgres"
    )

    @dbt.models(project)
    def dbt_postgres_models(
        context: dg.AssetExecutionContext, config: dbt.DbtOptions
    ) -> Iterator[dg.MaterializeResult]:
        yield from dbt.run_models(context, config, project)

    @dbt.tests(project)
    def dbt_postgres_tests(
        context: dg.AssetCheckExecutionContext, config: dbt.DbtOptions
    ) -> Iterator[dg.AssetCheckResult]:
        yield from dbt.run_tests(context, config, project)

    steps = {name: dbt.step(project, name) for name in ("freshness", "seed", "snapshot", "other")}

    def task(command: str) -> Task:
        if command == "test":
            return dbt.task(f"dbt-postgres:{command}", dbt_postgres_tests)
        if command in MODELS:
            return dbt.task(f"dbt-postgres:{command}", dbt_postgres_models)
        return dbt.task(f"dbt-postgres:{command}", steps[command])

    jobs = [
        asset_job(name=name, meltano_name=name, tasks=[task(command) for command in commands])
        for name, commands in JOBS.items()
    ]
    twice = op_job(
        name="twice",
        meltano_name="twice",
        tasks=[task("seed"), task("run"), task("test"), task("run")],
    )
    return dg.Definitions(
        assets=[dbt_postgres_models, *steps.values()],
        asset_checks=[dbt_postgres_tests],
        jobs=[*jobs, twice],
    )


def job(name: str) -> dg.JobDefinition:
    """One of the jobs, to be executed outside of this process as well."""
    return definitions().resolve_job_def(name)
