"""Reports of files and of runs that failed, as JSON; and the last of these, for an asset."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path

from dagster_project.files.model import Candidate, Source
from dagster_project.files.whole_file import shortened, write_whole
from dagster_project.singer.errors import KitError
from dagster_project.singer.redact import Redactor

SCHEMA_VERSION = 1
SUFFIX = ".error.json"


class FilesError(KitError):
    """Files of a table were not loaded.

    Attributes:
        reported: whether each of them has its report.
        others_go_on: whether the next table is loaded all the same.
    """

    reported = False
    others_go_on = False


@dataclass(frozen=True)
class ErrorReport:
    """Why a file was not loaded, or none was looked at; then it has neither stream nor file.

    Attributes:
        file: where it was found.
        kept: where it is now.
        time: of the failure, ISO 8601 with an offset.
        message: what is wrong.
        advice: what to do.
        counts: of rows, by what became of them.
        rejects: the file with the rejected rows, if there are any.
        importer: which one failed before it came to a file.
    """

    stream: str
    file: str
    kept: str
    sha256: str
    size: int
    run_id: str
    time: str
    message: str
    advice: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    rejects: str | None = None
    importer: str = ""
    schema_version: int = SCHEMA_VERSION


def write_report(
    error: Exception,
    source: Source,
    candidate: Candidate,
    kept: Path,
    run_id: str,
    time: datetime,
    *,
    folder: Path | None = None,
    counts: Mapping[str, int] | None = None,
    rejects: Path | None = None,
    redactor: Redactor | None = None,
) -> Path:
    """Write the report of a failed file.

    Args:
        error: what stopped the load.
        source: the stream.
        candidate: the file as it was found.
        kept: where it was moved to, or where it still is.
        run_id: the run.
        time: of the failure.
        folder: where to; by default beside the file.
        counts: of rows, by what became of them.
        rejects: the file with the rejected rows.
        redactor: hides the secrets of the run.

    Raises:
        KitError: the report cannot be written.
    """
    hidden = (redactor or Redactor()).text
    known = isinstance(error, KitError)
    report = ErrorReport(
        stream=source.stream,
        file=str(candidate.path),
        kept=str(kept),
        sha256=candidate.sha256,
        size=candidate.size,
        run_id=run_id,
        time=time.isoformat(),
        message=hidden(error.message if known else f"{type(error).__name__}: {error}"),
        advice=hidden(error.advice) if known else "",
        counts=dict(counts or {}),
        rejects=str(rejects) if rejects else None,
    )
    # A file that stays where it is may fail with every run, and has its last report.
    name = f"{kept.name}{SUFFIX}"
    if folder is not None and folder != kept.parent:
        # Another folder may have a file of that name.
        mark = hashlib.sha256(os.fsencode(candidate.path)).hexdigest()[:8]
        name = shortened(kept.name, f".{mark}{SUFFIX}")
    return _write(report, (folder or kept.parent) / name)


def write_step_report(
    error: KitError,
    importer: str,
    run_id: str,
    time: datetime,
    folder: Path,
    redactor: Redactor,
    *,
    step: str = "",
) -> Path:
    """Write why a step failed before it came to a file; the next such failure replaces it.

    Args:
        error: what stopped it.
        importer: its name.
        run_id: the run.
        time: of the failure.
        folder: where to.
        redactor: hides the secrets of the run.
        step: one that may fail beside others of the importer.

    Raises:
        KitError: the report cannot be written.
    """
    report = ErrorReport(
        stream="",
        file="",
        kept="",
        sha256="",
        size=0,
        run_id=run_id,
        time=time.isoformat(),
        message=redactor.text(error.message),
        advice=redactor.text(error.advice),
        importer=importer,
    )
    return _write(report, folder / shortened(step or importer, SUFFIX))


def _write(report: ErrorReport, path: Path) -> Path:
    try:
        write_whole(path, (json.dumps(asdict(report), indent=2) + "\n").encode())
    except OSError as e:
        raise KitError(
            f"the error report cannot be written to {path}: {e.strerror}",
            "Make room, or give the account that runs Dagster the right to write there. "
            f"It was to say: {report.message}",
        ) from e
    return path


def last_reports(folder: Path, count: int = 20) -> list[ErrorReport]:
    """The last reports in a folder and below it, the newest first.

    Files that are not reports, or of another version, are left out.
    """
    found = (_read(path) for path in folder.rglob(f"*{SUFFIX}"))
    reports = [report for report in found if report is not None]
    return sorted(reports, key=lambda r: datetime.fromisoformat(r.time), reverse=True)[:count]


def _read(path: Path) -> ErrorReport | None:
    names = {part.name for part in fields(ErrorReport)}
    try:
        content = json.loads(path.read_bytes())
        if content.get("schema_version") != SCHEMA_VERSION:
            return None
        report = ErrorReport(**{name: content[name] for name in names})
        datetime.fromisoformat(report.time)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return report
