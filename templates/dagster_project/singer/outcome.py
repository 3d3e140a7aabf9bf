"""Which streams of a finished run became assets, which did not, and why."""

from collections.abc import Iterator, Mapping, Sequence

from dagster_project.singer.catalog import Catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import ANY_STREAM, Stream
from dagster_project.singer.redact import Redactor
from dagster_project.singer.relay import SingerWatcher
from dagster_project.singer.report import StreamResult, bookmark_of, stream_metadata
from dagster_project.singer.request import Log, Request


class Outcome:
    """Judges a run by its catalog and by what passed between its processes.

    Args:
        request: what was asked for.
        catalog: the catalog of the tap; ``None`` when it takes none.
        log: takes a line for each stream that is no materialization.
    """

    def __init__(self, request: Request, catalog: Catalog | None, log: Log) -> None:
        """Remember what was asked for."""
        self._request = request
        self._catalog = catalog
        self._log = log
        self._message_names = message_names(catalog)
        self._only_some = (
            catalog is not None
            and request.is_subset
            and all(stream.name != ANY_STREAM for stream in request.streams)
        )
        if request.is_subset and catalog is None:
            log.warning(
                "the tap takes no catalog and cannot load some of its streams only: all are loaded"
            )

    @property
    def subset_names(self) -> frozenset[str] | None:
        """Names of the streams whose bookmarks change; ``None`` for all."""
        if not self._only_some:
            return None
        return frozenset(name for stream in self._request.streams for name in self._names(stream))

    def results(
        self,
        watchers: Sequence[SingerWatcher],
        *,
        seconds: float,
        state_id: str,
        state: Mapping[str, object] | None,
        redactor: Redactor,
    ) -> Iterator[StreamResult]:
        """Describe each stream that was loaded.

        Raises:
            KitError: a selected stream is lost: the tap did not even tell its schema.
        """
        first, last = watchers[0], watchers[-1]
        lost: list[str] = []
        for stream in self._request.streams:
            names = self._names(stream)
            if stream.name == ANY_STREAM:
                lost += self._lost_of_any(first)
                names = tuple(last.schemas)
            elif self._is_deselected(stream):
                self._log.info(f"stream `{stream.name}` is deselected: not materialized")
                continue
            elif not any(name in first.schemas for name in names):
                lost.append(stream.name)
                continue
            elif not any(name in last.schemas for name in names):
                self._log.info(f"stream `{stream.name}` ended in a mapper: not materialized")
                continue
            schemas = [last.schemas[name] for name in names if name in last.schemas]
            yield StreamResult(
                stream,
                stream_metadata(
                    stream,
                    records=sum(last.records[name] for name in names),
                    batches=sum(last.batches[name] for name in names),
                    seconds=seconds,
                    state_id=state_id,
                    runner="singer",
                    schema=schemas[0] if len(schemas) == 1 else None,
                    bookmark=bookmark_of(state, (stream.name, *names)),
                    redactor=redactor,
                ),
            )
        self._warn_of_others(last)
        if lost:
            raise KitError(
                f"selected, but the tap emitted no schema: {quoted(lost)}",
                "The source has it no longer, or the tap passed over it; its log may say why. "
                "Deselect it in meltano.yml, or capture the catalog again.",
            )

    def _is_deselected(self, stream: Stream) -> bool:
        """Whether the rules leave a stream out; one that the source has no longer is lost."""
        catalog = self._catalog
        return catalog is not None and not (
            stream.name in catalog.selected or catalog.misses(stream.name)
        )

    def _names(self, stream: Stream) -> tuple[str, ...]:
        """Names under which a stream arrives: as the catalog calls it, and as its messages do."""
        return tuple(
            dict.fromkeys((stream.name, self._message_names.get(stream.name, stream.name)))
        )

    def _lost_of_any(self, watcher: SingerWatcher) -> list[str]:
        expected = self._catalog.expected if self._catalog else frozenset()
        return sorted(
            name
            for name in expected
            if name not in watcher.schemas and self._message_names.get(name) not in watcher.schemas
        )

    def _warn_of_others(self, watcher: SingerWatcher) -> None:
        """Warn of streams that arrived without an asset."""
        pipeline = self._request.pipeline
        if any(stream.name == ANY_STREAM for stream in pipeline.streams):
            return
        known = {name for stream in pipeline.streams for name in self._names(stream)}
        others = sorted((set(watcher.schemas) | set(watcher.records)) - known)
        if others:
            counts = ", ".join(f"`{name}` ({watcher.records[name]} records)" for name in others)
            self._log.warning(f"streams without an asset were loaded: {counts}")


def message_names(catalog: Catalog | None) -> dict[str, str]:
    """Map the stream names of a catalog to those of the messages, where they differ."""
    streams = catalog.json.get("streams") if catalog else None
    return {
        str(entry["tap_stream_id"]): str(entry["stream"])
        for entry in (streams if isinstance(streams, list) else [])
        if isinstance(entry, dict) and entry.get("stream") and "tap_stream_id" in entry
    }


def quoted(names: Sequence[str]) -> str:
    """List names for a message."""
    return ", ".join(f"`{name}`" for name in names)
