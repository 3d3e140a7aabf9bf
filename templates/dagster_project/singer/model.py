"""The files of `plugins/` as values.

The shapes are those of the JSON schemas in the generator: one file a plugin, one for the project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Layer = Literal["variables", "environments", "value", "default"]
Tree = Mapping[str, object]

SINGULAR = {
    "extractors": "extractor",
    "loaders": "loader",
    "transforms": "transform",
    "orchestrators": "orchestrator",
    "transformers": "transformer",
    "files": "file",
    "utilities": "utility",
    "mappers": "mapper",
    "mappings": "mapping",
}
SINGER_TYPES = frozenset({"extractors", "loaders", "mappers"})


@dataclass(frozen=True)
class Source:
    """One place a value can come from; `of` names the parent plugin whose place it is."""

    layer: Layer
    variables: tuple[str, ...] = ()
    environments: Tree = field(default_factory=dict)
    value: object = None
    of: str | None = None


@dataclass(frozen=True)
class Setting:
    """A setting, or an extra (its name starts with `_`): where its value comes from and goes."""

    name: str
    kind: str | None = None
    sensitive: bool = False
    custom: bool = False
    aliases: tuple[str, ...] = ()
    processor: str | None = None
    post_processor: str | None = None
    options: tuple[object, ...] = ()
    sources: tuple[Source, ...] = ()
    exports: tuple[str, ...] = ()

    @property
    def is_extra(self) -> bool:
        """Whether Meltano keeps the value to itself instead of giving it to the plugin."""
        return self.name.startswith("_")


@dataclass(frozen=True)
class Command:
    """A command: arguments as written, and another executable of the same environment or None."""

    args: str
    executable: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Plugin:
    """One plugin of the project; `refused` says why Meltano could not run it, if it could not."""

    type: str
    name: str
    namespace: str
    variant: str
    parent: str | None
    pip_url: str | None
    python: str | None
    venv: str | None
    executable: str
    directory_setting: str | None
    capabilities: frozenset[str]
    env: Mapping[str, object]
    environment_env: Mapping[str, Mapping[str, object]]
    settings: Mapping[str, Setting]
    extras: Mapping[str, Setting]
    mappings: Mapping[str, Tree]
    commands: Mapping[str, Command]
    refused: str | None = None

    @property
    def info_env(self) -> dict[str, str]:
        """`MELTANO_EXTRACTOR_NAME`, `…_NAMESPACE` and `…_VARIANT`."""
        prefix = f"MELTANO_{SINGULAR[self.type].upper()}"
        return {
            f"{prefix}_NAME": self.name,
            f"{prefix}_NAMESPACE": self.namespace,
            f"{prefix}_VARIANT": self.variant,
        }

    @property
    def written(self) -> list[object]:
        """Everything in the file that stood in meltano.yml, and may name secrets."""
        settings = [*self.settings.values(), *self.extras.values()]
        places = [(s.value, s.environments) for setting in settings for s in setting.sources]
        return [self.env, self.environment_env, self.mappings, places]


def parse_plugin(data: Tree) -> Plugin:
    """A plugin from its file.

    Raises:
        KeyError, TypeError: the file does not have the shape of the schema.
    """
    package = as_map(data.get("package"))
    env = as_map(data.get("env"))
    directory = data.get("working_directory", "project")
    return Plugin(
        type=str(data["type"]),
        name=str(data["name"]),
        namespace=str(data["namespace"]),
        variant=str(data.get("variant") or "default"),
        parent=_text(data.get("parent")),
        pip_url=_text(package.get("pip_url")),
        python=_text(package.get("python")),
        venv=_text(package.get("venv")),
        executable=str(data.get("executable") or data["name"]),
        directory_setting=str(directory["setting"]) if isinstance(directory, Mapping) else None,
        capabilities=frozenset(map(str, as_list(data.get("capabilities")))),
        env=as_map(env.get("plugin")),
        environment_env={k: as_map(v) for k, v in as_map(env.get("environments")).items()},
        settings=parse_settings(as_map(data.get("settings"))),
        extras=parse_settings(as_map(data.get("extras"))),
        mappings={k: as_map(v) for k, v in as_map(data.get("mappings")).items()},
        commands={k: _command(as_map(v)) for k, v in as_map(data.get("commands")).items()},
        refused=_text(data.get("refused")),
    )


def parse_settings(data: Tree) -> dict[str, Setting]:
    """Settings by name, in the order of the file."""
    return {name: _setting(name, as_map(value)) for name, value in data.items()}


def _setting(name: str, data: Tree) -> Setting:
    processors = [str(p) for p in as_list(data.get("processors"))]
    return Setting(
        name=name,
        kind=_text(data.get("kind")),
        sensitive=bool(data.get("sensitive")),
        custom=bool(data.get("custom")),
        aliases=tuple(map(str, as_list(data.get("aliases")))),
        processor=next((p for p in processors if not p.startswith("post:")), None),
        post_processor=next((p[5:] for p in processors if p.startswith("post:")), None),
        options=tuple(as_list(data.get("options"))),
        sources=tuple(_source(as_map(s)) for s in as_list(data.get("sources"))),
        exports=tuple(map(str, as_list(data.get("exports")))),
    )


def _source(data: Tree) -> Source:
    of = _text(data.get("of"))
    if "variables" in data:
        return Source("variables", variables=tuple(map(str, as_list(data["variables"]))), of=of)
    if "environments" in data:
        return Source("environments", environments=as_map(data["environments"]), of=of)
    if "value" in data:
        return Source("value", value=data["value"], of=of)
    return Source("default", value=data["default"], of=of)


def _command(data: Tree) -> Command:
    return Command(
        args=str(data.get("args") or ""),
        executable=_text(data.get("executable")),
        description=_text(data.get("description")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def as_map(value: object) -> dict[str, object]:
    """A map with text keys; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"a map is expected, not {type(value).__name__}")
    return {str(key): item for key, item in value.items()}


def as_list(value: object) -> list[object]:
    """A list; null is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list is expected, not {type(value).__name__}")
    return list(value)
