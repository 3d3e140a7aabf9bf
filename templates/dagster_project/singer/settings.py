"""The values of a plugin's settings: the first source that is set, expanded, cast and nested."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dagster_project.singer.cast import cast, post_process, stringify
from dagster_project.singer.environment import Surroundings
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand
from dagster_project.singer.mapping import mapping_settings
from dagster_project.singer.model import SINGER_TYPES, SINGULAR, Plugin, Setting, Source, Tree
from dagster_project.singer.names import singer_config
from dagster_project.singer.project import Project
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.secret import names_in, reveal, to_mask


@dataclass(frozen=True)
class _Found:
    """A raw value, whether `$` counts in it, and whether it is the plugin's own."""

    value: object
    expandable: bool
    place: Literal["own", "inherited", "default"]


def resolve(
    project: Project,
    plugin: Plugin,
    upstream: Mapping[str, str] | None = None,
    schedule: str | None = None,
    mapping: str | None = None,
) -> ResolvedPlugin:
    """A plugin as it runs now.

    Args:
        project: the project.
        plugin: one of its plugins.
        upstream: `pipeline_env()` of the plugin before this one in the pipeline.
        schedule: the Meltano schedule on whose behalf this runs.
        mapping: for a mapper, the name of the mapping it runs with.

    Raises:
        KitError: two variables at once, a value of the wrong kind, a secret that is not set, or
            a plugin that Meltano could not run.
    """
    surroundings = Surroundings(project.for_schedule(schedule), upstream)
    if mapping is not None:
        plugin = mapping_settings(plugin, mapping)
    try:
        if plugin.refused:
            raise KitError(plugin.refused, "Correct meltano.yml, and generate the project again.")
        return _Resolver(surroundings, plugin).resolved(mapping)
    except KitError as e:
        owner = f"{SINGULAR[plugin.type]} `{plugin.name}`"
        raise KitError(f"{owner}: {e.message}", e.advice) from e


class _Resolver:
    def __init__(self, surroundings: Surroundings, plugin: Plugin) -> None:
        self.surroundings = surroundings
        self.project = surroundings.project
        self.plugin = plugin
        known = [*plugin.settings.values(), *plugin.extras.values()]
        self.settings = {s.name: s for s in known if self._is_known(s)}
        self.env = surroundings.overlay(plugin)
        self.secrets: list[object] = []
        self._values: dict[str, object] = {}
        self._extras_env: dict[str, str] | None = None

    def resolved(self, mapping: str | None) -> ResolvedPlugin:
        above = self._parent()
        if above is not None:
            above.check()
        settings = {n: self.value(s) for n, s in self.settings.items() if not s.is_extra}
        extras = {n: self.value(s) for n, s in self.settings.items() if s.is_extra}
        config = {n: post_process(self.settings[n], value) for n, value in settings.items()}
        if self.plugin.type in SINGER_TYPES:
            config = singer_config(config)
        if mapping is not None:
            config |= self._mapping_config(self.plugin.mappings[mapping])
        exports = self._exports(self.settings.values())
        return ResolvedPlugin(
            project=self.project,
            plugin=self.plugin,
            config=config,
            settings=settings,
            extras=extras,
            exports=exports,
            process_env=self.surroundings.process_env(self.plugin, exports),
            secrets=to_mask(self._sensitive()),
            upstream=self.surroundings.upstream,
        )

    def value(self, setting: Setting) -> object:
        """The value of a setting, as Meltano keeps it: not nested, not post-processed."""
        if setting.name not in self._values:
            self._values[setting.name] = self._value(setting)
        return self._values[setting.name]

    def _value(self, setting: Setting) -> object:
        found = self._find(setting)
        value = found.value
        if found.expandable:
            value = expand(value, self._visible(setting), strict=self.project.strict)
            if found.value and not value:
                value = None
        if setting.kind == "object" and found.place != "own":
            leaves = {name: self.value(leaf) for name, leaf in self._leaves(setting).items()}
            value = leaves or self._inherited_leaves(setting) or value
        return cast(setting, value)

    def _leaves(self, setting: Setting) -> dict[str, Setting]:
        """The settings below an object, by name without the prefix."""
        leaves: dict[str, Setting] = {}
        for prefix in (f"{setting.name}.", *(f"{alias}." for alias in setting.aliases)):
            for name, leaf in self.settings.items():
                if name.startswith(prefix):
                    leaves.setdefault(name[len(prefix) :], leaf)
        return leaves

    def _inherited_leaves(self, setting: Setting) -> object:
        """The object that the parent puts together of settings only it has, expanded here."""
        parent = self._parent()
        leaves = parent.raw_leaves(setting.name) if parent else None
        return expand(leaves, self._visible(setting), strict=self.project.strict)

    def _parent(self) -> "_Resolver | None":
        if self.plugin.parent is None:
            return None
        plugin = self.project.plugin(self.plugin.type, self.plugin.parent)
        return _Resolver(self.surroundings, plugin)

    def check(self) -> None:
        """Fail as this plugin would: Meltano asks a parent for everything, not for what is needed.

        Raises:
            KitError: one of its values is refused.
        """
        above = self._parent()
        if above is not None:
            above.check()
        for setting in self.settings.values():
            # An extra may refer to any setting, so that Meltano first works out all of them.
            if setting.is_extra:
                self._visible(setting)
            self._raw(setting)

    def _raw(self, setting: Setting) -> object:
        found = self._find(setting)
        return found.value if found.expandable else cast(setting, found.value)

    def raw_leaves(self, name: str) -> dict[str, object] | None:
        """An object as a child inherits it; None when it is nothing but defaults."""
        setting = self.settings.get(name)
        if setting is None or setting.kind != "object" or self._find(setting).place == "own":
            return None
        found = {key: (leaf, self._find(leaf)) for key, leaf in self._leaves(setting).items()}
        if any(leaf.place != "default" for _, leaf in found.values()):
            return {key: self._raw(leaf) for key, (leaf, _) in found.items()}
        above = None if found else self._parent()
        return above.raw_leaves(name) if above else None

    def _find(self, setting: Setting) -> _Found:
        moved = self._moved(setting)
        for source in setting.sources:
            place = "default" if source.layer == "default" else "inherited" if source.of else "own"
            if source.layer == "variables":
                text = self._variable(setting, source, moved)
                if text is not None:
                    return _Found(text, expandable=False, place=place)
                continue
            raw = source.value
            if source.layer == "environments":
                raw = source.environments.get(self.project.environment or "")
            if raw is not None:
                return _Found(reveal(raw, self.project.environ), expandable=True, place=place)
        return _Found(None, expandable=False, place="default")

    def _variable(self, setting: Setting, source: Source, moved: frozenset[str]) -> str | None:
        overlay = self.env
        if source.of and source.of != self.plugin.name:
            parent = self.project.plugin(self.plugin.type, source.of)
            overlay = self.surroundings.overlay(parent)
        own = self.project.own_dotenv
        overlay = {n: overlay[n] for n in source.variables if n in overlay}
        shell = {n: text for n, text in overlay.items() if n not in moved or text != own[n]}
        for env in (shell, self.project.dotenv):
            names = [n for n in source.variables if n in env]
            if len(names) > 1:
                listed = " and ".join(f"`{name}`" for name in names)
                raise KitError(
                    f"the setting `{setting.name}` has a value in more than one variable: {listed}",
                    f"Keep `{names[0]}` and unset the others.",
                )
            if names:
                return env[names[0]]
        return None

    def _moved(self, setting: Setting) -> frozenset[str]:
        """Variables that only hold what stood in meltano.yml, and count in its place."""
        places = [raw for s in setting.sources for raw in (s.value, s.environments)]
        return frozenset(n for raw in places for n in names_in(raw) if n in self.project.own_dotenv)

    def _visible(self, setting: Setting) -> dict[str, str]:
        env = {**self.project.dotenv, **self.env}
        if not setting.is_extra:
            return env
        if self._extras_env is None:
            self._extras_env = self._exports(s for s in self.settings.values() if not s.is_extra)
        return env | self._extras_env

    def _exports(self, settings: Iterable[Setting]) -> dict[str, str]:
        env: dict[str, str] = {}
        for setting in settings:
            value = self.value(setting)
            if value is not None:
                env.update(dict.fromkeys(setting.exports, stringify(setting, value)))
        return env

    def _mapping_config(self, raw: Tree) -> dict[str, object]:
        """A mapping as written; no block but the root's is visible to it."""
        env = {**self.project.dotenv, **self.surroundings.project_env}
        revealed = expand(reveal(raw, self.project.environ), env)
        return dict(revealed) if isinstance(revealed, Mapping) else {}

    def _sensitive(self) -> list[object]:
        values = [self.value(s) for s in self.settings.values() if s.sensitive]
        project = self.project
        written = [
            project.root_env,
            project.environment_env,
            project.schedule_env,
            self.plugin.written,
        ]
        return values + [project.environ[n] for n in names_in(written) if n in project.environ]

    def _is_known(self, setting: Setting) -> bool:
        """Whether the setting exists here: one that only another environment writes does not."""
        if not setting.custom:
            return True
        environment = self.project.environment or ""
        return any(
            s.layer == "value" or (s.of is None and environment in s.environments)
            for s in setting.sources
        )
