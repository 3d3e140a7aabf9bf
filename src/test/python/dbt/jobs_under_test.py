"""The jobs under test, as a generated project writes them."""

import importlib

import dagster as dg
from dagster_project import dbt
from dagster_project.singer.jobs import Task, asset_job, op_job

JOBS = {
    "seed_run_test": ("seed", "run", "test"),
    "one_then_other": ("seed", "one", "other", "test"),
    "build_alone": ("build",),
    "seed_and_snapshot": ("seed", "snapshot"),
    "run_alone": ("run",),
    "test_alone": ("test",),
}
MODELS = {"one", "build", "run", "snapshot"}


def definitions() -> dg.Definitions:
    """Everything of the location, with a job for each entry of JOBS."""
    # The manifest decides what the steps own, so each test loads the module anew.
    module = importlib.reload(importlib.import_module("dagster_project.defs.assets.dbt_assets"))
    project = module.DBT_POSTGRES
    dbt_postgres_models, dbt_postgres_tests = (
        module.dbt_postgres_models,
        module.dbt_postgres_tests,
    )
    steps = {name: dbt.step(project, name) for name in ("freshness", "seed", "other")}

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
