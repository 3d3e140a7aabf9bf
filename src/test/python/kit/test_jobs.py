"""Jobs: which steps, in which order, with which checks."""

from collections.abc import Iterator

import dagster as dg
import pytest
from conftest import World
from dagster_project.singer.jobs import (
    IMPORTER_TAG,
    Task,
    asset_job,
    merged_tasks,
    op_job,
    step_order,
)


def asset(name: str, **metadata: str) -> dg.AssetsDefinition:
    @dg.multi_asset(name=name, specs=[dg.AssetSpec(["raw", name], metadata=metadata)])
    def body() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    return body


def check(name: str, of: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=dg.AssetKey(["raw", of]), name=name)
    def body() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    return body


def test_a_check_follows_the_task_that_fills_its_asset() -> None:
    tasks = [Task("a", asset("a")), Task("b", asset("b"))]
    order = step_order(tasks, [check("fine", "a"), check("elsewhere", "z")])
    assert order == [["a", "raw__a_fine"], ["b", "raw__z_elsewhere"]]


def test_lineage_makes_one_step_of_a_group() -> None:
    models, tests, other = asset("models"), asset("tests"), asset("other")
    tasks = [
        Task("tap target", other),
        Task("dbt:test", tests, {"command": "test"}, group="dbt"),
        Task("dbt:run", models, {"command": "run"}, group="dbt", merged={"command": "build"}),
        Task("dbt:docs", asset("docs"), {"command": "docs"}),
    ]
    merged = merged_tasks(tasks)
    assert [task.text for task in merged] == ["tap target", "dbt:run", "dbt:docs"]
    assert merged[1].config == {"command": "build"}


def test_a_group_without_a_leader_stays_as_it_is() -> None:
    tasks = [Task("dbt:test", asset("tests"), {"command": "test"}, group="dbt")]
    assert merged_tasks(tasks) == tuple(tasks)


def test_an_asset_job_refuses_a_step_twice(world: World) -> None:
    world.write()
    same = asset("a")
    with pytest.raises(ValueError, match="op_job"):
        asset_job(name="j", meltano_name="j", tasks=[Task("a", same), Task("a", same)])


def test_checks_run_only_where_they_are_named(world: World) -> None:
    world.write()
    one, fine, silent = asset("a"), check("fine", "a"), check("silent", "a")
    job = asset_job(name="j", meltano_name="j", tasks=[Task("a", one)], checks=[fine])
    definitions = dg.Definitions(assets=[one], asset_checks=[fine, silent], jobs=[job])
    result = definitions.resolve_job_def("j").execute_in_process()
    assert [e.check_name for e in result.get_asset_check_evaluations()] == ["fine"]


def checked(name: str) -> dg.AssetsDefinition:
    key = dg.AssetKey(["raw", name])

    @dg.multi_asset(
        name=name,
        specs=[dg.AssetSpec(key)],
        check_specs=[dg.AssetCheckSpec("own", asset=key)],
        can_subset=True,
        retry_policy=dg.RetryPolicy(max_retries=1),
    )
    def body(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        if context.run.job_name == "twice" and context.retry_number == 0:
            raise dg.RetryRequested(max_retries=1)
        wanted = context.selected_asset_check_keys
        result = dg.AssetCheckResult(passed=True, asset_key=key, check_name="own")
        yield dg.MaterializeResult(asset_key=key, check_results=[result] if wanted else [])

    return body


@pytest.mark.parametrize(("checks", "evaluated"), [(True, ["own"]), (False, [])])
def test_own_checks_of_a_step_run_where_the_task_says_so(
    world: World, checks: bool, evaluated: list[str]
) -> None:
    world.write()
    one, silent = checked("a"), check("silent", "a")
    job = asset_job(name="j", meltano_name="j", tasks=[Task("a", one, checks=checks)])
    definitions = dg.Definitions(assets=[one], asset_checks=[silent], jobs=[job])
    result = definitions.resolve_job_def("j").execute_in_process()
    assert [e.check_name for e in result.get_asset_check_evaluations()] == evaluated


def test_a_chain_of_ops_tells_checks_that_come_with_a_materialization(world: World) -> None:
    world.write()
    task = Task("a", checked("a"), checks=True)
    job = op_job(name="twice", meltano_name="twice", tasks=[task, task])
    result = job.execute_in_process()
    assert [e.check_name for e in result.get_asset_check_evaluations()] == ["own", "own"]


def test_steps_in_the_place_of_one_task_are_told_once(world: World) -> None:
    world.write()
    files, rows, other = asset("files"), asset("rows"), asset("other")
    tasks = [Task("tap target", files), Task("tap target", rows), Task("dbt:run", other)]
    job = asset_job(name="j", meltano_name="j", tasks=tasks)
    resolved = dg.Definitions(assets=[files, rows, other], jobs=[job]).resolve_job_def("j")
    assert resolved.description == "Meltano job `j`:\n\n1. `tap target`\n2. `dbt:run`"
    twice = op_job(name="j", meltano_name="j", tasks=[Task("a", files), Task("a", files)])
    assert twice.description == "Meltano job `j`:\n\n1. `a`\n2. `a`"


def test_a_job_says_where_it_comes_from(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write()
    monkeypatch.setenv("MELTANO_ENVIRONMENT", "prod")
    one = asset("a")
    job = asset_job(name="j", meltano_name="the-job", tasks=[Task("tap target", one)])
    resolved = dg.Definitions(assets=[one], jobs=[job]).resolve_job_def("j")
    assert resolved.tags["meltano/project"] == "acme"
    assert resolved.tags["meltano/job"] == "the-job"
    assert resolved.tags["meltano/environment"] == "prod"
    assert "tap target" in resolved.description


def test_a_job_says_whose_files_it_imports(world: World) -> None:
    world.write()
    one, two = (asset(name, **{IMPORTER_TAG: f"{name}_importer"}) for name in ("one", "two"))
    tasks = [Task("tap target", one), Task("tap two", two), Task("dbt:run", asset("other"))]
    job = asset_job(name="j", meltano_name="j", tasks=tasks)
    resolved = dg.Definitions(assets=[t.asset for t in tasks], jobs=[job]).resolve_job_def("j")
    assert resolved.tags["files/importer"] == "one_importer,two_importer"
    twice = op_job(name="t", meltano_name="t", tasks=[tasks[0], tasks[0]])
    assert twice.tags["files/importer"] == "one_importer"
    assert "files/importer" not in op_job(name="o", meltano_name="o", tasks=tasks[2:]).tags
