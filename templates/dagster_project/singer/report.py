"""What a run tells Dagster about each stream."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import dagster as dg

from dagster_project.singer.pipeline import Stream
from dagster_project.singer.redact import Redactor

Metadata = dict[str, dg.MetadataValue]


@dataclass(frozen=True)
class StreamResult:
    """A stream that was loaded.

    Attributes:
        stream: the stream and its asset.
        metadata: what Dagster shows with the materialization; never a setting of a plugin.
    """

    stream: Stream
    metadata: Metadata = field(default_factory=dict)


def stream_metadata(
    stream: Stream,
    *,
    records: int | None,
    batches: int = 0,
    seconds: float,
    state_id: str,
    runner: str,
    schema: Mapping[str, object] | None = None,
    bookmark: object = None,
    redactor: Redactor,
) -> Metadata:
    """Collect the metadata of a stream.

    Args:
        stream: the stream.
        records: records that the target took; ``None`` when nobody counted.
        batches: files of records that the target took; what is in them nobody counted.
        seconds: duration of the whole run.
        state_id: where the bookmark is kept.
        runner: which runner loaded it.
        schema: SCHEMA message of the stream.
        bookmark: its part of the last state; left out when it holds a secret.
        redactor: knows the secrets.
    """
    metadata: Metadata = {
        "duration_seconds": dg.MetadataValue.float(round(seconds, 3)),
        "state_id": dg.MetadataValue.text(state_id),
        "runner": dg.MetadataValue.text(runner),
    }
    if batches:
        metadata["batches_loaded"] = dg.MetadataValue.int(batches)
    if records is not None and (records or not batches):
        metadata["records_loaded"] = dg.MetadataValue.int(records)
    if stream.table:
        metadata["dagster/table_name"] = dg.MetadataValue.text(stream.table)
    if bookmark is not None and not redactor.holds_secret(bookmark):
        metadata["bookmark"] = (
            dg.MetadataValue.json(bookmark)
            if isinstance(bookmark, dict | list)
            else dg.MetadataValue.text(str(bookmark))
        )
    columns = table_columns(schema or {})
    if columns:
        metadata["dagster/column_schema"] = dg.MetadataValue.table_schema(dg.TableSchema(columns))
    return metadata


def table_columns(message: Mapping[str, object]) -> list[dg.TableColumn]:
    """Read the columns from a SCHEMA message."""
    schema = message.get("schema")
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(properties, Mapping):
        return []
    found = message.get("key_properties")
    keys = [str(key) for key in found] if isinstance(found, list) else []
    return [
        dg.TableColumn(
            str(name),
            type=column_type(definition),
            constraints=dg.TableColumnConstraints(
                nullable="null" in types_of(definition) and name not in keys,
                unique=keys == [name],
                other=["primary key"] if name in keys else [],
            ),
        )
        for name, definition in properties.items()
    ]


def column_type(definition: object) -> str:
    """Name the type of a property: the format of a text where it has one, else the JSON types."""
    if isinstance(definition, Mapping) and isinstance(definition.get("format"), str):
        return str(definition["format"])
    types = [name for name in types_of(definition) if name != "null"]
    return " or ".join(types) or "any"


def types_of(definition: object) -> list[str]:
    """List the JSON types that a property allows."""
    if not isinstance(definition, Mapping):
        return []
    named = definition.get("type")
    types = [named] if isinstance(named, str) else list(named) if isinstance(named, list) else []
    for branch in ("anyOf", "oneOf"):
        options = definition.get(branch)
        for option in options if isinstance(options, list) else []:
            types.extend(types_of(option))
    return list(dict.fromkeys(str(name) for name in types))


def bookmark_of(state: Mapping[str, object] | None, names: Iterable[str]) -> object:
    """Find the bookmark of a stream, known under one of some names, in a Singer state."""
    bookmarks = (state or {}).get("bookmarks")
    if isinstance(bookmarks, Mapping):
        for name in names:
            if name in bookmarks:
                return bookmarks[name]
    return None
