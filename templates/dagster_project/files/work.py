"""One run of an importer: its files, its database, its policy, as they are for this run."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from psycopg import Connection

from dagster_project.files.destination import Destination, destination
from dagster_project.files.discovery import Found, Rules, look
from dagster_project.files.ended import ended_once
from dagster_project.files.error_report import FilesError, write_step_report
from dagster_project.files.file_system import FOLDERS, FileSystemResource
from dagster_project.files.importer import Importer
from dagster_project.files.ledger import Entry, Ledger
from dagster_project.files.memory import limited
from dagster_project.files.model import Mode, Source
from dagster_project.files.policy import FilesConfig, Policy
from dagster_project.files.postgres import PostgresResource
from dagster_project.files.retry import passes
from dagster_project.files.sources import sources_of
from dagster_project.singer.errors import KitError
from dagster_project.singer.executor import OTHERS_GO_ON
from dagster_project.singer.failure import failure
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.request import SCHEDULE_TAG
from dagster_project.singer.switchboard import Switchboard
from dagster_project.singer.variables import variables_of

# What the resource says of the database, whose host and account come from the loader.
LIMITS = (
    "statement_timeout_seconds",
    "lock_timeout_seconds",
    "connect_timeout_seconds",
    "pool_size",
    "attempts",
)
PLACES = (*FOLDERS, "settle_seconds")


@dataclass(frozen=True)
class Work:
    """What the steps of one run share.

    Attributes:
        sources: the streams of the tap, in its order.
        destination: where the target would write.
        file_system: with absolute folders.
        redactor: hides the secrets of both.
    """

    importer: Importer
    project: Project
    policy: Policy
    sources: tuple[Source, ...]
    destination: Destination
    postgres: PostgresResource
    file_system: FileSystemResource
    redactor: Redactor

    @classmethod
    def resolve(
        cls,
        importer: Importer,
        project: Project,
        postgres: PostgresResource,
        file_system: FileSystemResource,
        schedule: str | None = None,
    ) -> "Work":
        """Work out the settings as Meltano resolves them for this run.

        Args:
            importer: what to run.
            project: as this run sees it.
            postgres: its time-outs and the size of its pool; host and account come from the loader.
            file_system: folders; those of files.yaml win, as do the limits of the database there.
            schedule: the Meltano schedule on whose behalf the run is.

        Raises:
            KitError: a setting is missing, or asks for what only tap and target can do.
        """
        plugins = Plugins.resolve(project, importer.pipeline, schedule)
        target = destination(plugins.target.config, plugins.target.cwd)
        policy = FilesConfig.load(project).policy(importer.name, project.environment)
        work = cls(
            importer,
            project,
            policy,
            sources_of(plugins.tap),
            target,
            PostgresResource.to(target, **_fields(postgres, LIMITS, policy)),
            file_system.below(project.root, **_fields(file_system, PLACES, policy)),
            plugins.redactor,
        )
        work.check_places()
        return work

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the loaded files."""
        return Ledger.beside(self.destination)

    @property
    def repeats(self) -> bool:
        """Whether every run loads all files again, as a Meltano run does."""
        return self.policy.mode is Mode.AS_MELTANO and self.policy.after_load == "keep"

    def source(self, stream: str) -> Source:
        """The source of a stream.

        Raises:
            KitError: the settings of the tap have no such stream in this environment.
        """
        for source in self.sources:
            if source.stream == stream:
                return source
        raise KitError(
            f"the settings of `{self.importer.pipeline.extractor}` have no files for the stream "
            f"`{stream}`",
            "Correct `files` of the extractor, or generate the project again.",
        )

    def unfinished(self, connection: Connection) -> list[Entry]:
        """What of this importer is loaded and not moved yet, the latest first."""
        entries = self.ledger.unfinished(connection)
        return [entry for entry in entries if entry.stream in self.importer.streams]

    def look(self, source: Source, connection: Connection | None, *, wait: bool = True) -> Found:
        """Find the files of a stream.

        Args:
            source: the stream.
            connection: where the ledger is; None does not ask it.
            wait: until files that were changed just now have settled; otherwise they are ignored,
                and a file that is not there is no error: it may come.

        Raises:
            KitError: a file or folder cannot be read, or the tap would fail.
        """
        file_system, loaded = self.file_system, None
        if connection is not None and not self.repeats:

            def loaded(path: Path, sha256: str) -> bool:
                return self.ledger.is_loaded(
                    connection, source.stream, path, sha256, keyed=bool(source.keys)
                )

        rules = Rules(
            as_tap=self.repeats and wait,
            settle_seconds=file_system.settle_seconds,
            wait=wait,
            types=self.importer.types if self._is_shared(source) else (),
            apart=file_system.folders,
            is_loaded=loaded,
        )
        return look(source, self.project.root, rules)

    def reads(self, path: Path) -> bool:
        """Whether a file is in a place that the settings name for this run."""
        places = {self._place(source) for source in self.sources}
        folder = path.parent.resolve()
        return not places.isdisjoint((path.resolve(), folder, *folder.parents))

    def _is_shared(self, source: Source) -> bool:
        """Whether several streams read one folder, and a file is for one of them."""
        place = self._place(source)
        same = [other for other in self.sources if self._place(other) == place]
        return len(same) > 1 and not self.repeats and place.is_dir()

    def _place(self, source: Source) -> Path:
        return (self.project.root / source.path).resolve()

    def check_places(self) -> None:
        """Refuse to move away what is still to be read, or to where it would be read again.

        Raises:
            KitError: two streams read one file, or a folder is read and moved to.
        """
        if self.policy.after_load == "keep":
            return
        advice = "Set `after_load: keep` for this importer in files.yaml, or another path."
        seen: dict[Path, str] = {}
        folders = {shelf.root.resolve() for shelf in self.file_system.shelves}
        for source in self.sources:
            place = self._place(source)
            if place in seen and not place.is_dir():
                raise KitError(
                    f"the streams `{seen[place]}` and `{source.stream}` read one file, which is "
                    f"moved away after the first of them: {place}",
                    advice,
                )
            if place in folders:
                raise KitError(
                    f"the stream `{source.stream}` reads the folder to which files are moved: "
                    f"{place}",
                    advice,
                )
            seen[place] = source.stream


def _fields(
    resource: dg.ConfigurableResource, names: Sequence[str], policy: Policy
) -> dict[str, Any]:
    """Fields of a resource, with those that files.yaml sets in their place."""
    own = policy.model_dump(exclude_none=True)
    return {name: own.get(name, getattr(resource, name)) for name in names}


@contextmanager
def working(
    context: dg.AssetExecutionContext | dg.OpExecutionContext, importer: Importer, step: str = ""
) -> Generator[Work | None, None, None]:
    """The work of a step; None where migration.yaml gives the pipeline to another runner.

    Args:
        context: of the step.
        importer: whose step.
        step: its name, where others of the importer may be carried out beside it.

    Raises:
        dg.Failure: instead of each `KitError`, without secrets.
    """
    redactor, work = Redactor(), None
    with ended_once(context.run.run_id):
        try:
            schedule = context.run.tags.get(SCHEDULE_TAG)
            project = Project.load().for_run(schedule, variables_of(context))
            if not Switchboard.load(project.output).is_native(importer.name):
                yield None
                return
            resources = context.resources
            work = Work.resolve(
                importer, project, resources.postgres, resources.file_system, schedule
            )
            redactor = work.redactor
            try:
                with limited(work.policy.memory_mb, context.log.warning):
                    yield work
            finally:
                work.postgres.close()
        except KitError as error:
            of_files = error if isinstance(error, FilesError) else FilesError("")
            if work is not None and not of_files.reported:
                _report(context, work, error, step)
            failed = failure(error, redactor)
            if of_files.others_go_on:
                failed.metadata = {**failed.metadata, OTHERS_GO_ON: dg.MetadataValue.bool(True)}
            # What is wrong with a file stays wrong; a database that is away may come back.
            cause = error.__cause__
            failed.allow_retries = isinstance(cause, Exception) and passes(cause)
            raise failed from None


def _report(
    context: dg.AssetExecutionContext | dg.OpExecutionContext,
    work: Work,
    error: KitError,
    step: str,
) -> None:
    """Write why no file was come to; where that fails, the run says it all the same."""
    folder, now = work.file_system.reports_folder, datetime.now(timezone.utc)
    name, run_id = work.importer.name, context.run.run_id
    try:
        write_step_report(error, name, run_id, now, folder, work.redactor, step=step)
    except KitError as also:
        context.log.warning(work.redactor.text(also.message))
