"""The jobs of test_order.py; in a module, as Dagster loads a job again where it runs it."""

import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from dagster_project.singer.jobs import Task, asset_job, op_job, unsupported


def step(name: str, *deps: str) -> dg.AssetsDefinition:
    """An asset that notes its run, and fails when the variable FAILING names it."""

    @dg.asset(key=["order", name], deps=[dg.AssetKey(["order", dep]) for dep in deps])
    def body() -> None:
        with Path(os.environ["STEPS"]).open("a") as file:
            file.write(f"{name}\n")
        if os.environ.get("FAILING") == name:
            raise dg.Failure(f"{name} fails")

    return body


def job(name: str) -> dg.JobDefinition:
    """One of the jobs: `strict`, `lineage` (by migration.yaml), `twice`, `stub`."""
    # By their names and by their lineage these would run a, b, c.
    first, second, third = step("a"), step("b", "a"), step("c")
    stub = unsupported(name="stub_mail", code="M2D0000", text="send-mail", advice="Write it.")
    tasks = [Task("c", third), Task("b", second), Task("a", first)]
    make: Callable[..., dg.JobDefinition] = op_job if name == "twice" else asset_job
    if name == "twice":
        tasks = [*tasks, Task("c", third)]
    if name == "stub":
        tasks = [Task("a", first), Task("send-mail", stub), Task("c", third)]
    made = make(name=name, meltano_name=f"meltano-{name}", tasks=tasks)
    return dg.Definitions(assets=[first, second, third, stub], jobs=[made]).resolve_job_def(name)
