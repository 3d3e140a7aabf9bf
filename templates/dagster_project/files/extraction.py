"""The first step of an importer: which files are there, and whether their headers are right."""

from collections.abc import Iterator

import dagster as dg

from dagster_project.files.discovery import Found
from dagster_project.files.file_types import FileType
from dagster_project.files.headers import compare_headers
from dagster_project.files.importer import HEADER, Importer, check_key
from dagster_project.files.model import Source
from dagster_project.files.parsing import names_of
from dagster_project.files.work import working
from dagster_project.singer.errors import KitError

SHOWN = 50


def discover_files(
    context: dg.AssetExecutionContext, importer: Importer
) -> Iterator[dg.MaterializeResult]:
    """List the files of each selected type.

    Args:
        context: context of the step; its selected assets are the types to look for.
        importer: whose files.

    Raises:
        dg.Failure: a file or folder cannot be read.
    """
    with working(context, importer) as work:
        if work is None:
            # An asset without an event would have Dagster skip the load.
            yield from unlooked(context, importer)
            return
        with work.postgres.connection() as connection:
            for file_type in importer.types:
                key = importer.files_key(file_type)
                if key not in context.selected_asset_keys:
                    continue
                source = work.source(file_type.stream)
                found = work.look(source, connection)
                result = headers(key, source, file_type, found)
                asked = check_key(result) in context.selected_asset_check_keys
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata=described(found),
                    check_results=[result] if asked else [],
                )


def unlooked(
    context: dg.AssetExecutionContext, importer: Importer
) -> Iterator[dg.MaterializeResult]:
    """The selected assets where another runner reads, and keeps, the files itself."""
    for key in sorted(context.selected_asset_keys):
        yield dg.MaterializeResult(asset_key=key, metadata={"runner": importer.elsewhere})


def described(found: Found) -> dict[str, dg.MetadataValue | int | str]:
    """What was found, as metadata."""
    rows = [
        dg.TableRecord(
            {
                "file": candidate.source_file,
                "bytes": candidate.size,
                "sha256": candidate.sha256[:12],
                "ignored": "",
            }
        )
        for candidate in found.candidates[:SHOWN]
    ] + [
        dg.TableRecord({"file": i.path, "bytes": 0, "sha256": "", "ignored": i.reason})
        for i in found.ignored[:SHOWN]
    ]
    metadata: dict[str, dg.MetadataValue | int | str] = {
        "files": len(found.candidates),
        "ignored": len(found.ignored),
        "bytes": sum(c.size for c in found.candidates),
    }
    newest = max((c.mtime for c in found.candidates), default=None)
    if newest is not None:
        metadata["newest"] = dg.MetadataValue.timestamp(newest)
    if rows:
        metadata["table"] = dg.MetadataValue.table(rows)
    return metadata


def headers(
    key: dg.AssetKey, source: Source, file_type: FileType, found: Found
) -> dg.AssetCheckResult:
    """Compare each header with the columns that must be there, and with that of the first file."""
    required = tuple(dict.fromkeys((*source.keys, *file_type.columns)))
    first: tuple[str, ...] = ()
    differences = []
    for candidate in found.candidates:
        name = candidate.path.name
        try:
            names = names_of(candidate.path, source)
        except KitError as error:
            differences.append(error.message)
            continue
        first = first or names
        lines = compare_headers(names, required).lacking.lines()
        lines += compare_headers(names, first).lines()
        differences += [f"{name}: {line}" for line in dict.fromkeys(lines)]
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=HEADER,
        passed=not differences,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "differences": len(differences),
            "examples": "\n".join(differences[:SHOWN]),
            "expected": ", ".join(dict.fromkeys((*required, *first))),
        },
    )
