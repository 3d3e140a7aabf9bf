"""The variables of a run: what settings are resolved under, and what a plugin's process gets.

Meltano computes the two differently; both are reproduced, with all that surprises in them: in the
first, blocks of the root and of plugins are not expanded; in the second, a plugin's block sees the
environment's block and nothing else.
"""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from dagster_project.singer.cast import cast, stringify
from dagster_project.singer.expand import expand, expand_block
from dagster_project.singer.model import Plugin, Setting
from dagster_project.singer.project import Project
from dagster_project.singer.secret import reveal, reveal_block

USER_AGENT = "Meltano/4.4.1"


class Surroundings:
    """The variables around the plugins of one block of a pipeline.

    Args:
        project: under the schedule of the run, if it has one.
        upstream: what the plugins before this one in the pipeline export.
    """

    def __init__(self, project: Project, upstream: Mapping[str, str] | None = None) -> None:
        """Remember where; nothing is computed yet."""
        self.project = project
        self.upstream = dict(upstream or {})
        self._overlays: dict[tuple[str, str], dict[str, str]] = {}

    @cached_property
    def project_env(self) -> dict[str, str]:
        """The process, Meltano's own four variables, and the root block as written."""
        project = self.project
        return {
            **project.environ,
            "MELTANO_PROJECT_ROOT": str(project.root),
            "MELTANO_ENVIRONMENT": project.environment or "",
            "MELTANO_SYS_DIR_ROOT": str(project.system_directory),
            "MELTANO_USER_AGENT": USER_AGENT,
            **reveal_block(project.root_env, project.environ),
        }

    @cached_property
    def project_settings(self) -> dict[str, str]:
        """Meltano's own settings as variables (`MELTANO_STATE_BACKEND_URI` …)."""
        env: dict[str, str] = {}
        for setting in self.project.settings.values():
            value = self.project_setting(setting)
            names = setting.exports or tuple(n for s in setting.sources for n in s.variables)[:1]
            if value is not None:
                env.update(dict.fromkeys(names, stringify(setting, value)))
        return env

    def project_setting(self, setting: Setting) -> object:
        """The value of one of Meltano's own settings; environments do not reach them."""
        project = self.project
        for source in setting.sources:
            for env in (self.project_env, project.dotenv):
                for name in source.variables:
                    if name in env:
                        return cast(setting, env[name])
            if source.value is not None:
                raw = reveal(source.value, project.environ)
                visible = {**project.dotenv, **self.project_env}
                value = expand(raw, visible, strict=project.strict)
                return cast(setting, None if raw and not value else value)
        return None

    def before_environment(self, plugin: Plugin) -> dict[str, str]:
        """The overlay without the blocks of the environment: what `state_id_suffix` sees."""
        environ = self.project.environ
        parent = self._parent(plugin)
        return {
            **(self.overlay(parent) if parent else {}),
            **self.project_env,
            **self.project_settings,
            **self.upstream,
            **plugin.info_env,
            **reveal_block(plugin.env, environ),
        }

    def overlay(self, plugin: Plugin) -> dict[str, str]:
        """What a plugin's settings are resolved under; complete, the process included."""
        key = (plugin.type, plugin.name)
        if key not in self._overlays:
            env = self.before_environment(plugin)
            block = reveal_block(self.project.environment_env, self.project.environ)
            env.update(expand_block(block, dict(env), strict=self.project.strict))
            env.update(self._environment_plugin_env(plugin))
            self._overlays[key] = env
        return self._overlays[key]

    def process_env(self, plugin: Plugin, exports: Mapping[str, str]) -> dict[str, str]:
        """The complete environment of a process; `exports` are the plugin's settings."""
        project, strict = self.project, self.project.strict
        environment = reveal_block(project.environment_env, project.environ)
        root = {
            # The process may hold dollars that nobody meant as references: never strict.
            **expand_block(self.project_env, project.environ),
            **expand_block(
                reveal_block(project.root_env, project.environ), project.environ, strict=strict
            ),
            **expand_block(project.dotenv, project.environ, strict=strict),
        }
        active = expand_block(environment, root, strict=strict)
        own = expand_block(reveal_block(plugin.env, project.environ), active, strict=strict)
        active_own = expand_block(self._environment_plugin_env(plugin), own, strict=strict)
        env = {
            **root,
            **project.dotenv,
            **self.overlay(plugin),
            **exports,
            **own,
            **active,
            **active_own,
        }
        env.setdefault("PYTHONWARNINGS", "once")
        # Those of the process that runs Dagster must not reach a plugin.
        env.pop("VIRTUAL_ENV", None)
        env.pop("PYTHONPATH", None)
        venv = venv_of(project, plugin)
        if venv:
            env["VIRTUAL_ENV"] = str(venv)
            env["PATH"] = os.pathsep.join(
                filter(None, [str(scripts_of(venv)), env.get("PATH", "")])
            )
        return env

    def _environment_plugin_env(self, plugin: Plugin) -> dict[str, str]:
        name = self.project.environment
        block = plugin.environment_env.get(name, {}) if name else {}
        return reveal_block(block, self.project.environ)

    def _parent(self, plugin: Plugin) -> Plugin | None:
        return self.project.plugin(plugin.type, plugin.parent) if plugin.parent else None


def meltano_setting(project: Project, name: str, variable: str) -> str | None:
    """The value of one of Meltano's own settings as a text.

    Args:
        project: the project.
        name: the setting ("state_backend.uri").
        variable: what names it when meltano.yml does not set it.
    """
    setting = project.settings.get(name)
    value = (
        Surroundings(project).project_setting(setting) if setting else project.variable(variable)
    )
    return None if value is None else str(value)


def venv_of(project: Project, plugin: Plugin) -> Path | None:
    """The virtual environment of a plugin; None when nothing is installed for it."""
    return project.venvs / plugin.venv if plugin.venv else None


def scripts_of(venv: Path) -> Path:
    """The folder of executables of a virtual environment."""
    return venv / ("Scripts" if os.name == "nt" else "bin")
