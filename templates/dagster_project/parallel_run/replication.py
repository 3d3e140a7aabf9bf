"""Streams read from the log of PostgreSQL: reading moves the slot, and production would lose rows."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping

from dagster_project.parallel_run.isolation import Isolation, variable_of
from dagster_project.parallel_run.plan import Work
from dagster_project.singer.catalog import captured_path
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Tree, as_list, as_map
from dagster_project.singer.pipeline import ANY_STREAM, Pipeline
from dagster_project.singer.project import Project
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.rules import metadata_rules
from dagster_project.singer.settings import resolve

LOG_BASED = "LOG_BASED"
SLOT = "replication_slot_name"
VARIABLE = "M2D_PARITY_SLOT"
METHODS = ("replication-method", "forced-replication-method")


def separate_slots(project: Project, work: Work, isolation: Isolation) -> dict[str, str]:
    """The variables that give the taps of a side replication slots of its own.

    A slot holds changes for one reader: what a pair reads from production's slot, the next run of
    production does not get.

    Raises:
        KitError: a stream is read from the log, and no slots for the sides are named.
    """
    found: dict[str, str] = {}
    for pipeline in work.pipelines:
        tap = resolve(project, project.plugin("extractors", pipeline.extractor))
        streams = sorted(set(_read_from_log(project, tap, pipeline)))
        if not streams or not _has_slots(tap):
            continue
        setting, prefix = tap.plugin.settings.get(SLOT), project.environ.get(VARIABLE)
        reads = f"`{tap.name}` reads {', '.join(f'`{s}`' for s in streams)} from the log"
        if setting is None:
            raise KitError(
                f"{reads}, and a pair would use up the changes that production waits for",
                f"It has no setting `{SLOT}` by which each side would get a slot of its own.",
            )
        if not prefix or not re.fullmatch("[a-z0-9_]{1,50}", prefix):
            raise KitError(
                f"{reads}, and a pair would use up the changes that production waits for",
                f"Make logical replication slots for the sides, `NAME_control` and "
                f"`NAME_candidate`, and set {VARIABLE}=NAME (small letters, digits and `_`).",
            )
        slot = f"{prefix}_{isolation.side}"
        if tap.settings.get(SLOT) == slot:
            raise KitError(f"`{slot}` is the replication slot of production", f"Change {VARIABLE}.")
        found[variable_of(setting)] = slot
    return found


def check_slots(side: Project, work: Work, slots: Mapping[str, str]) -> None:
    """Make sure that the slots of a side reach its taps.

    Raises:
        KitError: one does not.
    """
    for pipeline in work.pipelines if slots else ():
        tap = resolve(side, side.plugin("extractors", pipeline.extractor))
        setting = tap.plugin.settings.get(SLOT)
        wanted = slots.get(variable_of(setting)) if setting else None
        if wanted is not None and tap.settings.get(SLOT) != wanted:
            raise KitError(
                f"`{tap.name}` would read from the slot `{tap.settings.get(SLOT)}`, not from "
                f"`{wanted}` of this side",
                "An `env` block of meltano.yml sets it; take it out there.",
            )


def _has_slots(tap: ResolvedPlugin) -> bool:
    names = (tap.name, tap.plugin.namespace, tap.plugin.executable, tap.plugin.pip_url)
    return any("postgres" in str(name) for name in names)


def _read_from_log(project: Project, tap: ResolvedPlugin, pipeline: Pipeline) -> Iterator[str]:
    """The streams that the tap is told to read from the log: by a rule, its catalog, or anyway."""
    rules = [
        rule for rule in metadata_rules(as_map(tap.extras.get("_metadata"))) if rule.key in METHODS
    ]
    catalog = _catalog(project, tap)
    default = str(tap.settings.get("default_replication_method") or "")
    for stream in pipeline.streams:
        if stream.name == ANY_STREAM:
            said = [*catalog.values(), *(str(rule.value) for rule in rules), default]
        else:
            chosen = [str(rule.value) for rule in rules if rule.matches(stream.name, "")]
            said = chosen[-1:] or [catalog.get(stream.name) or default]
        if LOG_BASED in said:
            yield stream.name


def _catalog(project: Project, tap: ResolvedPlugin) -> dict[str, str]:
    """The methods that a catalog names, where it is known before the tap runs."""
    named = tap.extras.get("_catalog")
    path = project.root / str(named) if named else captured_path(project, tap.name)
    # A catalog that cannot be read fails the sides, with the words of the tap's own run.
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        streams = [as_map(s) for s in as_list(as_map(json.loads(path.read_bytes()))["streams"])]
        return {str(stream.get("tap_stream_id")): _method(stream) for stream in streams}
    return {}


def _method(stream: Tree) -> str:
    entries = [as_map(entry) for entry in as_list(stream.get("metadata"))]
    own = [as_map(e.get("metadata")) for e in entries if not as_list(e.get("breadcrumb"))]
    said = [entry.get(method) for method in METHODS for entry in own]
    return str(next((one for one in (*said, stream.get("replication_method")) if one), ""))
