"""The last step of an importer: loaded files are moved away, failures are reported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import dagster as dg
from psycopg import Connection

from dagster_project.files.error_report import ErrorReport, last_reports
from dagster_project.files.extraction import unlooked
from dagster_project.files.hashes import sha256_of
from dagster_project.files.importer import Importer
from dagster_project.files.ledger import Entry
from dagster_project.files.model import Candidate, Source
from dagster_project.files.work import Work, working
from dagster_project.singer.errors import KitError

SHOWN = 50
GONE = "(gone, or overwritten, before it was moved)"


@dataclass(frozen=True)
class Moved:
    """A file that was moved."""

    file: Path
    place: Path


def manage_files(
    context: dg.AssetExecutionContext, importer: Importer
) -> Iterator[dg.MaterializeResult]:
    """Move what is loaded and still there, where files.yaml says so, and list the last failures.

    The load moves each file after its commit; here come those that a kill has left, and files whose
    content was loaded before.

    Args:
        context: context of the step.
        importer: whose files.

    Raises:
        dg.Failure: a file cannot be moved; it is where it was.
    """
    with working(context, importer) as work:
        if work is None:
            yield from unlooked(context, importer)
            return
        if importer.archive_key in context.selected_asset_keys:
            yield dg.MaterializeResult(
                asset_key=importer.archive_key, metadata=_archived(context, work)
            )
        if importer.errors_key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=importer.errors_key, metadata=last_errors(work))


def _archived(
    context: dg.AssetExecutionContext, work: Work
) -> dict[str, dg.MetadataValue | int | str]:
    if work.policy.after_load == "keep":
        return {"moved": 0, "after_load": "keep"}
    for shelf in work.file_system.shelves:
        shelf.settle()
    with work.postgres.connection() as connection:
        by_load = work.ledger.moved_in(connection, context.run.run_id)
        moved = [Moved(Path(e.file), Path(e.moved_to or "")) for e in by_load]
        for source in work.sources:
            moved += _loaded_files(context, work, connection, source)
        for entry in work.unfinished(connection):
            moved += _unfinished(context, work, connection, entry)
    rows = [dg.TableRecord({"file": str(m.file), "moved_to": str(m.place)}) for m in moved[:SHOWN]]
    return {
        "moved": len(moved),
        "after_load": "archive",
        **({"files": dg.MetadataValue.table(rows)} if rows else {}),
    }


def _loaded_files(
    context: dg.AssetExecutionContext, work: Work, connection: Connection, source: Source
) -> Iterator[Moved]:
    """Move what is loaded of a stream, also what a run that was killed has left."""
    ledger, keyed = work.ledger, bool(source.keys)
    for candidate in work.look(source, None).candidates:
        path, sha256 = candidate.path, candidate.sha256
        if ledger.is_loaded(connection, source.stream, path, sha256, keyed=keyed):
            entry = ledger.find(connection, source.stream, sha256)
            run_id = entry.run if entry else ""
            try:
                place = archive_file(work, connection, source.stream, candidate, run_id)
            except KitError as error:
                if path.exists() and sha256_of(path) == sha256:
                    raise
                # The run that fills the table has moved it; what is there now came since.
                context.log.warning(error.message)
            else:
                yield Moved(path, place)


def archive_file(
    work: Work, connection: Connection, stream: str, candidate: Candidate, run_id: str
) -> Path:
    """Move a loaded file to the archive, and say so in the ledger.

    Args:
        work: the importer.
        connection: where the ledger is.
        stream: whose file it is.
        candidate: the file, or where it was when a kill came in between.
        run_id: the run that loaded it.

    Returns:
        where it is.

    Raises:
        KitError: it cannot be moved, was changed, or is nowhere.
    """
    today = datetime.now(timezone.utc).date()
    place = work.file_system.archive_shelf.keep(candidate, run_id, today)
    work.ledger.archived(connection, stream, candidate.path, candidate.sha256, str(place))
    return place


def _unfinished(
    context: dg.AssetExecutionContext, work: Work, connection: Connection, entry: Entry
) -> Iterator[Moved]:
    """End a move of which a kill left no more than the entry in the ledger."""
    path = Path(entry.file)
    if work.file_system.archive_shelf.root in path.parents:
        # Loaded again from where it is kept; it has nowhere to go.
        work.ledger.archived(connection, entry.stream, path, entry.sha256, entry.file)
        return
    if path.exists() and not work.reads(path):
        # Loaded when the settings named another place, maybe to stay there; nobody said to empty it.
        return
    candidate = Candidate(path, entry.size, 0, entry.sha256)
    try:
        yield Moved(path, archive_file(work, connection, entry.stream, candidate, entry.run))
    except KitError as error:
        if path.exists() and sha256_of(path) == entry.sha256:
            raise
        # Someone else took it, or wrote another over it; its rows are loaded.
        context.log.warning(error.message)
        work.ledger.archived(connection, entry.stream, path, entry.sha256, GONE)


def last_errors(work: Work) -> dict[str, dg.MetadataValue | int | str]:
    """The last failures of an importer, as metadata; each with when its file was loaded after all."""
    reports = last_reports(work.file_system.reports_folder, SHOWN)
    reports += last_reports(work.file_system.failed_shelf.root, SHOWN)
    own, name = work.importer.streams, work.importer.name
    reports = [report for report in reports if report.stream in own or report.importer == name]
    reports = sorted(reports, key=lambda report: report.time, reverse=True)[:SHOWN]
    since = _loaded_since(work, reports)
    rows = [
        dg.TableRecord(
            {
                "time": r.time,
                "stream": r.stream,
                "file": r.file,
                "kept": r.kept,
                "reason": r.message,
                "loaded_since": loaded.isoformat() if loaded else "",
            }
        )
        for r, loaded in zip(reports, since, strict=True)
    ]
    return {
        "failures": len(rows),
        "not_loaded_since": sum(
            bool(r.file) and not loaded for r, loaded in zip(reports, since, strict=True)
        ),
        **({"last": dg.MetadataValue.table(rows)} if rows else {}),
    }


def _loaded_since(work: Work, reports: Sequence[ErrorReport]) -> list[datetime | None]:
    """When each file was loaded after its failure; None, too, where the database does not answer."""
    if not reports:
        return []
    try:
        with work.postgres.connection() as connection:
            return [
                work.ledger.loaded_after(
                    connection, r.stream, r.file, r.sha256, datetime.fromisoformat(r.time)
                )
                for r in reports
            ]
    except KitError:
        return [None] * len(reports)
