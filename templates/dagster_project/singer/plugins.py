"""The plugins of a pipeline, each in the environment that those before it leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve


@dataclass(frozen=True)
class Plugins:
    """The plugins of a pipeline with their values for this run, in the order of the data."""

    tap: ResolvedPlugin
    mappers: tuple[ResolvedPlugin, ...]
    target: ResolvedPlugin

    @classmethod
    def resolve(cls, project: Project, pipeline: Pipeline, schedule: str | None) -> "Plugins":
        """Resolve each plugin in the environment that those before it leave.

        Raises:
            KitError: a setting cannot be resolved.
        """
        tap = resolve(project, project.plugin("extractors", pipeline.extractor), {}, schedule)
        upstream: Mapping[str, str] = tap.pipeline_env()
        mappers: list[ResolvedPlugin] = []
        for name, mapping in zip(pipeline.mappers, pipeline.mappings, strict=True):
            plugin = project.plugin("mappers", name)
            mapper = resolve(project, plugin, upstream, schedule, mapping)
            upstream = mapper.pipeline_env()
            mappers.append(mapper)
        plugin = project.plugin("loaders", pipeline.loader)
        return cls(tap, tuple(mappers), resolve(project, plugin, upstream, schedule))

    @property
    def all(self) -> tuple[ResolvedPlugin, ...]:
        """All plugins, from the tap to the target."""
        return (self.tap, *self.mappers, self.target)

    @property
    def redactor(self) -> Redactor:
        """Hides the secrets of all of them."""
        return Redactor(secret for plugin in self.all for secret in plugin.secrets)
