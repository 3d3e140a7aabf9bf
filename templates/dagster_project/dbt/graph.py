"""Which asset or check stands for which node of a dbt project.

Keys, descriptions, columns, groups and checks are those of dagster-dbt. It is imported here, where
a manifest is at hand, and nowhere at the head of a module: the import takes longer than the load of
a location without dbt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import dagster as dg

from dagster_project.dbt.project import DbtProject

if TYPE_CHECKING:
    from dagster_dbt import DagsterDbtTranslator

UNIQUE_ID = "dagster_dbt/unique_id"


@dataclass(frozen=True)
class Graph:
    """The assets and checks of a manifest.

    Attributes:
        assets: asset key by the unique id of a model, seed or snapshot.
        checks: specs of the checks by the unique id of their test.
        resource_types: "model", "seed" or "snapshot" by asset key.
        selectors: what selects the node on dbt's command line, by asset key.
    """

    assets: Mapping[str, dg.AssetKey]
    checks: Mapping[str, dg.AssetCheckSpec]
    resource_types: Mapping[dg.AssetKey, str]
    selectors: Mapping[dg.AssetKey, str]

    @property
    def check_selectors(self) -> Mapping[dg.AssetCheckKey, str]:
        """What selects a test on dbt's command line, by check key: its name, which is unique."""
        return {spec.key: unique_id.split(".")[2] for unique_id, spec in self.checks.items()}


def graph_of(project: DbtProject) -> Graph | None:
    """The graph of a project's manifest; None without a manifest."""
    manifest = project.manifest()
    return None if manifest is None else _graph(_Manifest(manifest, project.name))


def models_of(
    project: DbtProject, manifest: Mapping[str, Any], tags: Mapping[str, str]
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """The decorator that makes the models, seeds and snapshots of a manifest one step."""
    from dagster_dbt import dbt_assets

    return dbt_assets(
        manifest=manifest,
        name=f"{project.name}_models",
        dagster_dbt_translator=_translator(checks=False),
        op_tags=dict(tags),
        pool=project.pool,
        required_resource_keys=project.resources,
    )


class _Manifest:
    """A manifest as the key of a cache: equal as long as it is the same object."""

    def __init__(self, data: Mapping[str, Any], name: str) -> None:
        self.data = data
        self.name = name

    def __hash__(self) -> int:
        return hash((id(self.data), self.name))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Manifest) and other.data is self.data and other.name == self.name


@lru_cache(maxsize=8)
def _graph(manifest: _Manifest) -> Graph:
    from dagster_dbt import dbt_assets

    @dbt_assets(
        manifest=manifest.data,
        name=f"{manifest.name}_all",
        dagster_dbt_translator=_translator(checks=True),
    )
    def everything() -> Iterator[dg.MaterializeResult]:
        """Never run: dagster-dbt works out keys and checks."""
        yield from ()

    assets: dict[str, dg.AssetKey] = {}
    types: dict[dg.AssetKey, str] = {}
    selectors: dict[dg.AssetKey, str] = {}
    for spec in everything.specs:
        unique_id = str(spec.metadata[UNIQUE_ID])
        node = manifest.data["nodes"][unique_id]
        assets[unique_id] = spec.key
        types[spec.key] = str(node["resource_type"])
        selectors[spec.key] = "fqn:" + ".".join(node["fqn"])
    checks = {str(spec.metadata[UNIQUE_ID]): _not_blocking(spec) for spec in everything.check_specs}
    return Graph(assets=assets, checks=checks, resource_types=types, selectors=selectors)


def _not_blocking(spec: dg.AssetCheckSpec) -> dg.AssetCheckSpec:
    """The check without its power over other steps: dbt itself decides what a failed test stops.

    A blocking test of a source would make all tests a step before and after the models at once.
    """
    return dg.AssetCheckSpec(
        name=spec.name,
        asset=spec.asset_key,
        description=spec.description,
        additional_deps=spec.additional_deps,
        metadata=spec.metadata,
    )


def _translator(*, checks: bool) -> DagsterDbtTranslator:
    from dagster_dbt import (
        DagsterDbtTranslator,
        DagsterDbtTranslatorSettings,
        group_from_dbt_resource_props_fallback_to_directory,
    )

    class Translator(DagsterDbtTranslator):
        """dagster-dbt's own translation; models without a group get that of their folder."""

        def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
            return group_from_dbt_resource_props_fallback_to_directory(dbt_resource_props)

    return Translator(
        DagsterDbtTranslatorSettings(
            enable_asset_checks=checks, enable_source_tests_as_checks=checks
        )
    )
