"""Files that arrive: a sensor for each type that asks for a run a file."""

import json
import re
from typing import Any

import dagster as dg

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.files.model import Candidate
from dagster_project.files.postgres import PostgresResource
from dagster_project.files.work import NATIVE, Work, working
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.switchboard import Switchboard

IMPORTER_TAG = "files/importer"
TYPE_TAG = "files/type"
FILE_TAG = "files/file"
SECONDS = 30
# What Dagster does not take in the key of a partition, and what would not be read well there.
_ODD = re.compile(r"[^\w.+-]+")


def partition_of(candidate: Candidate) -> str:
    """The partition of a file: its name and the beginning of its hash."""
    name = _ODD.sub("_", candidate.path.name)[:100]
    return f"{name}@{candidate.sha256[:12]}"


def file_sensor(importer: Importer, file_type: FileType) -> dg.SensorDefinition:
    """A sensor that asks for a run of a job for each new file of a type; stopped until started.

    The key of a run is made of
    the content and the time of the file: a file that comes once more with an older content, after
    another one, is loaded once more.

    Args:
        importer: whose files.
        file_type: which of its types.
    """
    job = importer.job_name(file_type)

    @dg.sensor(
        name=importer.sensor_name(file_type),
        job_name=job,
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description=f"Starts `{job}` for each new file of `{file_type.stream}`.",
    )
    def look(
        context: dg.SensorEvaluationContext, postgres: PostgresResource
    ) -> dg.SensorResult | dg.SkipReason:
        try:
            project = Project.load()
            if Switchboard.load(project.output).runner(importer.name) != NATIVE:
                return dg.SkipReason(
                    f"migration.yaml gives `{importer.name}` another runner than `native`."
                )
            work = Work.resolve(importer, project, postgres)
            try:
                return requests(work, file_type, context.cursor)
            finally:
                work.postgres.close()
        except KitError as error:
            raise dg.Failure(description=str(error)) from None

    return look


def requests(
    work: Work, file_type: FileType, cursor: str | None
) -> dg.SensorResult | dg.SkipReason:
    """Ask for the runs of a tick.

    Args:
        work: the importer as it is now.
        file_type: the type that is looked for.
        cursor: of the tick before: hash by place, size and time of each file that was there.

    Raises:
        KitError: a file or folder cannot be read.
    """
    before: dict[str, str] = json.loads(cursor or "{}")
    with work.postgres.connection() as connection:
        found = work.look(work.source(file_type.stream), connection)
    fresh = [c for c in found.candidates if before.get(stamp(c)) != c.sha256]
    asked = fresh[: work.policy.files_per_tick]
    left = {stamp(c) for c in fresh[work.policy.files_per_tick :]}
    after = {stamp(c): c.sha256 for c in found.candidates if stamp(c) not in left}
    if not asked:
        ignored = "".join(f"; {i.path}: {i.reason}" for i in found.ignored[:10])
        return dg.SkipReason(f"No new file of `{file_type.stream}`{ignored}.")
    partitions = partitions_of(work.importer, file_type)
    keys = list(dict.fromkeys(partition_of(candidate) for candidate in asked))
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(
                run_key=f"{file_type.stream}:{candidate.sha256}:{candidate.mtime}",
                partition_key=partition_of(candidate),
                tags={
                    IMPORTER_TAG: work.importer.name,
                    TYPE_TAG: file_type.stream,
                    FILE_TAG: _ODD.sub("_", candidate.path.name)[:200],
                },
            )
            for candidate in asked
        ],
        dynamic_partitions_requests=[partitions.build_add_request(keys)],
        cursor=json.dumps(after, sort_keys=True),
    )


def stamp(candidate: Candidate) -> str:
    """What tells whether a file may have changed, without reading it."""
    return f"{candidate.source_file}|{candidate.size}|{candidate.mtime}"


def partitions_of(importer: Importer, file_type: FileType) -> dg.DynamicPartitionsDefinition:
    """The partitions of a type: one a file."""
    return dg.DynamicPartitionsDefinition(name=f"{importer.name}_{file_type.stream}_files")


def arrival(importer: Importer, file_type: FileType) -> dg.AssetsDefinition:
    """The asset with a partition for each file that a sensor has seen.

    Args:
        importer: whose files.
        file_type: which of its types.
    """
    key = importer.arrival_key(file_type)

    @dg.asset(
        key=key,
        partitions_def=partitions_of(importer, file_type),
        group_name=importer.group,
        kinds={"csv", "file"},
        description=f"One file of `{file_type.stream}`, as it was when it arrived.",
        required_resource_keys={"postgres"},
    )
    def look(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        with working(context, importer) as work:
            if work is None:
                return dg.MaterializeResult(metadata={"runner": "another"})
            with work.postgres.connection() as connection:
                found = work.look(work.source(file_type.stream), connection)
            for candidate in found.candidates:
                if partition_of(candidate) == context.partition_key:
                    return dg.MaterializeResult(
                        metadata={
                            "file": candidate.source_file,
                            "bytes": candidate.size,
                            "sha256": candidate.sha256,
                            "changed": dg.MetadataValue.timestamp(candidate.mtime),
                        }
                    )
            raise KitError(
                f"no file of `{file_type.stream}` is the partition {context.partition_key}",
                "It was moved, changed or loaded since the sensor saw it.",
            )

    return look


def file_job(importer: Importer, file_type: FileType) -> Any:  # noqa: ANN401, resolved later
    """The job that loads one file: it arrives, its rows are loaded, it is moved away.

    Args:
        importer: whose files.
        file_type: which of its types.
    """
    keys = [importer.arrival_key(file_type), importer.stream(file_type).asset_key]
    return dg.define_asset_job(
        name=importer.job_name(file_type),
        selection=dg.AssetSelection.assets(*keys, importer.archive_key, importer.errors_key),
        executor_def=dg.in_process_executor,
        tags={IMPORTER_TAG: importer.name, TYPE_TAG: file_type.stream},
        description=f"Loads one file of `{file_type.stream}`, the partition of the run.",
    )
