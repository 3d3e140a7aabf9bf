"""A pipeline as a step of Dagster: an asset step, or an op of a job that repeats tasks."""

from collections.abc import Iterator

import dagster as dg

from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import Pipeline, SingerOptions
from dagster_project.singer.process import ProcessError
from dagster_project.singer.project import Project
from dagster_project.singer.report import StreamResult
from dagster_project.singer.request import Request
from dagster_project.singer.singer_run import run_singer

SCHEDULE_TAG = "meltano/schedule"


def run_pipeline(
    context: dg.AssetExecutionContext, options: SingerOptions, pipeline: Pipeline
) -> Iterator[dg.MaterializeResult]:
    """Run a pipeline in an asset step.

    Args:
        context: context of the step; its selected assets are the streams to load.
        options: options of the run.
        pipeline: what to run.

    Raises:
        dg.Failure: the pipeline failed; the description names the first cause.
    """
    selected = context.selected_asset_keys
    streams = tuple(stream for stream in pipeline.streams if stream.asset_key in selected)
    schedule = context.run.tags.get(SCHEDULE_TAG)
    request = Request(pipeline, options, streams, schedule, context.log)
    for result in results(request):
        yield dg.MaterializeResult(asset_key=result.stream.asset_key, metadata=result.metadata)


def run_pipeline_in_op(
    context: dg.OpExecutionContext, options: SingerOptions, pipeline: Pipeline
) -> None:
    """Run a pipeline in a plain op; each stream is logged as a materialization.

    Raises:
        dg.Failure: the pipeline failed; the description names the first cause.
    """
    schedule = context.run.tags.get(SCHEDULE_TAG)
    request = Request(pipeline, options, pipeline.streams, schedule, context.log)
    for result in results(request):
        context.log_event(
            dg.AssetMaterialization(result.stream.asset_key, metadata=result.metadata)
        )


def pipeline_op(pipeline: Pipeline, name: str | None = None) -> dg.OpDefinition:
    """Make an op of a pipeline, for a job that names one task twice.

    Args:
        pipeline: what the op runs.
        name: name of the op; by default the pipeline's with ``_op`` behind it.

    Returns:
        An op with an input ``start`` and an output, both without a value, to be chained.
    """

    @dg.op(
        name=name or f"{pipeline.name}_op",
        description=pipeline.text,
        ins={"start": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        pool=pipeline.pool,
    )
    def run(context: dg.OpExecutionContext, config: SingerOptions) -> None:
        run_pipeline_in_op(context, config, pipeline)

    return run


def results(request: Request) -> Iterator[StreamResult]:
    """Run with the runner that migration.yaml names.

    Raises:
        dg.Failure: the pipeline failed.
    """
    try:
        project = Project.load()
        yield from run_singer(request, project)
    except KitError as error:
        raise failure(error) from None


def failure(error: KitError) -> dg.Failure:
    """Turn an error for people into the failure of a step.

    Not retried by default policies: a retry is a matter of the job, and Dagster asks for it there.
    """
    metadata: dict[str, dg.MetadataValue] = {}
    if error.advice:
        metadata["advice"] = dg.MetadataValue.text(error.advice)
    if isinstance(error, ProcessError) and error.last_lines:
        text = error.last_lines.replace("```", '"""')
        metadata["last_lines"] = dg.MetadataValue.md(f"```\n{text}\n```")
    return dg.Failure(description=str(error), metadata=metadata)
