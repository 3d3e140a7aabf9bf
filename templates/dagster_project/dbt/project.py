"""A dbt project of the Meltano project: its plugin, its places, what is known of its nodes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dagster_project.singer.model import as_list, as_map
from dagster_project.singer.project import output_folder, read_yaml
from dagster_project.singer.variables import needs

PREPARE = "python -m dagster_project.dbt prepare"


@dataclass(frozen=True)
class Model:
    """What m2d read of a model, seed or snapshot before there was a manifest.

    Attributes:
        key: parts of the asset key, by the rules of dagster-dbt.
        deps: keys of the models and sources it selects from.
    """

    name: str
    resource_type: str
    key: tuple[str, ...]
    deps: tuple[tuple[str, ...], ...] = ()
    group: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class DbtProject:
    """A dbt project and the plugin that runs it.

    Attributes:
        name: begins the names of its steps, and is the group of those that are no models.
        plugin_type: "utilities" or "transformers".
        plugin: name of the plugin.
        takes_variables: whether jobs with variables of their own run it.
    """

    name: str
    plugin_type: str
    plugin: str
    takes_variables: bool = False

    @property
    def resources(self) -> set[str]:
        """The resources that its steps require."""
        return needs(self.takes_variables)

    @property
    def pool(self) -> str:
        """The pool of its steps: dbt commands of one project never run at the same time."""
        return self.name

    @property
    def folder(self) -> Path:
        """The folder of the generated project that holds its manifest and its models."""
        return output_folder().resolve() / "dbt" / self.plugin

    @property
    def manifest_path(self) -> Path:
        """The manifest; it lies outside dbt's target folder, which `dbt clean` empties."""
        return self.folder / "manifest.json"

    def manifest(self) -> Mapping[str, Any] | None:
        """The manifest; None when it has not been built yet."""
        path = self.manifest_path
        if not path.is_file():
            return None
        stat = path.stat()
        return _read_manifest(path, stat.st_mtime_ns, stat.st_size)

    @property
    def uses_plugin_environment(self) -> bool:
        """Whether dbt is that of the plugin, since Dagster cannot work with the version it pins."""
        return self._read().get("environment") == "plugin"

    def models_read(self) -> tuple[Model, ...]:
        """What m2d read of the models, seeds and snapshots."""
        return tuple(_model(as_map(node)) for node in as_list(self._read().get("nodes")))

    def _read(self) -> Mapping[str, object]:
        path = self.folder / "models.yaml"
        return read_yaml(path) if path.is_file() else {}


@lru_cache(maxsize=8)
def _read_manifest(path: Path, _modified: int, _size: int) -> Mapping[str, Any]:
    return json.loads(path.read_bytes())


def _model(data: Mapping[str, object]) -> Model:
    return Model(
        name=str(data["name"]),
        resource_type=str(data.get("resource_type") or "model"),
        key=_key(data["key"]),
        deps=tuple(_key(dep) for dep in as_list(data.get("deps"))),
        group=None if data.get("group") is None else str(data["group"]),
        description=None if data.get("description") is None else str(data["description"]),
    )


def _key(data: object) -> tuple[str, ...]:
    return tuple(map(str, as_list(data)))
