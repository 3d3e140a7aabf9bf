"""Removes what parallel runs have left: schemas, working copies, bundles."""

import shutil
from collections.abc import Callable, Iterator

from dagster_project.parallel_run import figures
from dagster_project.parallel_run.bundle import PAIR_ID
from dagster_project.parallel_run.isolation import Isolation, isolate, place_of
from dagster_project.parallel_run.plan import Step, Work, all_pipelines, dbt_steps
from dagster_project.parallel_run.reset import can_be_reset, drop_schemas
from dagster_project.parallel_run.workspace import SIDES, SideFolder, Workspace, remove
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve


def clean(tell: Callable[[str], None], *, bundles: bool) -> None:
    """Drop what parallel runs left at the destinations, the working copies, and the bundles.

    A pipeline that cannot be resolved any more does not keep the others from being cleaned.

    Args:
        tell: takes lines for people.
        bundles: whether the bundles go too.

    Raises:
        KitError: a destination cannot be reached.
    """
    loaded = Project.load()
    workspace, left_out = Workspace(loaded), dict[str, KitError]()
    with workspace.locked():
        project = loaded.for_run(None, {})
        for name in SIDES:
            folder = workspace.side(name)
            for isolation in _isolations(project, folder, left_out):
                drop_schemas(isolation)
            remove(folder.path)
        remove(workspace.tapes)
        remove(workspace.inputs)
        if bundles and workspace.runs.is_dir():
            for path in workspace.runs.iterdir():
                if PAIR_ID.fullmatch(path.name):
                    shutil.rmtree(path)
            figures.rewrite(loaded.output)
    for what, error in left_out.items():
        tell(f"{what} is left out, and so are its schemas: {error}")
    left = "nothing else" if left_out else "nothing"
    where = f" in environment `{project.environment}`" if project.environment else ""
    tell(f"parallel runs have left {left} behind{where}")


def _isolations(
    project: Project, folder: SideFolder, left_out: dict[str, KitError]
) -> Iterator[Isolation]:
    """Where a side can have written; what cannot be resolved is noted, with why."""
    dbt = []
    for found in {step.name: step for step in dbt_steps().values()}.values():
        try:
            resolve(project, project.plugin(found.plugin_type, found.plugin))
            dbt.append(Step(found.plugin, dbt=found))
        except KitError as error:
            left_out.setdefault(f"`{found.plugin}`", error)
    for pipeline in all_pipelines().values():
        if not _can_have_run(project, pipeline):
            continue
        try:
            step = Step(pipeline.text, pipeline=pipeline)
            yield isolate(project, Work((step, *dbt)), folder)
        except KitError as error:
            left_out.setdefault(f"`{pipeline.text}`", error)


def _can_have_run(project: Project, pipeline: Pipeline) -> bool:
    """Whether its target can be sent to a place of a side, and that place be emptied."""
    try:
        return can_be_reset(place_of(project, pipeline.loader))
    except KitError:
        return False
