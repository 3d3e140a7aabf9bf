"""The step of an importer that fills its tables: every file in a transaction of its own."""

from collections.abc import Iterator, Sequence

import dagster as dg

from dagster_project.files.batches import asked_for, partition_of
from dagster_project.files.checks import Outcome, table_result
from dagster_project.files.discovery import TO_DO
from dagster_project.files.ended import ended_once
from dagster_project.files.error_report import ReportedError
from dagster_project.files.importer import Importer
from dagster_project.files.loading import AlreadyLoadedError
from dagster_project.files.management import archive_file, last_errors
from dagster_project.files.model import Candidate, Header, Source
from dagster_project.files.one_file import FileLoad
from dagster_project.files.parsing import header_of
from dagster_project.files.work import Work, working
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import SingerOptions
from dagster_project.singer.request import Request
from dagster_project.singer.run import run_pipeline
from dagster_project.singer.run_lock import only_run


def load_tables(
    context: dg.AssetExecutionContext, options: SingerOptions, importer: Importer
) -> Iterator[dg.MaterializeResult]:
    """Fill the selected tables, with the runner that migration.yaml names.

    A run of partitions loads the files of these, any other all files that are there.

    Args:
        context: context of the step; its selected assets are the tables to fill.
        options: options of the run; of these a full refresh loads files again that are loaded.
        importer: whose tables.

    Raises:
        dg.Failure: a file could not be loaded; what was committed before stays.
    """
    with working(context, importer) as work:
        if work is not None:
            yield from _Load(context, options, work).results()
            return
    try:
        with ended_once():
            yield from run_pipeline(context, options, importer.pipeline)
    except dg.Failure as failed:
        # The retries of the step are for a database that is away; a tap runs once, as in Meltano.
        failed.allow_retries = False
        raise


class _Load:
    def __init__(
        self, context: dg.AssetExecutionContext, options: SingerOptions, work: Work
    ) -> None:
        self.context = context
        self.work = work
        self.run_id = context.run.run_id
        pipeline = work.importer.pipeline
        selected = context.selected_asset_keys
        self.streams = {s.name: s for s in pipeline.streams if s.asset_key in selected}
        request = Request(pipeline, options, tuple(self.streams.values()), None, context.log)
        self.state_id = request.state_id(work.project)
        self.full = options.full_refresh
        if options.select_filter:
            raise KitError(
                "the option `select_filter` is for tap and target, and this pipeline has neither",
                "Select the assets of the tables to load instead.",
            )
        self.reported: list[KitError] = []
        self.partitions = asked_for(context.run.tags, work.importer, context.instance)

    def results(self) -> Iterator[dg.MaterializeResult]:
        work, log = self.work, self.context.log
        failed: list[KitError] = []
        # Files that arrive together are runs of their own, and none of them is to be refused.
        locks = work.project.cache / "runs"
        with only_run(locks, self.state_id, self.run_id, log, wait=True):
            for source in work.sources:
                if source.stream not in self.streams:
                    continue
                outcome = self.stream(source)
                failed += outcome.failed
                if not outcome.failed:
                    checked = set(self.context.selected_asset_check_keys)
                    yield table_result(work, self.streams[source.stream], outcome, checked)
                elif work.repeats:
                    break
        if failed:
            # The step that would tell of them does not run after a failure, and what this one
            # would log is lost with it.
            told = dg.AssetMaterialization(work.importer.errors_key, metadata=last_errors(work))
            self.context.instance.report_runless_asset_event(told)
            raise self.all_in_one(failed) from failed[0].__cause__

    def all_in_one(self, failed: Sequence[KitError]) -> KitError:
        """The failures of all files as one."""
        kind = ReportedError if all(error in self.reported for error in failed) else KitError
        if len(failed) == 1:
            return kind(failed[0].message, failed[0].advice)
        return kind(f"{len(failed)} files were not loaded:\n" + "\n".join(map(str, failed)))

    def stream(self, source: Source) -> Outcome:
        """Load the files of a stream; where runs are as Meltano's, none after one that failed."""
        work = self.work
        with work.postgres.connection() as connection:
            found = work.look(source, None if self.full else connection)
        outcome = Outcome()
        first: Header | None = None
        again = work.repeats or self.full
        for candidate in found.candidates:
            if self.partitions is not None and partition_of(candidate) not in self.partitions:
                continue
            load = FileLoad(work, source, candidate, self.run_id, again=again)
            try:
                header = first or header_of(candidate, source)
                loaded = load.run(header, lambda e, s, file=candidate: self.retried(file, e, s))
            except AlreadyLoadedError as error:
                self.context.log.info(str(error))
                self.move(candidate, source)
            except KitError as error:
                outcome.failed.append(error)
                self.report(load, error)
                if work.repeats:
                    break
            else:
                outcome.loads.append((load, loaded))
                self.move(candidate, source)
                # To tap-csv the header of the first file is the one of all.
                first = header if work.repeats else None
        if self.partitions is None:
            outcome.failed += [
                KitError(f"{ignored.path}: {ignored.reason}", TO_DO)
                for ignored in found.ignored
                if ignored.wrong
            ]
        return outcome

    def report(self, load: FileLoad, error: KitError) -> None:
        """Write a report; where that fails, the other files are loaded all the same."""
        try:
            load.report(error)
            self.reported.append(error)
        except KitError as also:
            self.context.log.warning(str(also))

    def move(self, candidate: Candidate, source: Source) -> None:
        """Move a loaded file away at once, so that another file's failure does not keep it."""
        if self.work.policy.after_load == "keep":
            return
        try:
            with self.work.postgres.connection() as connection:
                archive_file(self.work, connection, source.stream, candidate, self.run_id)
        except KitError as error:
            # Its rows are there; the step that manages files tries again, and fails if it has to.
            self.context.log.warning(str(error))

    def retried(self, candidate: Candidate, error: Exception, seconds: float) -> None:
        self.context.log.warning(
            f"{candidate.path.name}: {type(error).__name__}, tried again in {seconds:.1f} s"
        )
