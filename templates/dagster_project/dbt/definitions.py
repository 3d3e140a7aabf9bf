"""The steps of a dbt project as Dagster definitions.

An asset is defined once, so one step, `<name>_models`, owns all models, seeds and snapshots, and
one, `<name>_tests`, all tests; which dbt command they run is the configuration of the job. A job
with more dbt tasks than these two has steps of their own for the rest (`step`): they run their
command and report models and tests as events.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import dagster as dg

from dagster_project.dbt.graph import UNIQUE_ID, graph_of, models_of
from dagster_project.dbt.options import DbtOptions
from dagster_project.dbt.project import DbtProject
from dagster_project.dbt.steps import run_command

Body = TypeVar("Body", bound=Callable[..., Iterator[Any]])

PROJECT_TAG = "dbt/project"
PART_TAG = "dbt/part"
COMMAND_TAG = "dbt/command"


def models(project: DbtProject) -> Callable[[Body], dg.AssetsDefinition]:
    """Make a function the step that owns the models, seeds and snapshots of a dbt project.

    Without a manifest the models that m2d read stand for them, so that the location loads; the step
    then fails and names the command that builds the manifest.
    """
    tags = {PROJECT_TAG: project.name, PART_TAG: "models"}
    manifest = project.manifest()
    if manifest is not None:
        return models_of(project, manifest, tags)
    specs = [
        dg.AssetSpec(
            list(model.key),
            deps=[dg.AssetKey(list(dep)) for dep in model.deps],
            group_name=model.group,
            description=model.description,
            kinds={"dbt"},
            metadata={UNIQUE_ID: f"{model.resource_type}.{model.name}"},
        )
        for model in project.models_read()
    ]
    return dg.multi_asset(
        name=f"{project.name}_models",
        specs=specs or [_spec(project, "models", "The models of the dbt project.")],
        can_subset=bool(specs),
        op_tags=tags,
        pool=project.pool,
        required_resource_keys=project.resources,
    )


def tests(project: DbtProject) -> Callable[[Body], dg.AssetsDefinition]:
    """Make a function the step that owns the tests of a dbt project, as asset checks.

    Without a manifest, or without a test in it, an asset named after the step takes its place, so
    that jobs can name it.
    """
    graph = graph_of(project)
    name = f"{project.name}_tests"
    tags = {PROJECT_TAG: project.name, PART_TAG: "tests"}
    if graph and graph.checks:
        return dg.multi_asset_check(
            name=name,
            specs=list(graph.checks.values()),
            can_subset=True,
            op_tags=tags,
            pool=project.pool,
            required_resource_keys=project.resources,
        )
    return lambda _: _command_asset(project, name, "tests", "test", tags)


def step(project: DbtProject, command: str, *, name: str | None = None) -> dg.AssetsDefinition:
    """A step of its own for a dbt command: its asset says when it ran, its events what it did.

    Args:
        project: the dbt project.
        command: the command of the plugin, as in `dbt-postgres:seed`.
        name: name of the step; default the project's name and the command.
    """
    part = re.sub(r"[^A-Za-z0-9_]", "_", command)
    tags = {PROJECT_TAG: project.name, PART_TAG: "step", COMMAND_TAG: part}
    return _command_asset(project, name or f"{project.name}_{part}", part, command, tags)


def _command_asset(
    project: DbtProject, name: str, part: str, command: str, tags: dict[str, str]
) -> dg.AssetsDefinition:
    description = f"Runs `{project.plugin}:{command}`."

    @dg.multi_asset(
        name=name,
        specs=[_spec(project, part, description)],
        op_tags=tags,
        pool=project.pool,
        required_resource_keys=project.resources,
    )
    def run(
        context: dg.AssetExecutionContext, config: DbtOptions
    ) -> Iterator[dg.MaterializeResult]:
        yield from run_command(context, config, project, command)

    return run


def _spec(project: DbtProject, part: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        [project.name, part], description=description, group_name=project.name, kinds={"dbt"}
    )
