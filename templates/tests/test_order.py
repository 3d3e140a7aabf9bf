"""A Meltano job runs its tasks in their order and stops at the first that fails."""

from pathlib import Path

import dagster as dg
import order_jobs
import pytest
from world import World


@pytest.fixture
def steps(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the steps note that they ran."""
    path = world.write().root / "steps.txt"
    path.touch()
    monkeypatch.setenv("STEPS", str(path))
    return path


def run(name: str, instance: dg.DagsterInstance) -> dg.JobExecutionResult:
    """Execute a job as Dagster does, with the executor of the job."""
    job = dg.build_reconstructable_job(order_jobs.__name__, "job", (name,))
    return dg.execute_job(job, instance, raise_on_error=False)


def test_tasks_run_in_their_order(steps: Path, instance: dg.DagsterInstance) -> None:
    """Also against the lineage of their assets."""
    result = run("strict", instance)
    assert result.success
    assert steps.read_text().split() == ["c", "b", "a"]
    keys = {event.asset_key for event in result.get_asset_materialization_events()}
    assert keys == {dg.AssetKey(["order", name]) for name in "abc"}


def test_nothing_runs_after_a_failure(
    steps: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dagster alone would go on with what does not depend on the failed step."""
    monkeypatch.setenv("FAILING", "b")
    assert not run("strict", instance).success
    assert steps.read_text().split() == ["c", "b"]


def test_a_run_goes_on_from_its_failure(
    steps: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What succeeded is not repeated."""
    monkeypatch.setenv("FAILING", "b")
    failed = run("strict", instance)
    monkeypatch.delenv("FAILING")
    job = dg.build_reconstructable_job(order_jobs.__name__, "job", ("strict",))
    options = dg.ReexecutionOptions.from_failure(failed.run_id, instance)
    assert dg.execute_job(job, instance, reexecution_options=options).success
    assert steps.read_text().split() == ["c", "b", "b", "a"]


def test_lineage_is_a_switch_away(world: World, steps: Path, instance: dg.DagsterInstance) -> None:
    """`order: lineage` in migration.yaml gives the order to Dagster."""
    jobs = {"lineage": {"order": "lineage"}}
    world.yaml("migration.yaml", {"schema_version": 1, "jobs": jobs})
    job = order_jobs.job("lineage")
    assert job.executor_def.name != "lineage_order"
    assert job.execute_in_process(instance=instance).success
    ran = steps.read_text().split()
    assert ran.index("a") < ran.index("b")


def test_a_task_may_come_twice(steps: Path, instance: dg.DagsterInstance) -> None:
    """Such a job is a chain of ops that report the same assets."""
    result = run("twice", instance)
    assert result.success
    assert steps.read_text().split() == ["c", "b", "a", "c"]


def test_a_chain_of_ops_stops_too(
    steps: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing runs after a failure."""
    monkeypatch.setenv("FAILING", "b")
    assert not run("twice", instance).success
    assert steps.read_text().split() == ["c", "b"]


def test_what_was_not_converted_fails(steps: Path, instance: dg.DagsterInstance) -> None:
    """A task that could not be converted never succeeds, and says what to do."""
    result = run("stub", instance)
    assert not result.success
    [event] = [event for event in result.all_events if event.is_step_failure]
    said = event.step_failure_data.error_display_string
    assert "send-mail" in said
    assert "Write it." in said
    assert steps.read_text().split() == ["a"]
