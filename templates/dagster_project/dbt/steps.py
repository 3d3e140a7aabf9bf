"""What the steps of a dbt project do: run a dbt command and report what it built and tested."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import dagster as dg

from dagster_project.dbt.arguments import (
    BUILDS,
    REFRESHES,
    REPORTS,
    with_selection,
)
from dagster_project.dbt.command import DbtCommand, Outcome, prepare_command, run
from dagster_project.dbt.graph import Graph, graph_of
from dagster_project.dbt.options import DbtOptions
from dagster_project.dbt.project import PREPARE, DbtProject
from dagster_project.dbt.results import Result
from dagster_project.singer.errors import KitError
from dagster_project.singer.failure import failure
from dagster_project.singer.process import ProcessError
from dagster_project.singer.project import Project
from dagster_project.singer.request import SCHEDULE_TAG
from dagster_project.singer.variables import variables_of

SHOWN_ERRORS = 5

Context = dg.OpExecutionContext | dg.AssetExecutionContext | dg.AssetCheckExecutionContext

# Tests are steps of their own; a build for selected assets must not run them a second time.
BUILD = ("build", "--resource-type", "model", "--resource-type", "seed")
BUILD_ALL = (*BUILD, "--resource-type", "snapshot")


def run_models(
    context: dg.AssetExecutionContext, config: DbtOptions, project: DbtProject
) -> Iterator[dg.MaterializeResult]:
    """Build with the configured command; report models as results, tests among them as events.

    A command of the plugin runs as it is written. Only when fewer assets than it builds were
    selected for this run, and it has no selection of its own, is one added.

    Raises:
        dg.Failure: there is no manifest, or dbt failed.
    """
    graph = _needed(project)
    command = _prepared(context, config, project, BUILD_ALL)
    selected = set(context.selected_asset_keys)
    kinds = BUILDS.get(command.verb)
    usual = {k for k, kind in graph.resource_types.items() if kinds is None or kind in kinds}
    if not selected >= usual:
        command = _narrowed(command, [graph.selectors[key] for key in selected])
    outcome = _run(context, config, command)
    for result in outcome.results:
        key = graph.assets.get(result.unique_id)
        if result.built and key in selected:
            yield dg.MaterializeResult(asset_key=key, metadata=result.metadata)
        else:
            _log(context, graph, result)
    _raise_if_failed(command, outcome)


def run_tests(
    context: dg.AssetCheckExecutionContext, config: DbtOptions, project: DbtProject
) -> Iterator[dg.AssetCheckResult]:
    """Test with the configured command; report the tests as results of their checks.

    Raises:
        dg.Failure: there is no manifest, dbt failed, or a test with severity error did.
    """
    graph = _needed(project)
    command = _prepared(context, config, project, ("test",))
    selected = set(context.selected_asset_check_keys)
    selectors = graph.check_selectors
    if not selected >= set(selectors):
        command = _narrowed(command, [selectors[key] for key in selected])
    outcome = _run(context, config, command)
    for result in outcome.results:
        spec = graph.checks.get(result.unique_id)
        if result.tested and spec is not None and spec.key in selected:
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=result.passed,
                severity=result.severity,
                metadata=result.metadata,
            )
        else:
            _log(context, graph, result)
    _raise_if_failed(command, outcome)


def run_command(
    context: dg.AssetExecutionContext, config: DbtOptions, project: DbtProject, command: str
) -> Iterator[dg.MaterializeResult]:
    """Run a command that has a step of its own; what it builds and tests is reported as events.

    Raises:
        dg.Failure: the command builds or tests and there is no manifest, or dbt failed.
    """
    options = DbtOptions(**{**config.model_dump(), "command": config.command or command})
    graph = _needed(project) if options.command in REPORTS else graph_of(project)
    prepared = _prepared(context, options, project, ())
    if prepared.verb in REPORTS:
        graph = _needed(project)
    outcome = _run(context, options, prepared)
    if graph is not None:
        for result in outcome.results:
            _log(context, graph, result)
    _raise_if_failed(prepared, outcome)
    yield dg.MaterializeResult(
        metadata={"command": dg.MetadataValue.text(f"{project.plugin}:{options.command}")}
    )


def _needed(project: DbtProject) -> Graph:
    graph = graph_of(project)
    if graph is None:
        raise failure(
            KitError(
                f"the manifest of the dbt project of `{project.plugin}` is not built: "
                f"{project.manifest_path} is missing",
                f"Run `{PREPARE}` where this code location runs.",
            )
        )
    return graph


def _prepared(
    context: Context, config: DbtOptions, project: DbtProject, default: Sequence[str]
) -> DbtCommand:
    schedule = context.run.tags.get(SCHEDULE_TAG)
    try:
        meltano = Project.load().for_run(schedule, variables_of(context))
        command = prepare_command(meltano, project, config, default)
    except KitError as error:
        raise failure(error) from None
    if config.full_refresh and command.verb in REFRESHES:
        return command.with_arguments([*command.arguments, "--full-refresh"])
    return command


def _narrowed(command: DbtCommand, selectors: Sequence[str]) -> DbtCommand:
    return command.with_arguments(with_selection(command.arguments, selectors))


def _run(context: Context, config: DbtOptions, command: DbtCommand) -> Outcome:
    context.log.info(command.redactor.text(f"dbt {' '.join(command.arguments)}"))
    mark = f"{context.run.run_id}/{_op_context(context).op.name}"
    try:
        return run(command, mark, config.time_limit_seconds)
    except KitError as error:
        raise failure(error, command.redactor) from None


def _log(context: Context, graph: Graph, result: Result) -> None:
    """Report a node that is not among the outputs of the step."""
    key = graph.assets.get(result.unique_id)
    spec = graph.checks.get(result.unique_id)
    event = None
    if result.built and key is not None:
        event = dg.AssetMaterialization(asset_key=key, metadata=result.metadata)
    elif result.tested and spec is not None:
        event = dg.AssetCheckEvaluation(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=result.passed,
            severity=result.severity,
            metadata=result.metadata,
        )
    if event is not None:
        _op_context(context).log_event(cast("Any", event))


def _op_context(context: Context) -> dg.OpExecutionContext:
    return context if isinstance(context, dg.OpExecutionContext) else context.op_execution_context


def _raise_if_failed(command: DbtCommand, outcome: Outcome) -> None:
    if outcome.error is None:
        return
    wrong = [result for result in outcome.results if result.wrong]
    lines = [outcome.error.message]
    for result in wrong[:SHOWN_ERRORS]:
        message = " ".join((result.message or result.status).split())
        lines.append(f"{result.unique_id}: {message}")
    if len(wrong) > SHOWN_ERRORS:
        lines.append(f"and {len(wrong) - SHOWN_ERRORS} more")
    advice = "" if wrong else outcome.error.advice
    error = ProcessError("\n".join(lines), advice, outcome.last_lines)
    raise failure(error, command.redactor) from None
