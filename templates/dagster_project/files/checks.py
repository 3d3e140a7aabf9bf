"""What a load found out, as materializations and asset checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import dagster as dg

from dagster_project.files.importer import KEYS, ROWS, check_key
from dagster_project.files.loading import Loaded
from dagster_project.files.naming import relation_of
from dagster_project.files.one_file import FileLoad
from dagster_project.files.work import Work
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import Stream

SHOWN = 20


@dataclass
class Outcome:
    """What became of the files of a stream.

    Attributes:
        loads: those that were loaded, in order.
        failed: why each of the others was not.
    """

    loads: list[tuple[FileLoad, Loaded]] = field(default_factory=list)
    failed: list[KitError] = field(default_factory=list)

    def sum(self, count: str) -> int:
        """The sum of one of the counts of `Loaded`."""
        return sum(getattr(loaded, count) for _, loaded in self.loads)

    def lines(self, of: Callable[[FileLoad], Sequence[str]]) -> list[str]:
        """Lines about the files, each with the name of its file."""
        return [
            f"{load.candidate.path.name}: {line}" for load, _ in self.loads for line in of(load)
        ]


def table_result(
    work: Work, stream: Stream, outcome: Outcome, checked: set[dg.AssetCheckKey]
) -> dg.MaterializeResult:
    """The materialization of a table with its checks.

    Args:
        work: the importer.
        stream: of the table.
        outcome: what became of its files.
        checked: the checks that are asked for.
    """
    files = [
        dg.TableRecord(
            {
                "file": load.candidate.path.name,
                "rows": loaded.read,
                "loaded": loaded.loaded,
                "rejected": loaded.rejected,
                "duplicates": loaded.duplicates,
                "sha256": load.candidate.sha256[:12],
            }
        )
        for load, loaded in outcome.loads[:SHOWN]
    ]
    metadata: dict[str, dg.MetadataValue | int | str] = {
        "files": len(outcome.loads),
        "rows_read": outcome.sum("read"),
        "records_loaded": outcome.sum("loaded"),
        "rows_inserted": outcome.sum("inserted"),
        "rows_updated": outcome.sum("updated"),
        "rows_rejected": outcome.sum("rejected"),
        "duplicates": outcome.sum("duplicates"),
        "dagster/table_name": str(relation_of(stream.name, work.destination)),
    }
    if files:
        metadata["loaded_files"] = dg.MetadataValue.table(files)
    rejects = [str(load.rejects) for load, _ in outcome.loads if load.rejects]
    if rejects:
        metadata["reject_files"] = dg.MetadataValue.json(rejects[:SHOWN])
    results = [_keys(stream, outcome), _rows(stream, outcome)]
    return dg.MaterializeResult(
        asset_key=stream.asset_key,
        metadata=metadata,
        check_results=[r for r in results if check_key(r) in checked],
    )


def _keys(stream: Stream, outcome: Outcome) -> dg.AssetCheckResult:
    duplicates = [
        f"{load.candidate.path.name}, line {line}"
        for load, loaded in outcome.loads
        for line in loaded.duplicate_lines
    ]
    return dg.AssetCheckResult(
        asset_key=stream.asset_key,
        check_name=KEYS,
        passed=not outcome.sum("duplicates"),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "duplicates": outcome.sum("duplicates"),
            "examples": "\n".join(duplicates[:SHOWN]),
        },
        description="Of rows with one key the last one counts." if duplicates else None,
    )


def _rows(stream: Stream, outcome: Outcome) -> dg.AssetCheckResult:
    counts = {name: outcome.sum(name) for name in ("read", "loaded", "rejected", "duplicates")}
    balanced = counts["read"] == counts["loaded"] + counts["rejected"] + counts["duplicates"]
    rejected = outcome.lines(lambda load: load.rejected.lines())
    noticed = outcome.lines(lambda load: load.noticed.lines())
    return dg.AssetCheckResult(
        asset_key=stream.asset_key,
        check_name=ROWS,
        # A load whose commit was only heard of when it was tried again has counts and no examples.
        passed=balanced and not counts["rejected"] and not noticed,
        severity=dg.AssetCheckSeverity.WARN if balanced else dg.AssetCheckSeverity.ERROR,
        metadata={
            **counts,
            "left_out": "\n".join(rejected[:SHOWN]),
            "loaded_all_the_same": "\n".join(noticed[:SHOWN]),
        },
    )
