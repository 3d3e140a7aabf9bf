"""Jobs on the archive of an importer: load a day of it again, remove what is old."""

from collections.abc import Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from dagster_project.files.discovery import as_tap_spells
from dagster_project.files.file_types import FileType
from dagster_project.files.hashes import sha256_of
from dagster_project.files.importer import Importer
from dagster_project.files.ledger import Entry
from dagster_project.files.model import Candidate
from dagster_project.files.one_file import FileLoad
from dagster_project.files.parsing import header_of
from dagster_project.files.places import places
from dagster_project.files.policy import FIRST_DAY, FilesConfig
from dagster_project.files.retention import Removed, expired, remove
from dagster_project.files.table_lock import only_load
from dagster_project.files.tags import tags_of
from dagster_project.files.work import Work, working
from dagster_project.singer.errors import KitError
from dagster_project.singer.executor import one_by_one
from dagster_project.singer.project import Project
from dagster_project.singer.variables import defaults, needs, run_config


class ArchivedDay(dg.Config):
    """Options of a run that loads a day of the archive."""

    append: bool = Field(
        default=False,
        description="Load files of streams without keys, too: their rows are added once more.",
    )


def archive_job(importer: Importer, *, jobs: Sequence[Any] = ()) -> dg.JobDefinition:
    """A job with a partition a day: loads the files again that were archived on that day.

    Each table has a step, which loads its files in the order in which they were loaded. Rows that a
    later file has changed get back what they were, so load the days after it, too; a backfill of
    the days does so in order. Rows without keys would be there twice, so it has to be told to load
    those.

    The first day is `archive_from` of files.yaml.

    Args:
        importer: whose archive.
        jobs: those whose variables configure the importer; a run has those of the last.
    """
    name, variables = f"{importer.prefix}_archived_day", places(jobs)[-1]

    loads = [_load_archived(importer, t, takes_variables=bool(jobs)) for t in importer.types]
    days = dg.DailyPartitionsDefinition(start_date=_first_day(), end_offset=1)

    @dg.job(
        name=name,
        partitions_def=days,
        config=run_config(variables),
        # The command line starts a partition without the configuration of the job.
        metadata=defaults(variables),
        executor_def=one_by_one,
        tags=tags_of(importer, variables),
        description=f"Loads the files again that `{importer.name}` archived on a day.",
    )
    def job() -> None:
        for load in loads:
            load()

    return job


def _load_archived(
    importer: Importer, file_type: FileType, *, takes_variables: bool
) -> dg.OpDefinition:
    """The step that loads the archived files of a type again, with the pool of its table."""
    name = importer.archive_name(file_type)

    @dg.op(
        name=name,
        pool=importer.pool(file_type),
        required_resource_keys={"file_system", "postgres", *needs(takes_variables)},
    )
    def load(context: dg.OpExecutionContext, config: ArchivedDay) -> None:
        """Load the files of the day."""
        with working(context, importer, name) as work:
            if work is None:
                raise KitError(importer.elsewhere, "Set `runner: native` to load from the archive.")
            day = date.fromisoformat(context.partition_key)
            key = importer.stream(file_type).asset_key
            with only_load(importer, file_type, work.project, context.run_id, context.log):
                entries = of_day(work, file_type, day)
                if entries and not work.source(file_type.stream).keys and not config.append:
                    raise KitError(
                        f"the rows of `{file_type.stream}` have no keys, so they would be there "
                        "twice",
                        "Remove them from the table first, and set `append: true` of the op "
                        f"`{name}` in the run configuration.",
                    )
                for entry in entries:
                    count = load_again(context, work, entry)
                    told = {"records_loaded": count, "archived": str(entry.moved_to)}
                    context.log_event(dg.AssetMaterialization(key, metadata=told))

    return load


def _first_day() -> str:
    try:
        return FilesConfig.load(Project.load()).archive_from.isoformat()
    except KitError:
        # Each run says so; the location loads, so that people can see that.
        return FIRST_DAY.isoformat()


def of_day(work: Work, file_type: FileType, day: date) -> list[Entry]:
    """What of a type was archived on a day, in the order in which it was loaded."""
    folder = work.file_system.archive_shelf.of_day(day)
    with work.postgres.connection() as connection:
        entries = work.ledger.moved_to(connection, str(folder))
    return [entry for entry in entries if entry.stream == file_type.stream]


def load_again(context: dg.OpExecutionContext, work: Work, entry: Entry) -> int:
    """Load an archived file again; it stays where it is.

    Returns:
        how many rows were loaded.

    Raises:
        KitError: it is not there any more, is another, or cannot be loaded.
    """
    path = Path(str(entry.moved_to))
    if not path.is_file() or sha256_of(path) != entry.sha256:
        raise KitError(
            f"{path} is not the file that was archived there",
            "Put it back from a copy, or leave the day out.",
        )
    found = path.stat()
    source = work.source(entry.stream)
    given = as_tap_spells(source, work.project.root, Path(entry.file))
    candidate = Candidate(path, found.st_size, found.st_mtime, entry.sha256, given)
    load = FileLoad(work, source, candidate, context.run_id, again=True)
    done = load.run(
        header_of(candidate, source),
        lambda error, seconds: context.log.warning(f"{path.name}: {error}, tried again"),
    )
    with work.postgres.connection() as connection:
        work.ledger.archived(connection, source.stream, path, entry.sha256, str(path))
    return done.loaded


def retention_job(importer: Importer, *, jobs: Sequence[Any] = ()) -> dg.JobDefinition:
    """A job that removes kept files older than `retention_days` of files.yaml; without it, none.

    Args:
        importer: whose files.
        jobs: those whose variables configure the importer; a run has those of the last.
    """
    name, variables = f"{importer.prefix}_retention", places(jobs)[-1]

    @dg.op(
        name=f"{name}_remove",
        required_resource_keys={"file_system", "postgres", *needs(bool(jobs))},
    )
    def drop(context: dg.OpExecutionContext) -> None:
        """Remove what is old, and count it."""
        with working(context, importer) as work:
            days = work.policy.retention_days if work else None
            if work is None or days is None:
                context.log.info("files.yaml has no `retention_days`: nothing is removed.")
                return
            today = datetime.now(timezone.utc).date()
            done = Removed(0, 0)
            for shelf in work.file_system.shelves:
                part = remove(shelf.root, expired(shelf.root, days, today))
                done = Removed(done.files + part.files, done.size + part.size)
            context.log.info(f"{done.files} files removed, {done.size} bytes")

    @dg.job(
        name=name,
        config=run_config(variables),
        executor_def=one_by_one,
        tags=tags_of(importer, variables),
        description=f"Removes archived and failed files of `{importer.name}` that are old.",
    )
    def job() -> None:
        drop()

    return job
