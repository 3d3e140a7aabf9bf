"""What a pipeline of the project is: a tap, a target, the streams between them, the options."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import dagster as dg
from pydantic import Field

ANY_STREAM = "*"


@dataclass(frozen=True)
class Stream:
    """A stream of a tap and the asset that it fills.

    Attributes:
        name: the stream as the tap's catalog calls it; :data:`ANY_STREAM` stands for all streams
            of a tap whose streams are not known before it runs.
        key: parts of the asset key.
        table: table that the target fills, where it is known.
        description: what the table holds.
        columns: name and type of each column, where they are known.
    """

    name: str
    key: tuple[str, ...]
    table: str | None = None
    description: str | None = None
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def asset_key(self) -> dg.AssetKey:
        """The asset key."""
        return dg.AssetKey(list(self.key))


@dataclass(frozen=True)
class Pipeline:
    """A tap into a target, as one block of ``meltano run`` has it.

    Attributes:
        name: name of the op, and of the entry in migration.yaml.
        extractor: name of the tap's plugin.
        loader: name of the target's plugin.
        streams: the streams that are assets.
        mappings: names of the mappings between tap and target, in order.
        mappers: the mapper plugin of each mapping.
        frozen_pool: pool of a pipeline whose tap or target had another name before.
        group: asset group; the tap's name where none is given.
        tags: tags of the assets.
        code_version: version of the assets' code.
        description: of the assets that have none of their own; where it comes from and goes.
    """

    name: str
    extractor: str
    loader: str
    streams: tuple[Stream, ...]
    mappings: tuple[str, ...] = ()
    mappers: tuple[str, ...] = ()
    frozen_pool: str | None = None
    group: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    code_version: str | None = None
    description: str | None = None

    @property
    def pool(self) -> str:
        """Pool of the state: two runs with one state must not run at once."""
        return self.frozen_pool or re.sub(r"\s", "_", f"{self.extractor}-to-{self.loader}")

    @property
    def keys(self) -> tuple[dg.AssetKey, ...]:
        """The asset keys, in the order of the streams."""
        return tuple(stream.asset_key for stream in self.streams)

    @property
    def text(self) -> str:
        """The block as it is written in Meltano."""
        return " ".join((self.extractor, *self.mappings, self.loader))

    def specs(self) -> list[dg.AssetSpec]:
        """Describe the asset of each stream."""
        return [self._spec(stream) for stream in self.streams]

    def _describe(self, stream: Stream) -> str:
        what = "All streams" if stream.name == ANY_STREAM else f"Stream `{stream.name}`"
        where = f", table `{stream.table}`" if stream.table else ""
        return f"{what} of {self.extractor}, loaded by {self.loader}{where}."

    def _spec(self, stream: Stream) -> dg.AssetSpec:
        metadata: dict[str, object] = {"meltano/block": self.text}
        if stream.name != ANY_STREAM:
            metadata["singer/stream"] = stream.name
        if stream.table:
            metadata["dagster/table_name"] = stream.table
        if stream.columns:
            columns = [dg.TableColumn(name, kind) for name, kind in stream.columns]
            metadata["dagster/column_schema"] = dg.TableSchema(columns)
        return dg.AssetSpec(
            stream.asset_key,
            description=stream.description or self.description or self._describe(stream),
            group_name=self.group or re.sub(r"\W", "_", self.extractor, flags=re.ASCII),
            tags=self.tags,
            kinds={"singer"},
            code_version=self.code_version,
            metadata=metadata,
        )


class SingerOptions(dg.Config):
    """Options of one run; the defaults are what ``meltano run`` does without options."""

    full_refresh: bool = Field(
        default=False, description="Load everything again: the tap gets no state."
    )
    refresh_catalog: bool = Field(
        default=False, description="Discover the catalog again, also when one was captured."
    )
    state_id: str | None = Field(
        default=None, description="State id to use instead of the one made of the names."
    )
    state_id_suffix: str | None = Field(
        default=None, description="Suffix of the state id instead of the environment's."
    )
    select_filter: list[str] = Field(
        default=[], description="Patterns of streams to load; `!` before a pattern leaves out."
    )
    log_level: str | None = Field(
        default=None, description="Log level of the plugins: debug, info, warning, error."
    )
    time_limit_seconds: int | None = Field(
        default=None, ge=1, description="End the run after so many seconds."
    )
