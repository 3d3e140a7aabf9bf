"""Files that arrive: a sensor for each type that asks for the runs that load them."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import dagster as dg

from dagster_project.files.batches import batches, partition_of, partitions_of, request
from dagster_project.files.file_system import FileSystemResource
from dagster_project.files.file_types import FileType
from dagster_project.files.importer import RETRY, Importer
from dagster_project.files.ledger import Entry
from dagster_project.files.lost_retries import lost_retries
from dagster_project.files.model import Candidate
from dagster_project.files.places import joined, places
from dagster_project.files.postgres import PostgresResource
from dagster_project.files.tags import tags_of
from dagster_project.files.work import Work, working
from dagster_project.singer.errors import KitError
from dagster_project.singer.executor import one_by_one
from dagster_project.singer.project import Project
from dagster_project.singer.switchboard import Switchboard
from dagster_project.singer.variables import needs, run_config

SECONDS = 30
# A run whose process died is begun again: the sensor asks for a file once, and the ledger knows how
# far the run came. A step that failed is for a person to look at.
AFTER_A_KILL = {"dagster/max_retries": "2", "dagster/retry_on_asset_or_op_failure": "false"}


def file_sensor(
    importer: Importer, file_type: FileType, *, seconds: int = SECONDS, jobs: Sequence[Any] = ()
) -> dg.SensorDefinition:
    """A sensor that asks for a run of a job for each new file of a type; stopped until started.

    With `files_per_run` in files.yaml a run loads several of them. The key of a run is made of the
    content and the time of its files, and of how often they were loaded or failed: a content that
    comes once more, after another one or after its failure was mended, is loaded once more.

    Args:
        importer: whose files.
        file_type: which of its types.
        seconds: between two looks, at least.
        jobs: those whose variables say where its files are; each of the places is looked at.
    """
    job = importer.job_name(file_type)

    @dg.sensor(
        name=importer.sensor_name(file_type),
        job_name=job,
        minimum_interval_seconds=seconds,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Starts `{job}` for each new file of `{file_type.stream}`.",
    )
    def ask_for_runs(
        context: dg.SensorEvaluationContext,
        postgres: PostgresResource,
        file_system: FileSystemResource,
    ) -> dg.SensorResult | dg.SkipReason:
        try:
            project = Project.load()
            if not Switchboard.load(project.output).is_native(importer.name):
                return dg.SkipReason(f"{importer.elsewhere}.")
            name = str(partitions_of(importer, file_type).name)
            known = set(context.instance.get_dynamic_partitions(name))
            ticks = []
            for variables in places(jobs):
                seen = project.for_run(None, variables)
                work = Work.resolve(importer, seen, postgres, file_system)
                try:
                    tick = requests(work, file_type, context.cursor, known, variables)
                finally:
                    work.postgres.close()
                ticks.append(tick)
                for added in tick.dynamic_partitions_requests or ():
                    known.update(added.partition_keys)
            again = [*lost_retries(context.instance, job, datetime.now(timezone.utc))]
            if again:
                ticks.append(dg.SensorResult(run_requests=again))
            return joined(ticks)
        except KitError as error:
            raise dg.Failure(description=str(error)) from None

    return ask_for_runs


def requests(
    work: Work,
    file_type: FileType,
    cursor: str | None,
    known: Collection[str],
    variables: Mapping[str, str],
) -> dg.SensorResult:
    """Ask for the runs of a tick.

    Args:
        work: the importer as it is now.
        file_type: the type that is looked for.
        cursor: of the tick before: hash by place, size and time of each file that was there.
        known: the partitions that the type has.
        variables: those that say where the files are, raw; the runs get them.

    Raises:
        KitError: a file or folder cannot be read.
    """
    before: dict[str, str] = json.loads(cursor or "{}")
    with work.postgres.connection() as connection:
        # A tick that waited, or read all files again, would take longer than it may.
        found = work.look(work.source(file_type.stream), connection, wait=False)
        fresh = [c for c in found.candidates if before.get(stamp(c)) != c.sha256]
        asked = fresh[: work.policy.files_per_tick]
        counts = {
            c.sha256: work.ledger.count(connection, file_type.stream, c.sha256) for c in asked
        }
    left = {stamp(c) for c in fresh[work.policy.files_per_tick :]}
    # Files that are gone are forgotten, so that they are seen when they come back.
    after = {stamp(c): c.sha256 for c in found.candidates if stamp(c) not in left}
    written = json.dumps(after, sort_keys=True)
    if not asked:
        ignored = "".join(f"; {i.path}: {i.reason}" for i in found.ignored[:10])
        said = f"No new file of `{file_type.stream}`{ignored}."
        return dg.SensorResult(skip_reason=dg.SkipReason(said), cursor=written)
    # One run loads all files of a partition, which have one name and one content.
    of_partition = {partition_of(candidate): candidate for candidate in asked}
    partitions = partitions_of(work.importer, file_type)
    return dg.SensorResult(
        run_requests=[
            request(work.importer, file_type, batch, counts, variables)
            for batch in batches(of_partition, known, work.policy.files_per_run)
        ],
        dynamic_partitions_requests=[partitions.build_add_request(list(of_partition))],
        cursor=written,
    )


def stamp(candidate: Candidate) -> str:
    """What tells whether a file may have changed, without reading it."""
    return f"{candidate.source_file}|{candidate.size}|{candidate.mtime}"


def arrival(
    importer: Importer, file_type: FileType, *, takes_variables: bool = False
) -> dg.AssetsDefinition:
    """The asset with a partition for each file that a sensor has seen.

    Args:
        importer: whose files.
        file_type: which of its types.
        takes_variables: whether jobs say by variables where the files are.
    """
    key = importer.arrival_key(file_type)

    @dg.asset(
        key=key,
        partitions_def=partitions_of(importer, file_type),
        group_name=importer.group,
        kinds={"csv", "file"},
        description=f"One file of `{file_type.stream}`, as it was when it arrived.",
        retry_policy=RETRY,
        required_resource_keys={"file_system", "postgres", *needs(takes_variables)},
    )
    def describe_files(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        with working(context, importer) as work:
            if work is None:
                return dg.MaterializeResult(metadata={"runner": importer.elsewhere})
            names = context.partition_keys
            with work.postgres.connection() as connection:
                found = work.look(work.source(file_type.stream), connection)
                there = {partition_of(candidate): candidate for candidate in found.candidates}
                loaded = {
                    name: work.ledger.begins(connection, file_type.stream, name.rpartition("@")[2])
                    for name in names
                    if name not in there
                }
            gone = [name for name, entry in loaded.items() if entry is None]
            # A file that was changed is asked for anew, and is not to keep others from being loaded.
            if len(gone) == len(names):
                raise KitError(
                    f"no file of `{file_type.stream}` is the partition {', '.join(gone)}",
                    "It was moved or changed since the sensor saw it.",
                )
            for name in names:
                told = _described(there.get(name), loaded.get(name))
                context.add_asset_metadata(told, partition_key=name)
            return dg.MaterializeResult()

    return describe_files


def _described(candidate: Candidate | None, loaded: Entry | None) -> dict[str, Any]:
    """A file as metadata of its partition."""
    if candidate is not None:
        return {
            "file": candidate.source_file,
            "bytes": candidate.size,
            "sha256": candidate.sha256,
            "changed": dg.MetadataValue.timestamp(candidate.mtime),
        }
    if loaded is not None:
        # By a run of all files, or by this one before it was begun again.
        return {"file": loaded.file, "loaded_by": loaded.run, "sha256": loaded.sha256}
    return {"file": "(moved or changed since the sensor saw it)"}


def file_job(importer: Importer, file_type: FileType, *, jobs: Sequence[Any] = ()) -> Any:  # noqa: ANN401, resolved later
    """The job that loads what a sensor saw: files arrive, are loaded, and are moved away.

    Args:
        importer: whose files.
        file_type: which of its types.
        jobs: those whose variables say where its files are; a run without a configuration of its
            own has those of the last.
    """
    variables = places(jobs)[-1]
    keys = [importer.arrival_key(file_type), importer.stream(file_type).asset_key]
    return dg.define_asset_job(
        name=importer.job_name(file_type),
        selection=dg.AssetSelection.assets(*keys, importer.archive_key, importer.errors_key),
        config=run_config(variables),
        executor_def=one_by_one,
        tags={**tags_of(importer, variables, file_type), **AFTER_A_KILL},
        description=f"Loads files of `{file_type.stream}`, each a partition of the run.",
    )
