"""Up to which row a live pair can be judged, when the source moved on between the two sides."""

from collections.abc import Mapping, Sequence

from dagster_project.parallel_run.evidence import name_of, states_of
from dagster_project.parallel_run.plan import Work
from dagster_project.singer.model import as_map
from dagster_project.singer.project import Project
from dagster_project.singer.report import bookmark_of
from dagster_project.singer.state import KEY, entry_of

VALUE = "replication_key_value"


def watermarks(
    contract: Mapping[str, object],
    project: Project,
    work: Work,
    sides: Sequence[Mapping[str, object]],
) -> dict[str, dict[str, object]]:
    """The lower bookmark of each stream whose sides ended at different ones.

    Args:
        contract: names the column of a stream: `streams.<name>.watermark`.
        project: tells the state ids of a pipeline; streams of others may have the same name.
        work: what ran.
        sides: the stored bookmarks of each side by state id.
    """
    streams = {name: as_map(rules) for name, rules in as_map(contract.get("streams")).items()}
    found: dict[str, dict[str, object]] = {}
    ids = states_of(project, work)
    for pipeline in work.pipelines:
        if len(ids[pipeline.name]) != 1:
            continue  # nobody knows which bookmark a row belongs to
        [state_id] = ids[pipeline.name]
        for stream in pipeline.streams:
            column = streams.get(name_of(stream), {}).get("watermark")
            values = [v for side in sides for v in _values(side.get(state_id), stream.name)]
            texts = [v for v in values if isinstance(v, str)]
            numbers = [v for v in values if isinstance(v, int)]
            if column and len(set(values)) > 1 and not (texts and numbers):
                lowest = min(texts) if texts else str(min(numbers))
                found[name_of(stream)] = {"column": str(column), "value": lowest}
    return found


def _values(entry: object, stream: str) -> list[str | int]:
    state = entry_of(entry).merged.get(KEY) if entry else None
    bookmark = bookmark_of(as_map(state), (stream,)) if state else None
    value = bookmark.get(VALUE) if isinstance(bookmark, Mapping) else None
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else []
