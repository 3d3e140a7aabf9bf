"""The step of an importer that fills a table: every file in a transaction of its own."""

from collections.abc import Iterator, Sequence

import dagster as dg

from dagster_project.files.batches import asked_for, partition_of, partitions_of
from dagster_project.files.checks import Outcome, table_result
from dagster_project.files.discovery import TO_DO, Found, Ignored, age
from dagster_project.files.ended import ended_once
from dagster_project.files.error_report import FilesError
from dagster_project.files.file_types import FileType
from dagster_project.files.importer import RETRY, Importer
from dagster_project.files.ledger import Entry, Status, named
from dagster_project.files.loading import AlreadyLoadedError
from dagster_project.files.management import archive_file, last_errors
from dagster_project.files.model import Candidate, Header
from dagster_project.files.one_file import FileLoad
from dagster_project.files.parsing import header_of
from dagster_project.files.retry import passes
from dagster_project.files.table_lock import only_load
from dagster_project.files.turns import copies_of, in_turn
from dagster_project.files.work import Work, working
from dagster_project.singer.errors import KitError
from dagster_project.singer.executor import TASK_TAG
from dagster_project.singer.failure import failure
from dagster_project.singer.pipeline import SingerOptions
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.request import SCHEDULE_TAG, Request
from dagster_project.singer.run import run_pipeline
from dagster_project.singer.variables import needs, variables_of


def load_table(
    importer: Importer,
    file_type: FileType,
    *,
    takes_variables: bool = False,
    retry_policy: dg.RetryPolicy = RETRY,
) -> dg.AssetsDefinition:
    """The step that fills the table of a type, with the runner that migration.yaml names.

    A run of partitions loads the files of these, and before them older ones that wait for runs of
    their own; any other loads all files that are there. Tables are filled side by side; two runs
    that fill one table wait for each other.

    Args:
        importer: whose table.
        file_type: which of its types.
        takes_variables: whether jobs say by variables where the files are.
        retry_policy: for a database that is away.
    """

    @dg.multi_asset(
        name=importer.table_name(file_type),
        specs=[importer.table_spec(file_type)],
        check_specs=importer.table_checks(file_type),
        can_subset=True,
        pool=importer.pool(file_type),
        retry_policy=retry_policy,
        required_resource_keys={"file_system", "postgres", *needs(takes_variables)},
        op_tags={TASK_TAG: importer.prefix},
    )
    def load(
        context: dg.AssetExecutionContext, config: SingerOptions
    ) -> Iterator[dg.MaterializeResult]:
        """Load every file that is there, and report the table."""
        with working(context, importer, importer.table_name(file_type)) as work:
            if work is not None:
                yield _Load(context, config, work, file_type).result()
                return
        yield from _with_singer(context, config, importer, file_type)

    return load


def _with_singer(
    context: dg.AssetExecutionContext,
    options: SingerOptions,
    importer: Importer,
    file_type: FileType,
) -> Iterator[dg.MaterializeResult]:
    """Fill the table with tap and target; the steps of the pipeline, which share a state, wait."""
    schedule, run_id = context.run.tags.get(SCHEDULE_TAG), context.run.run_id
    try:
        project = Project.load().for_run(schedule, variables_of(context))
        with ended_once(run_id), only_load(importer, file_type, project, run_id, context.log):
            yield from run_pipeline(context, options, importer.pipeline, wait=True)
    except KitError as error:
        raise _once(failure(error, Redactor())) from None
    except dg.Failure as failed:
        raise _once(failed) from failed.__cause__


def _once(failed: dg.Failure) -> dg.Failure:
    """The retries of the step are for a database that is away; a tap runs once, as in Meltano."""
    failed.allow_retries = False
    return failed


class _Load:
    def __init__(
        self,
        context: dg.AssetExecutionContext,
        options: SingerOptions,
        work: Work,
        file_type: FileType,
    ) -> None:
        self.context = context
        self.work = work
        self.file_type = file_type
        self.run_id = context.run.run_id
        self.table = work.importer.stream(file_type)
        # As Meltano, it refuses to run where no environment is chosen.
        Request(work.importer.pipeline, options, (self.table,), None, context.log).state_id(
            work.project
        )
        self.full = options.full_refresh
        if options.select_filter:
            raise KitError(
                "the option `select_filter` is for tap and target, and this pipeline has neither",
                "Select the assets of the tables to load instead.",
            )
        self.reported: list[KitError] = []
        self.partitions = asked_for(context.run.tags, work.importer, context.instance)

    def result(self) -> dg.MaterializeResult:
        """Load the files.

        Raises:
            FilesError: some were not loaded; what was committed before stays.
        """
        work = self.work
        # Files that arrive together are runs of their own, and none of them is to be refused.
        with only_load(work.importer, self.file_type, work.project, self.run_id, self.context.log):
            outcome = self.files()
        if outcome.failed:
            # The step that would tell of them does not run after a failure, and what this one
            # would log is lost with it.
            told = dg.AssetMaterialization(work.importer.errors_key, metadata=last_errors(work))
            self.context.instance.report_runless_asset_event(told)
            cause = next(filter(_waits, outcome.failed), outcome.failed[0]).__cause__
            raise self.all_in_one(outcome.failed) from cause
        checked = set(self.context.selected_asset_check_keys)
        return table_result(work, self.table, outcome, checked)

    def all_in_one(self, failed: Sequence[KitError]) -> FilesError:
        """The failures of all files as one; where runs are as Meltano's, they end with it."""
        if len(failed) == 1:
            together = FilesError(failed[0].message, failed[0].advice)
        else:
            lines = "\n".join(map(str, failed))
            together = FilesError(f"{len(failed)} files were not loaded:\n{lines}")
        together.reported = all(error in self.reported for error in failed)
        together.others_go_on = not self.work.repeats
        return together

    def files(self) -> Outcome:
        """Load each file; where runs are as Meltano's, none after one that failed."""
        work, source = self.work, self.work.source(self.file_type.stream)
        with work.postgres.connection() as connection:
            found = work.look(source, None if self.full else connection)
        outcome = Outcome()
        first: Header | None = None
        again = work.repeats or self.full
        for candidate in self.in_turn(found):
            load = FileLoad(work, source, candidate, self.run_id, again=again)
            try:
                header = first or header_of(candidate, source)
                loaded = load.run(header, lambda e, s, file=candidate: self.retried(file, e, s))
            except AlreadyLoadedError as error:
                self.context.log.info(str(error))
                self.move(candidate)
            except KitError as error:
                waits = _waits(error)
                if not waits and not self.is_asked(candidate):
                    # Its own run says so, and puts it away.
                    self.context.log.warning(f"an older file is not loaded yet: {error}")
                    if load.rejects:
                        load.rejects.unlink(missing_ok=True)
                    continue
                outcome.failed.append(error)
                self.report(load, error)
                # What a newer file says of a row is to stay, so it is not loaded before this one.
                if work.repeats or (waits and source.keys):
                    break
            else:
                outcome.loads.append((load, loaded))
                self.move(candidate)
                # To tap-csv the header of the first file is the one of all.
                first = header if work.repeats else None
        if self.partitions is None:
            outcome.failed += [
                KitError(f"{ignored.path}: {ignored.reason}", TO_DO)
                for ignored in found.ignored
                if ignored.wrong
            ]
        return outcome

    def is_asked(self, candidate: Candidate) -> bool:
        """Whether the run is for a file."""
        return self.partitions is None or partition_of(candidate) in self.partitions

    def in_turn(self, found: Found) -> Sequence[Candidate]:
        """What the run is for; where rows have keys, what it has to load before and between."""
        keyed = bool(self.work.source(self.file_type.stream).keys)
        if not keyed or self.work.repeats or self.full:
            return [c for c in found.candidates if self.is_asked(c)]
        wanted: Sequence[Candidate] = found.candidates
        if self.partitions is not None:
            partitions = partitions_of(self.work.importer, self.file_type)
            known = self.context.instance.get_dynamic_partitions(str(partitions.name))
            wanted = in_turn(found.candidates, self.partitions, known)
        return self.with_copies(wanted, found.ignored) if wanted else ()

    def with_copies(
        self, wanted: Sequence[Candidate], ignored: Sequence[Ignored]
    ) -> Sequence[Candidate]:
        """The files with the copies that belong between; the ledger gets those that come before."""
        ledger, stream = self.work.ledger, self.file_type.stream
        with self.work.postgres.connection() as connection:
            copies = copies_of(connection, ledger, stream, ignored)
            for copy in copies:
                if age(copy) < age(wanted[0]):
                    entry = Entry(
                        stream, named(copy), copy.sha256, copy.size, self.run_id, Status.LOADED
                    )
                    with connection.transaction():
                        ledger.enter(connection, entry)
        between = [c for c in copies if age(wanted[0]) < age(c) < age(wanted[-1])]
        return sorted([*wanted, *between], key=age)

    def report(self, load: FileLoad, error: KitError) -> None:
        """Write a report; where that fails, the other files are loaded all the same."""
        try:
            load.report(error)
            self.reported.append(error)
        except KitError as also:
            self.context.log.warning(str(also))

    def move(self, candidate: Candidate) -> None:
        """Move a loaded file away at once, so that another file's failure does not keep it."""
        if self.work.policy.after_load == "keep":
            return
        try:
            with self.work.postgres.connection() as connection:
                archive_file(self.work, connection, self.file_type.stream, candidate, self.run_id)
        except KitError as error:
            # Its rows are there; the step that manages files tries again, and fails if it has to.
            self.context.log.warning(str(error))

    def retried(self, candidate: Candidate, error: Exception, seconds: float) -> None:
        self.context.log.warning(
            f"{candidate.path.name}: {type(error).__name__}, tried again in {seconds:.1f} s"
        )


def _waits(error: KitError) -> bool:
    """Whether the same file may be loaded later as it is."""
    return error.__cause__ is not None and passes(error.__cause__)
