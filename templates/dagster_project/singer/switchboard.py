"""The switchboard, migration.yaml: who runs what while both systems live side by side."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

FILE = "migration.yaml"
NATIVE = "native"
# The table in which a native pipeline notes its files, beside its tables: Meltano has no such thing.
FILE_LEDGER = "_file_ledger"
RUNNERS = ("singer", "meltano", NATIVE)
SCHEDULERS = ("meltano", "dagster")
ORDERS = ("strict", "lineage")
SECTIONS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "pipelines": {"runner": RUNNERS},
    "jobs": {"scheduler": SCHEDULERS, "order": ORDERS},
}
DEFAULTS = {"runner": "singer", "scheduler": "meltano", "order": "strict"}


@dataclass(frozen=True)
class Switchboard:
    """What migration.yaml says.

    Attributes:
        path: the file.
        pipelines: switches by the name of the pipeline.
        jobs: switches by the name of the job.
    """

    path: Path
    pipelines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    jobs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, output: Path | None = None) -> "Switchboard":
        """Read the file of the generated project; without a file every switch has its default.

        Args:
            output: folder of the generated project; by default the one this code belongs to.

        Raises:
            KitError: the file cannot be read or says something it cannot say; with the line.
        """
        path = (output or Project.load().output) / FILE
        try:
            stamp = path.stat().st_mtime_ns
        except FileNotFoundError:
            return cls(path)
        return read_switchboard(path, stamp)

    def runner(self, pipeline: str) -> str:
        """Name the runner of a pipeline: ``singer``, ``meltano`` or ``native``.

        Raises:
            KitError: the pipeline is not in the file.
        """
        return self._switch("pipelines", self.pipelines, pipeline, "runner")

    def is_native(self, pipeline: str) -> bool:
        """Whether a pipeline loads its files itself, without tap and target.

        Raises:
            KitError: the pipeline is not in the file.
        """
        return self.runner(pipeline) == NATIVE

    def scheduler(self, job: str) -> str:
        """Name who starts a job: ``meltano`` or ``dagster``.

        Raises:
            KitError: the job is not in the file.
        """
        return self._switch("jobs", self.jobs, job, "scheduler")

    def order(self, job: str) -> str:
        """Name the order of a job's steps: ``strict`` or ``lineage``.

        Raises:
            KitError: the job is not in the file.
        """
        return self._switch("jobs", self.jobs, job, "order")

    def _switch(
        self, section: str, entries: Mapping[str, Mapping[str, str]], name: str, switch: str
    ) -> str:
        if name not in entries and (self.pipelines or self.jobs):
            raise KitError(
                f"{FILE} has no entry `{name}` under `{section}`{did_you_mean(name, entries)}",
                f"Add `{name}: {{{switch}: {DEFAULTS[switch]}}}` under `{section}`.",
            )
        return entries.get(name, {}).get(switch, DEFAULTS[switch])


@lru_cache(maxsize=4)
def read_switchboard(path: Path, _stamp: int) -> Switchboard:
    """Read and check the file; the stamp makes a changed file a new one.

    Raises:
        KitError: with the line of what is wrong.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise KitError(f"{FILE} cannot be read: {error.strerror}", "Check its rights.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KitError(f"{FILE} is no YAML: {error}", "Correct the file.") from error
    if root is None:
        return Switchboard(path)
    sections: dict[str, dict[str, dict[str, str]]] = {}
    for key, node in pairs(root, "the file", ("schema_version", *SECTIONS)):
        if key == "schema_version":
            if text(node) != "1":
                raise wrong(node, f"schema_version `{text(node)}` is unknown", "It has to be 1.")
            continue
        switches = SECTIONS[key]
        sections[key] = {
            name: {
                switch: choice(value, switch, switches[switch])
                for switch, value in pairs(entry, f"`{name}`", tuple(switches))
            }
            for name, entry in pairs(node, f"`{key}`")
        }
    return Switchboard(path, sections.get("pipelines", {}), sections.get("jobs", {}))


def pairs(
    node: yaml.Node, what: str, known: Sequence[str] | None = None
) -> list[tuple[str, yaml.Node]]:
    """Read a mapping, refusing unknown keys and keys that come twice."""
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
        return []
    if not isinstance(node, yaml.MappingNode):
        raise wrong(node, f"{what} is no mapping", "Write `name: value` lines below it.")
    found: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = text(key_node)
        if key in found:
            raise wrong(key_node, f"`{key}` is there twice", "Keep one of them.")
        if known is not None and key not in known:
            raise wrong(
                key_node,
                f"`{key}` is unknown{did_you_mean(key, known)}",
                f"Known here: {', '.join(known)}.",
            )
        found[key] = value
    return list(found.items())


def choice(node: yaml.Node, switch: str, values: Sequence[str]) -> str:
    """Read the value of a switch."""
    value = text(node)
    if value not in values:
        raise wrong(
            node,
            f"{switch} `{value}` is unknown{did_you_mean(value, values)}",
            f"It is one of {', '.join(values)}.",
        )
    return value


def text(node: yaml.Node) -> str:
    """Read a scalar as it is written."""
    if not isinstance(node, yaml.ScalarNode):
        raise wrong(node, "a name is expected here", "Write a plain value.")
    return str(node.value)


def wrong(node: yaml.Node, message: str, advice: str) -> KitError:
    """Make an error that tells the place."""
    place = node.start_mark
    return KitError(f"{FILE}, line {place.line + 1}, column {place.column + 1}: {message}", advice)


def did_you_mean(word: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """Suggest a known word, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
