"""Meltano jobs as Dagster jobs.

A Meltano job runs its tasks one after the other and stops at the first that fails. `asset_job`
keeps that with the in-order executor (`order: strict` in migration.yaml), or leaves order to the
lineage of the assets (`order: lineage`). `op_job` is for what an asset job cannot say: one task
twice.
"""

import inspect
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, cast

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.executor import TASK_TAG, in_order
from dagster_project.singer.project import Project
from dagster_project.singer.schedules import PROJECT_TAG
from dagster_project.singer.switchboard import Switchboard
from dagster_project.singer.variables import RESOURCE, defaults, run_config

JOB_TAG = "meltano/job"
ENVIRONMENT_TAG = "meltano/environment"
# On runs that import files, and in the metadata of the assets that they fill: the importer.
IMPORTER_TAG = "files/importer"
TASKS = "meltano/tasks"


@dataclass(frozen=True)
class Task:
    """A task of a Meltano job: one step.

    Attributes:
        text: the task as meltano.yml has it.
        asset: the definition whose step runs it; one of checks only is fine too.
        config: run configuration of the step.
        keys: which assets of the definition it fills; None for all.
        checks: whether the asset checks that its step makes itself are part of the job.
        group: tasks of a group are one step under `order: lineage`, if one of them has `merged`.
        merged: the configuration with which this task stands for its group.
    """

    text: str
    asset: dg.AssetsDefinition
    config: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[dg.AssetKey, ...] | None = None
    checks: bool = False
    group: str | None = None
    merged: Mapping[str, object] | None = None

    @property
    def step(self) -> str:
        """The key of its step."""
        return self.asset.op.name

    @property
    def selection(self) -> dg.AssetSelection:
        """What of the definition the job selects; checks of others run where a task names them."""
        if isinstance(self.asset, dg.AssetChecksDefinition):
            return dg.AssetSelection.checks(self.asset)
        assets = dg.AssetSelection.assets(*(self.keys or self.asset.keys)).without_checks()
        return assets | dg.AssetSelection.checks(self.asset) if self.checks else assets


def asset_job(
    *,
    name: str,
    meltano_name: str,
    tasks: Sequence[Task],
    variables: Mapping[str, str] | None = None,
    checks: Sequence[dg.AssetChecksDefinition] = (),
) -> dg.JobDefinition | Any:  # noqa: ANN401, Dagster resolves asset jobs later
    """A job of assets in Meltano's order.

    Args:
        name: name of the job.
        meltano_name: its name in meltano.yml.
        tasks: its tasks in order, each once.
        variables: variables of its runs, the defaults of the resource `variables`.
        checks: asset checks of your own that are to run with it, each right after the task that
            fills its asset.

    Raises:
        ValueError: two tasks have the same step; such a job is an `op_job`.
    """
    strict = Switchboard.load().order(name) == "strict"
    chosen = tuple(tasks) if strict else merged_tasks(tasks)
    steps = [task.step for task in chosen]
    if len(set(steps)) < len(steps):
        raise ValueError(f"job {name}: a step can be in an asset job once only; use op_job")
    selection = chosen[0].selection
    for other in [*(t.selection for t in chosen[1:]), *map(dg.AssetSelection.checks, checks)]:
        selection = selection | other
    executor = None
    if strict:
        order = step_order(chosen, checks)
        executor = in_order.configured({"order": order}, name=f"{name}_order")
    return dg.define_asset_job(
        name=name,
        selection=selection,
        config=_run_config({t.step: t.config for t in chosen}, _taken(variables, chosen)),
        tags=_tags(meltano_name, variables, tasks),
        metadata=_metadata(tasks, variables),
        description=_description(meltano_name, tasks),
        executor_def=executor,
    )


def merged_tasks(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with each group that can be one step as that step."""
    leaders: dict[str, Task] = {}
    for task in tasks:
        if task.group is not None and task.merged is not None:
            leaders.setdefault(task.group, task)
    result = []
    for task in tasks:
        leader = leaders.get(task.group) if task.group is not None else None
        if leader is None:
            result.append(task)
        elif leader is task:
            result.append(replace(task, config=task.merged, keys=None))
    return tuple(result)


def step_order(
    tasks: Sequence[Task], checks: Sequence[dg.AssetChecksDefinition] = ()
) -> list[list[str]]:
    """The step keys of a job, a list a task; a check follows the task that fills its asset."""
    order = [[task.step] for task in tasks]
    for check in checks:
        checked = {key.asset_key for key in check.check_keys}
        places = [i for i, task in enumerate(tasks) if checked & set(task.asset.keys)]
        order[max(places, default=len(order) - 1)].append(check.op.name)
    return order


def op_job(
    *,
    name: str,
    meltano_name: str,
    tasks: Sequence[Task],
    variables: Mapping[str, str] | None = None,
) -> dg.JobDefinition:
    """A job whose tasks are ops in a chain: any task may come more than once.

    Materializations and check results are events of the ops; Dagster does not plan them before the
    run.

    Args:
        name: name of the job.
        meltano_name: its name in meltano.yml.
        tasks: its tasks in order.
        variables: variables of its runs, the defaults of the resource `variables`.
    """
    names: list[str] = []
    for task in tasks:
        base, count = (
            f"{name}__{task.step}",
            1 + sum(t.step == task.step for t in tasks[: len(names)]),
        )
        names.append(base if count == 1 else f"{base}_{count}")
    ops = [_op(step, task) for step, task in zip(names, tasks, strict=True)]

    @dg.job(
        name=name,
        config=_run_config(
            {n: t.config for n, t in zip(names, tasks, strict=True)}, _taken(variables, tasks)
        ),
        tags=_tags(meltano_name, variables, tasks),
        metadata=_metadata(tasks, variables),
        description=_description(meltano_name, tasks),
        executor_def=in_order.configured({"order": [[n] for n in names]}, name=f"{name}_order"),
    )
    def chain() -> None:
        done: list[Any] = []
        # Steps that are one task wait for the task before them, not for one another.
        for _, steps in groupby(ops, lambda op: op.tags.get(TASK_TAG, op.name)):
            done = [op(done) if done else op() for op in steps]

    return chain


class _StepContext:
    """The context of an op, with what the body of an asset asks for besides."""

    def __init__(self, context: dg.OpExecutionContext, task: Task) -> None:
        self._context = context
        is_checks = isinstance(task.asset, dg.AssetChecksDefinition)
        self.selected_asset_keys = set() if is_checks else set(task.keys or task.asset.keys)
        self.selected_asset_check_keys = set(task.asset.check_keys)
        self.op_execution_context = context

    def __getattr__(self, name: str) -> object:
        return getattr(self._context, name)


def _op(name: str, task: Task) -> dg.OpDefinition:
    definition: Any = task.asset.op  # of its function and schema Dagster exports no types
    body = definition.compute_fn.decorated_fn
    config_type = typing.get_type_hints(body).get("config")
    takes_context = "context" in inspect.signature(body).parameters

    @dg.op(
        name=name,
        description=task.text,
        ins={"done": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        config_schema=definition.config_schema,
        pool=definition.pool,
        required_resource_keys=definition.required_resource_keys,
        retry_policy=definition.retry_policy,
        tags=definition.tags,
    )
    def step(context: dg.OpExecutionContext) -> None:
        arguments: dict[str, object] = {}
        if takes_context:
            arguments["context"] = _StepContext(context, task)
        if config_type is not None:
            arguments["config"] = config_type(**context.op_config)
        for result in _results(body(**arguments)):
            context.log_event(cast("Any", _event(result, task)))
            for check in _checks(result):
                context.log_event(cast("Any", _event(check, task)))

    return step


def _results(returned: object) -> Iterable[object]:
    if returned is None:
        return ()
    if isinstance(returned, dg.MaterializeResult | dg.AssetCheckResult):
        # These are tuples, so iterable themselves.
        return (returned,)
    return returned if isinstance(returned, Iterable) else (returned,)


def _checks(result: object) -> Iterable[dg.AssetCheckResult]:
    """The results of checks that came with a materialization."""
    own = isinstance(result, dg.MaterializeResult) and result.check_results
    return own or ()


def _event(result: object, task: Task) -> dg.AssetMaterialization | dg.AssetCheckEvaluation:
    if isinstance(result, dg.AssetCheckResult):
        spec = next(
            s
            for s in task.asset.check_specs
            if (result.check_name is None or s.name == result.check_name)
            and (result.asset_key is None or s.asset_key == result.asset_key)
        )
        return dg.AssetCheckEvaluation(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=result.passed,
            severity=result.severity,
            metadata=result.metadata,
            description=result.description,
        )
    if isinstance(result, dg.MaterializeResult):
        key = result.asset_key or next(iter(task.asset.keys))
        return dg.AssetMaterialization(asset_key=key, metadata=result.metadata, tags=result.tags)
    raise TypeError(f"task `{task.text}` gave {type(result).__name__}")


def unsupported(*, name: str, code: str, text: str, advice: str) -> dg.AssetsDefinition:
    """A step for a task that was not converted: it always fails, with its text and what to do.

    Args:
        name: name of the step.
        code: the diagnostic of m2d.
        text: the task as meltano.yml has it.
        advice: what to do.
    """

    @dg.multi_asset(
        name=name,
        specs=[
            dg.AssetSpec(
                ["unsupported", name], group_name="unsupported", description=f"{text}\n\n{advice}"
            )
        ],
    )
    def fail() -> Iterator[dg.MaterializeResult]:
        raise dg.Failure(
            f"{code}: `{text}` was not converted. {advice}",
            metadata={"task": text, "code": code},
            allow_retries=False,
        )
        yield dg.MaterializeResult()

    return fail


def _taken(variables: Mapping[str, str] | None, tasks: Sequence[Task]) -> Mapping[str, str] | None:
    """The variables, when a step takes them: Dagster refuses what is meant for a resource else."""
    taken = any(RESOURCE in task.asset.op.required_resource_keys for task in tasks)
    return variables if taken else None


def _run_config(
    steps: Mapping[str, Mapping[str, object]], variables: Mapping[str, str] | None
) -> dict[str, object]:
    ops = {step: {"config": dict(config)} for step, config in steps.items() if config}
    return {**({"ops": ops} if ops else {}), **run_config(variables)}


def _tags(
    meltano_name: str, variables: Mapping[str, str] | None, tasks: Sequence[Task]
) -> dict[str, str]:
    found = [spec.metadata.get(IMPORTER_TAG) for task in tasks for spec in task.asset.specs]
    importers = ",".join(dict.fromkeys(str(name) for name in found if name))
    return {
        **run_tags(variables or {}),
        JOB_TAG: meltano_name,
        **({IMPORTER_TAG: importers} if importers else {}),
    }


def run_tags(variables: Mapping[str, str]) -> dict[str, str]:
    """The tags of a job whose runs have these variables."""
    return project_tags(Project.load().for_run(None, variables))


def project_tags(project: Project) -> dict[str, str]:
    """The tags of all jobs: the project, and the environment that their runs have."""
    try:
        environment = project.environment
    except KitError:
        # Each step says so; the location loads, so that people can see that.
        environment = project.environ.get("MELTANO_ENVIRONMENT")
    return {PROJECT_TAG: project.name, ENVIRONMENT_TAG: environment or "none"}


def _metadata(
    tasks: Sequence[Task], variables: Mapping[str, str] | None
) -> dict[str, dg.MetadataValue]:
    listed = [{"text": t.text, "step": t.step, "config": dict(t.config)} for t in tasks]
    return {TASKS: dg.MetadataValue.json(listed), **defaults(variables)}


def _description(meltano_name: str, tasks: Sequence[Task]) -> str:
    # Steps in a row that a native pipeline has in the place of one task are told as that one.
    told = [
        task.text
        for before, task in zip((None, *tasks), tasks, strict=False)
        if before is None or task.text != before.text or task.step == before.step
    ]
    lines = "\n".join(f"{number}. `{text}`" for number, text in enumerate(told, 1))
    return f"Meltano job `{meltano_name}`:\n\n{lines}"
