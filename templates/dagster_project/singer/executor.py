"""Steps in the order of a Meltano job: one task after the other, nothing after the first failure.

Dagster orders steps by lineage and goes on with whatever does not depend on a failed step; Meltano
does neither. This executor gives Dagster's own in-process executor one group of steps at a time.
It leans on fields of ``ExecutionPlan`` that Dagster does not promise to keep; a test of the
generated project holds them, and the version of Dagster is pinned.
"""

import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster._core.errors import raise_execution_interrupts

_POLL_SECONDS = 0.5
# Steps with one value of this tag are one task of Meltano. One of them that fails with this among
# its metadata does not keep the others from being executed.
TASK_TAG = "meltano/task"
OTHERS_GO_ON = "others_go_on"


class InOrderExecutor(dg.Executor):
    """Executes groups of steps one after the other.

    Args:
        order: the step keys of each group. Steps of the run that are in no group come last; keys
            that are not part of the run (a subset, a run from a failure on) are passed over.
        inner: executes one group.
    """

    def __init__(self, order: Sequence[Sequence[str]], inner: dg.Executor) -> None:
        """Remember the order."""
        self._order = order
        self._inner = inner

    @property
    def retries(self) -> Any:  # noqa: ANN401 - a type that Dagster does not export
        """The inner executor's."""
        return self._inner.retries

    @property
    def step_dependency_config(self) -> Any:  # noqa: ANN401 - as above
        """The inner executor's."""
        return self._inner.step_dependency_config

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[Any]:  # noqa: ANN401
        """Execute the groups until one fails; those of its task too where that is no matter."""
        left: frozenset[str] | None = None
        for group in groups(self._order, execution_plan.step_keys_to_execute):
            if left is not None and group[0] not in left:
                return
            plan = execution_plan._replace(
                executable_map={key: execution_plan.executable_map[key] for key in group},
                step_handles_to_execute=[
                    handle
                    for handle in execution_plan.step_handles_to_execute
                    if handle.to_key() in group
                ],
            )
            # The inner executor takes the plan from its context and not from its argument.
            context = copy.copy(plan_context)
            context._plan_data = plan_context.plan_data._replace(execution_plan=plan)
            for event in self._inner.execute(context, plan):
                if event.is_step_failure:
                    others = others_of(execution_plan, event)
                    left = others if left is None else left & others
                yield event
                await_pool(plan_context.instance, event)


def others_of(execution_plan: Any, event: Any) -> frozenset[str]:  # noqa: ANN401 - as above
    """The steps that are executed all the same after one has failed.

    Args:
        execution_plan: of the run.
        event: tells of the failure.
    """
    said = event.step_failure_data.user_failure_data
    tags = execution_plan.get_step_by_key(event.step_key).tags
    if said is None or OTHERS_GO_ON not in said.metadata or TASK_TAG not in tags:
        return frozenset()
    steps = map(execution_plan.get_step_by_key, execution_plan.step_keys_to_execute)
    return frozenset(step.key for step in steps if step.tags.get(TASK_TAG) == tags[TASK_TAG])


def await_pool(instance: dg.DagsterInstance, event: Any) -> None:  # noqa: ANN401 - as above
    """Wait for the slot of a step that is blocked by the limit of its pool.

    Dagster's in-process executor waits without a pause and hears no interrupt while it does.

    Args:
        instance: the instance that holds the pools.
        event: of the run; one that does not tell of a blocked step is passed over.

    Raises:
        DagsterExecutionInterruptedError: the run is to end.
    """
    data = event.event_specific_data if event.is_engine_event else None
    pool = data.metadata.get("pool") if data else None
    if not isinstance(pool, dg.PoolMetadataValue):
        return
    mine = (event.logging_tags["run_id"], event.step_key)
    while any(
        (step.run_id, step.step_key) == mine and step.assigned_timestamp is None
        for step in instance.event_log_storage.get_concurrency_info(pool.value).pending_steps
    ):
        with raise_execution_interrupts():
            time.sleep(_POLL_SECONDS)


def groups(order: Sequence[Sequence[str]], steps: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Divide the steps of a run: the groups in their order, then all steps that are in no group."""
    ordered = {step for group in order for step in group}
    for group in order:
        wanted = tuple(step for step in steps if step in group)
        if wanted:
            yield wanted
    rest = tuple(step for step in steps if step not in ordered)
    if rest:
        yield rest


@dg.executor(name="in_order", config_schema={"order": [[str]]})
def in_order(init: dg.InitExecutorContext) -> InOrderExecutor:
    """Execute an asset job in Meltano's order; the configuration is the order of the step keys."""
    inner = dg.in_process_executor.executor_creation_fn
    if inner is None:
        raise dg.DagsterInvariantViolationError("dagster has no in-process executor")
    config: Mapping[str, Any] = init.executor_config
    executor = inner(
        dg.InitExecutorContext(
            job=init.job,
            executor_def=dg.in_process_executor,
            executor_config={"retries": {"enabled": {}}},
            instance=init.instance,
        )
    )
    return InOrderExecutor(config["order"], executor)


# Steps as Dagster orders them, in one process; one that waits for its pool sleeps meanwhile.
one_by_one = in_order.configured({"order": []}, name="one_by_one")
