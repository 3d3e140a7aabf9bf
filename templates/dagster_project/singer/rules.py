r"""Rules that edit a Singer catalog: `select`, `metadata`, `schema` and `select_filter`.

A pattern is matched with `fnmatch` against the stream's id and against the dotted breadcrumb of a
property, so `*` crosses levels. Later rules win; excludes come after all includes.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dagster_project.singer.errors import KitError
from dagster_project.singer.names import flatten

_UNESCAPED_DOT = re.compile(r"(?<!\\)\.")


@dataclass(frozen=True)
class Rule:
    """One key of the metadata, set where stream and breadcrumb match.

    Attributes:
        streams: patterns; one of them has to match, none of them when `negated`.
        breadcrumb: pattern of the dotted breadcrumb; empty for the stream itself.
        key: `selected`, `replication-method` …
    """

    streams: tuple[str, ...]
    breadcrumb: str
    key: str
    value: object
    negated: bool = False

    def matches(self, stream: str, breadcrumb: str) -> bool:
        """Whether the rule counts for this entry."""
        found = any(fnmatch.fnmatch(stream, pattern) for pattern in self.streams)
        return found != self.negated and fnmatch.fnmatch(breadcrumb, self.breadcrumb)


@dataclass(frozen=True)
class SchemaRule:
    """The schema of one property, replaced where stream and property match."""

    stream: str
    property: str
    schema: Mapping[str, object]

    def matches_stream(self, stream: str) -> bool:
        """Whether the rule counts for this stream."""
        return fnmatch.fnmatch(stream, self.stream)

    def matches(self, stream: str, breadcrumb: str) -> bool:
        """Whether the rule counts for this property."""
        return self.matches_stream(stream) and fnmatch.fnmatch(
            breadcrumb, f"properties.{self.property}"
        )


def breadcrumb(properties: Iterable[str]) -> str:
    """`["a", "b"]` gives `properties.a.properties.b`."""
    return ".".join(f"properties.{name}" for name in properties)


def select_rules(patterns: Iterable[object]) -> list[Rule]:
    """Rules of `select`: all includes, then all excludes, whatever their order in the list."""
    includes: list[Rule] = []
    excludes: list[Rule] = []
    for pattern in patterns:
        stream, path, negated = _parse(pattern)
        (excludes if negated else includes).extend(_select(stream, path, selected=not negated))
    return includes + excludes


def _select(stream: str, path: str | None, *, selected: bool) -> Iterable[Rule]:
    def rule(properties: Iterable[str]) -> Rule:
        return Rule((stream,), breadcrumb(properties), "selected", selected)

    if not path:
        yield rule([])
        yield rule(["*"])
        return
    if selected or path == "*":
        yield rule([])
    parts = path.split(".")
    yield rule(parts)
    if selected:
        # A nested property needs all properties it lies in.
        yield from (rule(parts[:depth]) for depth in range(1, len(parts)))


def filter_rules(patterns: Iterable[object]) -> list[Rule]:
    """Rules of `select_filter`: off are streams that no pattern names, or a `!pattern` names."""
    parsed = [_parse(pattern) for pattern in patterns]
    wanted = tuple(stream for stream, _, negated in parsed if not negated)
    unwanted = tuple(stream for stream, _, negated in parsed if negated)
    rules = []
    if wanted:
        rules.append(Rule(wanted, "", "selected", False, negated=True))
    if unwanted:
        rules.append(Rule(unwanted, "", "selected", False))
    return rules


def metadata_rules(config: Mapping[str, object]) -> list[Rule]:
    """Rules of `metadata`: stream, properties and key are the parts of the dotted name.

    Raises:
        KitError: an entry has no key, only a stream.
    """
    rules = []
    for name, value in flatten(config).items():
        stream, *rest = name.split(".")
        if not rest:
            raise KitError(
                f"the extra `metadata` says nothing about the stream `{stream}`",
                "Write a map below it, such as `replication-method: INCREMENTAL`.",
            )
        *properties, key = rest
        rules.append(Rule((stream,), breadcrumb(properties), key, value))
    return rules


def schema_rules(config: Mapping[str, object]) -> list[SchemaRule]:
    """Rules of `schema`: stream, then property, then the fragment that replaces its schema.

    Raises:
        KitError: an entry does not have these two levels.
    """
    rules = []
    for stream, properties in config.items():
        if not isinstance(properties, Mapping):
            raise _not_two_levels(stream)
        for name, schema in properties.items():
            if not isinstance(schema, Mapping):
                raise _not_two_levels(stream)
            rules.append(SchemaRule(stream, str(name), schema))
    return rules


def _not_two_levels(stream: str) -> KitError:
    return KitError(
        f"the extra `schema` is wrong for the stream `{stream}`",
        "It takes a stream, below it a property, below that a JSON schema.",
    )


def _parse(pattern: object) -> tuple[str, str | None, bool]:
    """Stream pattern, property pattern or None, and whether it is an exclusion."""
    text = str(pattern)
    negated = text.startswith("!")
    stream, *rest = _UNESCAPED_DOT.split(text[1:] if negated else text, maxsplit=1)
    return stream.replace(r"\.", "."), rest[0] if rest else None, negated
