"""Where Meltano and this project write in production: sending both elsewhere would hide more."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dagster_project.parallel_run.answers import Answers
from dagster_project.parallel_run.isolation import Isolation, place_of, real_path, variable_of
from dagster_project.parallel_run.plan import Work
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Setting
from dagster_project.singer.plugins import Plugins
from dagster_project.singer.settings import resolve


@dataclass(frozen=True)
class Difference:
    """A setting that says to Meltano something else than to this project.

    Attributes:
        plugin: the plugin.
        setting: the setting.
        file: where this project has it.
        meltano: its value in Meltano.
        here: its value in this project.
        is_hidden: whether a parallel run replaces it on both sides.
    """

    plugin: str
    setting: Setting
    file: str
    meltano: object
    here: object
    is_hidden: bool

    @property
    def name(self) -> str:
        """The plugin and the setting."""
        return f"{self.plugin}: {self.setting.name}"

    def __str__(self) -> str:
        """The values too, unless they are secret."""
        what = f"setting `{self.setting.name}` of `{self.plugin}`"
        if self.setting.sensitive:
            return f"{what}: meltano.yml and {self.file} have different secrets"
        there, here = _shown(self.meltano), _shown(self.here)
        return f"{what}: {there} by meltano.yml, {here} by {self.file}"


def check_destinations(
    answers: Answers, work: Work, isolation: Isolation, *, may_differ: bool
) -> list[Difference]:
    """Make sure that both write to the same place in production.

    Args:
        answers: what Meltano says.
        work: what is to be run.
        isolation: where a side of Meltano writes.
        may_differ: whether places may differ that each side has of its own anyway.

    Returns:
        The differences that may be.

    Raises:
        KitError: they do not.
    """
    every = (*_of_targets(answers, work), *_of_dbt(answers, work, isolation))
    found = {str(difference): difference for difference in every}
    shown = "; ".join(found)
    if any(not difference.is_hidden for difference in found.values()):
        raise KitError(
            f"Meltano and this project write to different databases: {shown}",
            "Make both the same: a parallel run reads what both sides wrote from one database. "
            "`m2d generate` takes over what meltano.yml has.",
        )
    if found and not may_differ:
        raise KitError(
            "Meltano and this project write to different places, which a parallel run would hide, "
            f"as it sends both elsewhere: {shown}",
            "Make both the same (`m2d generate` takes over what meltano.yml has), or add "
            "--other-destination when it is meant.",
        )
    return list(found.values())


def _of_targets(answers: Answers, work: Work) -> Iterator[Difference]:
    for pipeline in work.pipelines:
        place = place_of(answers.project, pipeline.loader)
        hidden = place.redirect.setting if place.redirect else ""
        # Meltano is asked for the tap and the target alone.
        alone = replace(pipeline, mappers=(), mappings=())
        target = Plugins.resolve(answers.project, alone, None).target
        theirs = answers.target(pipeline)
        for name in dict.fromkeys((hidden, *place.connection.values())):
            setting = target.plugin.settings.get(name)
            if setting is None:
                continue
            there, here = _value(theirs, name), _value(target.config, name)
            is_path = place.redirect is not None and place.redirect.of != "schema"
            if is_path and name == hidden:
                there, here = str(there or ""), str(here or "")
                if real_path(answers.project, there) == real_path(answers.project, here):
                    continue
            if there != here:
                file = f"plugins/loaders/{pipeline.loader}.yaml"
                yield Difference(pipeline.loader, setting, file, there, here, name == hidden)


def _of_dbt(answers: Answers, work: Work, isolation: Isolation) -> Iterator[Difference]:
    for dbt in work.dbt_projects:
        plugin = resolve(answers.project, answers.project.plugin(dbt.plugin_type, dbt.plugin))
        for setting in plugin.plugin.settings.values():
            if not setting.sources or variable_of(setting) not in isolation.variables:
                continue
            theirs = answers.variables(dbt.plugin_type, dbt.plugin)
            there = next((theirs[name] for name in setting.exports if name in theirs), None)
            here = next((plugin.exports[n] for n in setting.exports if n in plugin.exports), None)
            if there != here:
                file = f"plugins/{dbt.plugin_type}/{dbt.plugin}.yaml"
                yield Difference(dbt.plugin, setting, file, there, here, is_hidden=True)


def _value(config: Mapping[str, object], name: str) -> object:
    """A value of a configuration as JSON has it."""
    found: object = config
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return json.loads(json.dumps(found, default=str))


def _shown(value: object) -> str:
    return "nothing" if value in (None, "") else f"`{value}`"
