"""Up to which row a live pair can be judged, when the source moved on between the two sides."""

from collections.abc import Mapping, Sequence

from dagster_project.parallel_run.evidence import name_of
from dagster_project.parallel_run.plan import Work
from dagster_project.singer.model import as_map
from dagster_project.singer.report import bookmark_of
from dagster_project.singer.state import KEY, entry_of

VALUE = "replication_key_value"


def watermarks(
    contract: Mapping[str, object], work: Work, sides: Sequence[Mapping[str, object]]
) -> dict[str, dict[str, object]]:
    """The lower bookmark of each stream whose sides ended at different ones.

    Args:
        contract: names the column of a stream: `streams.<name>.watermark`.
        work: what ran.
        sides: the stored bookmarks of each side by state id.
    """
    streams = {name: as_map(rules) for name, rules in as_map(contract.get("streams")).items()}
    found: dict[str, dict[str, object]] = {}
    for pipeline in work.pipelines:
        for stream in pipeline.streams:
            column = streams.get(name_of(stream), {}).get("watermark")
            values = [v for side in sides for v in _values(side, stream.name)]
            if column and len(set(values)) > 1:
                found[name_of(stream)] = {"column": str(column), "value": min(values)}
    return found


def _values(side: Mapping[str, object], stream: str) -> list[str]:
    values = []
    for entry in side.values():
        state = entry_of(entry).merged.get(KEY) if entry else None
        bookmark = bookmark_of(as_map(state), (stream,)) if state else None
        if isinstance(bookmark, Mapping) and isinstance(bookmark.get(VALUE), str):
            values.append(bookmark[VALUE])
    return values
