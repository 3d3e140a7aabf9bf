"""A pipeline as a step of Dagster."""

from collections.abc import Callable, Iterator

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.failure import failure
from dagster_project.singer.meltano_runner import run_with_meltano
from dagster_project.singer.pipeline import Pipeline, SingerOptions
from dagster_project.singer.project import Project
from dagster_project.singer.report import StreamResult
from dagster_project.singer.request import SCHEDULE_TAG, Request
from dagster_project.singer.run_lock import only_run
from dagster_project.singer.singer_run import run_singer
from dagster_project.singer.switchboard import FILE, Switchboard
from dagster_project.singer.variables import variables_of

RUNNERS = {"singer": run_singer, "meltano": run_with_meltano}


def run_pipeline(
    context: dg.AssetExecutionContext,
    options: SingerOptions,
    pipeline: Pipeline,
    *,
    wait: bool = False,
) -> Iterator[dg.MaterializeResult]:
    """Run a pipeline with the runner that migration.yaml names, and report each stream.

    Args:
        context: context of the step; its selected assets are the streams to load.
        options: options of the run.
        pipeline: what to run.
        wait: for the end of a run with its state, which is refused otherwise.

    Raises:
        dg.Failure: the pipeline failed; the description names the first cause.
    """
    selected = context.selected_asset_keys
    streams = tuple(stream for stream in pipeline.streams if stream.asset_key in selected)
    schedule = context.run.tags.get(SCHEDULE_TAG)
    request = Request(pipeline, options, streams, schedule, context.log, context.run.run_id)
    try:
        project = Project.load().for_run(schedule, variables_of(context))
        run = _runner(Switchboard.load(project.output).runner(pipeline.name), pipeline)
        locks, state_id = project.cache / "runs", request.state_id(project)
        with only_run(locks, state_id, request.run_id, context.log, wait=wait):
            for result in run(request, project):
                key = result.stream.asset_key
                yield dg.MaterializeResult(asset_key=key, metadata=result.metadata)
    except KitError as error:
        raise failure(error) from None


def _runner(name: str, pipeline: Pipeline) -> Callable[[Request, Project], Iterator[StreamResult]]:
    if name in RUNNERS:
        return RUNNERS[name]
    raise KitError(
        f"{FILE} names the runner `{name}` for `{pipeline.name}`, whose code is written for Singer",
        "Run `m2d generate`, which writes native code where that is possible and says why where it "
        "is not; or set `singer`.",
    )
