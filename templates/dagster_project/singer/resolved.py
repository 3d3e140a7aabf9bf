"""A plugin whose values are known: what to start, with which configuration and which variables."""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.singer.environment import scripts_of, venv_of
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand_text
from dagster_project.singer.model import SINGULAR, Plugin
from dagster_project.singer.project import Project


@dataclass(frozen=True, repr=False)
class ResolvedPlugin:
    """The plugin of one run.

    Attributes:
        config: what Meltano writes to the configuration file; flat for others.
        settings: the settings by dotted name, before nesting.
        extras: `_select`, `_metadata`, `_load_schema` …
        exports: settings and extras as variables.
        process_env: the complete environment of the plugin's process.
        secrets: texts that must not appear in logs or metadata.
        upstream: what the plugins before it export.
    """

    project: Project
    plugin: Plugin
    config: dict[str, object]
    settings: dict[str, object]
    extras: dict[str, object]
    exports: dict[str, str]
    process_env: dict[str, str]
    secrets: frozenset[str]
    upstream: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the plugin."""
        return self.plugin.name

    @property
    def capabilities(self) -> frozenset[str]:
        """What the plugin can do: `catalog`, `discover`, `state` …"""
        return self.plugin.capabilities

    @property
    def cwd(self) -> Path:
        """The working directory of the plugin's process.

        Raises:
            KitError: it is a setting that has no value.
        """
        setting = self.plugin.directory_setting
        if setting is None:
            return self.project.root
        value = self.settings.get(setting)
        if not isinstance(value, str) or not value:
            raise KitError(
                f"{SINGULAR[self.plugin.type]} `{self.name}`: its setting `{setting}` has no value",
                "It names the directory the plugin runs in; set it in meltano.yml.",
            )
        return self.project.root / value

    @property
    def executable(self) -> str:
        """The path of the plugin's executable; a bare name when it is not on PATH either."""
        return self.path_of(self.plugin.executable)

    def path_of(self, executable: str) -> str:
        """An executable in the plugin's environment; without one, in the project or on PATH."""
        venv = venv_of(self.project, self.plugin)
        if venv:
            return str(scripts_of(venv) / executable)
        if "/" in executable.replace("\\", "/"):
            return str(self.project.root / executable)
        return shutil.which(executable, path=self.process_env.get("PATH")) or executable

    def check_executable(self, executable: str | None = None) -> None:
        """Fail early, with the way out.

        Raises:
            KitError: there is no such executable.
        """
        path = self.path_of(executable or self.plugin.executable)
        venv = venv_of(self.project, self.plugin)
        unfinished = venv is not None and unfinished_mark(venv).exists()
        if not unfinished and shutil.which(path, path=self.process_env.get("PATH")):
            return
        owner = f"{SINGULAR[self.plugin.type]} `{self.name}`"
        if venv:
            absent = f"{self.project.shown(Path(path))} does not exist"
            raise KitError(
                f"{owner} is not installed: "
                + ("its installation did not end" if unfinished else absent),
                f"Run `python -m dagster_project.singer install {self.name}`.",
            )
        raise KitError(
            f"{owner}: the executable `{executable or self.plugin.executable}` was not found",
            "Install it where PATH finds it, or give the plugin a `pip_url` in meltano.yml.",
        )

    def argv(self, command: str | None = None) -> list[str]:
        """The executable with the arguments of one of its commands; without a command, alone.

        The arguments are split first and expanded then, so a value with spaces stays one argument.

        Raises:
            KitError: there is no such command, or one of its arguments expands to nothing.
        """
        if command is None:
            return [self.executable]
        found = self.plugin.commands.get(command)
        owner = f"{SINGULAR[self.plugin.type]} `{self.name}`"
        if found is None:
            known = ", ".join(f"`{name}`" for name in self.plugin.commands) or "none"
            raise KitError(f"{owner} has no command `{command}`", f"Its commands: {known}.")
        try:
            tokens = shlex.split(found.args)
        except ValueError as e:
            raise KitError(
                f"{owner}, command `{command}`: its arguments cannot be split: {e}",
                "Close the quotes in meltano.yml and generate again.",
            ) from None
        arguments = []
        for token in tokens:
            text = expand_text(token, self.process_env)
            if not text:
                raise KitError(
                    f"{owner}, command `{command}`: the argument `{token}` is empty",
                    "Set the variable it refers to.",
                )
            arguments.append(text)
        return [self.path_of(found.executable or self.plugin.executable), *arguments]

    def pipeline_env(self) -> dict[str, str]:
        """What the next plugins of the pipeline see of this one and of those before it."""
        return {**self.upstream, **self.plugin.info_env, **self.exports}


def unfinished_mark(venv: Path) -> Path:
    """A file that is there while an environment is being made, and stays when that fails."""
    return venv.parent / f".{venv.name}.unfinished"
