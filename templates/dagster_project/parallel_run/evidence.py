"""What a pair leaves in its bundle beside the runs: contents, the code, the contract."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from dagster_project.parallel_run.bundle import Bundle
from dagster_project.parallel_run.plan import Work
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.snapshot import (
    Destination,
    Exported,
    Relation,
    export,
    stream_file,
)
from dagster_project.parallel_run.strays import add_strays
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import ANY_STREAM, Stream
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.state import state_id

CONTRACT = "parity.yaml"
METRIC = re.compile(rb"^(.*)METRIC: (\{.*\})\s*$")


def capture(
    bundle: Bundle, project: Project, work: Work, runs: Sequence[Run]
) -> list[dict[str, object]]:
    """Export what every side left, and return the streams as the manifest lists them.

    Raises:
        KitError: a destination cannot be read.
    """
    found: dict[str, dict[str, Exported]] = {}
    exports = [list(_exports(work, run)) for run in runs]
    if not any(run.broken for run in runs):
        add_strays(exports)
    for run, listed in zip(runs, exports, strict=True):
        folder = bundle.side(run.side.name)
        exported: dict[str, Exported] = {}
        for destination, relations in listed:
            made = _exported(destination, relations, folder, broken=run.broken)
            exported |= {relation.name: relation for relation in made}
        found[run.side.name] = exported
        files = [entry for one in exported.values() for entry in one.files]
        if any(destination.kind == "files" for destination, _ in listed):
            bundle.files(run.side.name, files)
    return _streams(project, work, found)


def _exported(
    destination: Destination, relations: Sequence[Relation], folder: Path, *, broken: bool
) -> list[Exported]:
    """Export relations; a side that failed may have left no place at all to export from."""
    try:
        if destination.path is None or destination.path.exists():
            return export(destination, relations, folder)
    except KitError:
        if not broken:
            raise
    kind = "files" if destination.kind == "files" else "table"
    known = [relation for relation in relations if relation.stream != ANY_STREAM]
    return [Exported(relation.name, relation.name, kind, False) for relation in known]


def _exports(work: Work, run: Run) -> Iterable[tuple[Destination, list[Relation]]]:
    for pipeline in work.pipelines:
        relations = [
            Relation(
                name_of(stream),
                stream=stream.name,
                table=table_of(stream),
                schema=schema_of(stream),
            )
            for stream in pipeline.streams
        ]
        yield run.side.isolation.destinations[pipeline.name], relations
    for models in run.models:
        yield models.destination, list(models.relations)


def name_of(stream: Stream) -> str:
    """The name of a stream in bundles: its asset key."""
    return "/".join(stream.key)


def table_of(stream: Stream) -> str | None:
    """The table without its schema, where it is known."""
    return stream.table.rpartition(".")[2] if stream.table else None


def schema_of(stream: Stream) -> str | None:
    """The schema of its table in production, where it is known."""
    return stream.table.rpartition(".")[0] or None if stream.table else None


def _streams(
    project: Project, work: Work, found: Mapping[str, Mapping[str, Exported]]
) -> list[dict[str, object]]:
    """The streams, without dbt models that no side has: a command may build some models only."""
    pipelines = {
        name_of(stream): pipeline.name for pipeline in work.pipelines for stream in pipeline.streams
    }
    taps = {name_of(s): s.name for pipeline in work.pipelines for s in pipeline.streams}
    states = states_of(project, work)
    names = dict.fromkeys(name for side in found.values() for name in side)
    listed: list[dict[str, object]] = []
    for name in names:
        sides = [side[name] for side in found.values() if name in side]
        pipeline = pipelines.get(sides[0].relation)
        if pipeline is None and not any(side.exists for side in sides):
            continue
        tap = taps.get(sides[0].relation)
        listed.append(
            {
                "name": name,
                "file": stream_file(name),
                "pipeline": pipeline,
                "asset": name.split("/"),
                "kind": sides[0].kind,
                "states": states.get(pipeline, []) if pipeline else [],
                "tapStream": name.rpartition("/")[2] if tap == ANY_STREAM else tap,
            }
        )
    return listed


def count_records(work: Work, run: Run, played: Path, begin: int) -> None:
    """Add the records of each stream to those of a run.

    They come from the tape player, else from the metrics that the taps themselves log. Pipelines
    of a tap that does neither are not counted; nor are those that share a tap, since its metrics do
    not say which of them they are of.

    Args:
        work: what ran.
        run: what the records are added to.
        played: what the tape player left.
        begin: where in the log the run began.
    """
    with run.log.open("rb") as log:
        log.seek(begin)
        metrics = list(_metrics(log))
    for pipeline in work.pipelines:
        path = played / f"{pipeline.extractor}.json"
        sharing = [p for p in work.pipelines if p.extractor == pipeline.extractor]
        if path.is_file():
            counts = list(json.loads(path.read_bytes()).items())
        else:
            counts = [(s, n) for words, s, n in metrics if pipeline.extractor in words]
            if not counts or len(sharing) > 1:
                run.uncounted.append(pipeline.name)
                continue
        names = {stream.name: name_of(stream) for stream in pipeline.streams}
        for stream, count in counts:
            name = names.get(stream) or (
                f"{names[ANY_STREAM]}/{stream}" if ANY_STREAM in names else stream
            )
            run.records[name] = run.records.get(name, 0) + count


def _metrics(log: Iterable[bytes]) -> Iterator[tuple[list[str], str, int]]:
    """The record counts that Singer taps log: the words before, the stream, how many."""
    for line in log:
        found = METRIC.search(line)
        if found:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                metric = json.loads(found[2])
                tags = metric["tags"]
                if metric["metric"] == "record_count":
                    stream = str(tags.get("stream") or tags["endpoint"])
                    words = found[1].decode("utf-8", "replace").split()
                    yield words, stream, int(metric["value"])


def state_ids(project: Project, work: Work) -> list[str]:
    """The state ids of the pipelines, as production has them."""
    found = [state for ids in states_of(project, work).values() for state in ids]
    return list(dict.fromkeys(found))


def states_of(project: Project, work: Work) -> dict[str, list[str]]:
    """The state ids of each pipeline, as production has them."""
    found: dict[str, list[str]] = {}
    for step in work.steps:
        if step.pipeline is not None:
            tap = project.plugin("extractors", step.pipeline.extractor)
            target = project.plugin("loaders", step.pipeline.loader)
            named, suffix = step.config.get("state_id"), step.config.get("state_id_suffix")
            made = (
                str(named)
                if named
                else state_id(project, tap, target, str(suffix) if suffix else None)
            )
            ids = found.setdefault(step.pipeline.name, [])
            if made not in ids:
                ids.append(made)
    return found


def contract(project: Project) -> dict[str, object]:
    """The contract of the comparison, as JSON has it."""
    path = project.output / CONTRACT
    found = read_yaml(path) if path.is_file() else {"schema_version": 1, "canon": 1}
    return json.loads(json.dumps(found, default=str))
