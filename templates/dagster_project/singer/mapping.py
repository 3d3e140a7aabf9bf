"""A mapper with one of its mappings, which takes the place of the mapper's own configuration."""

from dataclasses import replace

from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Plugin, Setting, Source
from dagster_project.singer.names import flatten, variable_name


def mapping_settings(plugin: Plugin, mapping: str) -> Plugin:
    """The mapper as Meltano sees it inside a pipeline.

    What the mapper's own `config` says is dropped, the mapping's keys stand in its place; declared
    settings keep their defaults and their variables, and what an environment says still counts.

    Raises:
        KitError: the mapper has no such mapping.
    """
    if mapping not in plugin.mappings:
        known = ", ".join(f"`{name}`" for name in plugin.mappings) or "none"
        raise KitError(f"there is no mapping `{mapping}`", f"Its mappings: {known}.")
    leaves = flatten(plugin.mappings[mapping])
    settings = {n: _without_own_value(s) for n, s in plugin.settings.items()}
    settings = {n: s for n, s in settings.items() if n in leaves or not s.custom or s.sources}
    for name, value in leaves.items():
        settings[name] = _with_value(settings.get(name) or _inferred(plugin, name, value), value)
    return replace(plugin, settings=settings)


def _without_own_value(setting: Setting) -> Setting:
    sources = tuple(s for s in setting.sources if s.layer != "value" or s.of)
    if setting.custom and not any(s.layer != "variables" for s in sources):
        sources = ()
    return replace(setting, sources=sources)


def _with_value(setting: Setting, value: object) -> Setting:
    own = [s for s in setting.sources if s.of is None and s.layer != "default"]
    rest = [s for s in setting.sources if s not in own]
    return replace(setting, sources=(*own, Source("value", value=value), *rest))


def _inferred(plugin: Plugin, name: str, value: object) -> Setting:
    """What Meltano takes a key for that no definition knows."""
    prefixes = dict.fromkeys((plugin.name, plugin.namespace))
    names = tuple(dict.fromkeys(variable_name(prefix, name) for prefix in prefixes))
    return Setting(
        name=name,
        kind=_kind(value),
        custom=True,
        sources=(Source("variables", variables=names),),
        exports=(*names, variable_name("meltano", "map", name)),
    )


def _kind(value: object) -> str | None:
    # bool before int: True is an int, too.
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "decimal"), (dict, "object")):
        if isinstance(value, kind):
            return name
    return "array" if isinstance(value, list) else None
