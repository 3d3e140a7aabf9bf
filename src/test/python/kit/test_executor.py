"""The in-order executor: Meltano's order, stop at the first failure, resume, cancel."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster_project.singer import in_order
from dagster_project.singer.executor import groups

LOG = "M2D_TEST_ORDER"


def note(name: str) -> None:
    """Write down that a step runs, and do what a file of that name asks for."""
    folder = Path(os.environ[LOG])
    with (folder / "order").open("a") as file:
        file.write(f"{name}\n")
    if (folder / f"fail-{name}").exists():
        raise dg.Failure(f"{name} fails")
    if (folder / f"wait-{name}").exists():
        (folder / "waiting").touch()
        time.sleep(30)


def step(
    name: str, *assets: str, deps: tuple[str, ...] = (), pool: str | None = None
) -> dg.AssetsDefinition:
    specs = [dg.AssetSpec(asset, deps=list(deps)) for asset in assets]

    @dg.multi_asset(name=name, specs=specs, can_subset=True, pool=pool)
    def run(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        note(name)
        for key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key)

    return run


@dg.asset_check(asset="a1")
def a1_check() -> dg.AssetCheckResult:
    note("a1_check")
    return dg.AssetCheckResult(passed=True)


def definitions() -> dg.Definitions:
    # `models` depends on `el_b`, and the job `against` runs it before: Meltano does not care.
    order = [["el_b"], ["el_a", a1_check.op.name], ["models"], ["el_c"]]
    against = [["models"], ["el_c"], ["el_b"], ["el_a"]]
    return dg.Definitions(
        assets=[
            step("el_a", "a1", "a2"),
            step("el_b", "b1", pool="b"),
            step("el_c", "c1"),
            step("models", "m1", deps=("a1", "b1")),
        ],
        asset_checks=[a1_check],
        jobs=[
            dg.define_asset_job(
                name,
                selection=dg.AssetSelection.all(),
                executor_def=in_order.configured({"order": wanted}, name=f"{name}_order"),
            )
            for name, wanted in (("daily", order), ("against", against))
        ],
    )


def daily() -> dg.JobDefinition:
    return definitions().resolve_job_def("daily")


def against() -> dg.JobDefinition:
    return definitions().resolve_job_def("against")


class Scene:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance = dg.DagsterInstance.local_temp(str(folder))

    def run(self, job: Callable[[], dg.JobDefinition], **options: object) -> dg.JobExecutionResult:
        return dg.execute_job(dg.reconstructable(job), self.instance, **options)

    @property
    def order(self) -> list[str]:
        path = self.folder / "order"
        return path.read_text().split() if path.exists() else []

    def wait_for_a_pending_step(self) -> None:
        """Until a step waits for pool b; a step that has its slot is listed too."""
        pool = self.instance.event_log_storage
        while all(s.assigned_timestamp for s in pool.get_concurrency_info("b").pending_steps):
            time.sleep(0.05)

    def forget(self) -> None:
        (self.folder / "order").unlink()


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv(LOG, str(tmp_path))
    made = Scene(tmp_path)
    yield made
    made.instance.dispose()


def test_keeps_the_order_and_plans_every_asset(scene: Scene) -> None:
    with scene.run(daily) as result:
        assert result.success
    events = scene.instance.all_logs(result.run_id)
    planned = [
        e.dagster_event.asset_key.to_user_string()
        for e in events
        if e.is_dagster_event
        and e.dagster_event.event_type_value == "ASSET_MATERIALIZATION_PLANNED"
    ]

    assert scene.order == ["el_b", "el_a", "a1_check", "models", "el_c"]
    assert sorted(planned) == ["a1", "a2", "b1", "c1", "m1"]


def test_order_against_lineage(scene: Scene) -> None:
    with scene.run(against) as result:
        assert result.success

    assert scene.order == ["models", "el_c", "el_b", "el_a", "a1_check"]


def test_stops_at_the_first_failure(scene: Scene) -> None:
    (scene.folder / "fail-el_a").touch()

    with scene.run(daily, raise_on_error=False) as result:
        assert not result.success

    assert scene.order == ["el_b", "el_a"]  # el_c does not depend on it, and does not run


def test_resumes_at_the_failed_step(scene: Scene) -> None:
    failing = scene.folder / "fail-el_a"
    failing.touch()
    with scene.run(daily, raise_on_error=False) as result:
        assert not result.success
    failing.unlink()
    scene.forget()

    again = dg.ReexecutionOptions.from_failure(result.run_id, scene.instance)
    with scene.run(daily, reexecution_options=again) as result:
        assert result.success

    assert scene.order == ["el_a", "a1_check", "models", "el_c"]


def test_a_cancelled_run_starts_nothing_more(scene: Scene) -> None:
    (scene.folder / "wait-el_a").touch()

    def interrupt() -> None:
        while not (scene.folder / "waiting").exists():
            time.sleep(0.05)
        os.kill(os.getpid(), 15)

    threading.Thread(target=interrupt).start()
    with scene.run(daily) as result:
        assert not result.success

    assert scene.order == ["el_b", "el_a"]


def test_a_run_that_waits_for_a_pool_can_be_cancelled(scene: Scene) -> None:
    scene.instance.event_log_storage.set_concurrency_slots("b", 1)
    scene.instance.event_log_storage.claim_concurrency_slot("b", "another-run", "step")

    def interrupt() -> None:
        scene.wait_for_a_pending_step()
        os.kill(os.getpid(), 15)

    threading.Thread(target=interrupt).start()
    with scene.run(daily) as result:
        assert not result.success

    assert scene.order == []
    waiting = scene.instance.event_log_storage.get_concurrency_info("b").pending_steps
    assert result.run_id not in {step.run_id for step in waiting}


def test_a_run_goes_on_when_its_pool_is_free(scene: Scene) -> None:
    storage = scene.instance.event_log_storage
    storage.set_concurrency_slots("b", 1)
    storage.claim_concurrency_slot("b", "another-run", "step")

    def free() -> None:
        scene.wait_for_a_pending_step()
        storage.free_concurrency_slots_for_run("another-run")

    threading.Thread(target=free).start()
    with scene.run(daily) as result:
        assert result.success

    assert scene.order == ["el_b", "el_a", "a1_check", "models", "el_c"]


def test_a_subset_keeps_the_order(scene: Scene) -> None:
    chosen = [dg.AssetKey("c1"), dg.AssetKey("b1")]

    with scene.run(daily, asset_selection=chosen) as result:
        assert result.success

    assert scene.order == ["el_b", "el_c"]


def test_groups() -> None:
    order = [["c"], ["a", "b"]]

    assert list(groups(order, ["a", "b", "c", "d", "e"])) == [("c",), ("a", "b"), ("d", "e")]
    assert list(groups(order, ["b"])) == [("b",)]
    assert list(groups([], [])) == []
