"""The generated project and the Meltano project it came from: files, places, active environment."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml

from dagster_project.singer.dotenv_file import read_dotenv
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand_text
from dagster_project.singer.interpolate import overlaid
from dagster_project.singer.model import (
    Plugin,
    Setting,
    Tree,
    as_map,
    parse_plugin,
    parse_settings,
)
from dagster_project.singer.secret import reveal_block

_STRICT = "MELTANO_FF_STRICT_ENV_VAR_MODE"


@dataclass(frozen=True)
class Project:
    """Everything about the project that does not depend on a plugin.

    Attributes:
        root: the Meltano project: where relative paths of plugins start.
        output: the generated project.
        data: `plugins/project.yaml`.
        environ: the environment of this process, on top of `<output>/.env`.
        schedule: the Meltano schedule on whose behalf this runs, or None.
    """

    root: Path
    output: Path
    data: Tree
    environ: Mapping[str, str]
    own_dotenv: Mapping[str, str]
    schedule: str | None = None

    @classmethod
    def load(
        cls,
        output: Path | None = None,
        root: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> "Project":
        """The project this code was generated into.

        Args:
            output: the generated project; default `M2D_OUTPUT`, else the folder above this package.
            root: the Meltano project; default `MELTANO_PROJECT_ROOT`, else constants.py's.
            environ: default the environment of this process.

        Raises:
            KitError: `plugins/project.yaml` is missing or cannot be read.
        """
        process = dict(os.environ if environ is None else environ)
        place = output or output_folder(process)
        own = read_dotenv(place / ".env", process)
        environ = {**own, **process}
        named = environ.get("MELTANO_PROJECT_ROOT")
        found = root or (Path(named) if named else place / _constant("MELTANO_PROJECT", ".."))
        return cls(
            root=found.resolve(),
            output=place.resolve(),
            data=read_yaml(place / "plugins" / "project.yaml"),
            environ=environ,
            own_dotenv=own,
        )

    def for_schedule(self, name: str | None) -> "Project":
        """The same project under the variables of a Meltano schedule, which are taken literally.

        Raises:
            KitError: one of them is a secret that is not set.
        """
        if name is None or name == self.schedule:
            return self
        scheduled = replace(self, schedule=name)
        env = reveal_block(scheduled.schedule_env, self.environ)
        return replace(scheduled, environ={**self.environ, **env})

    def for_run(self, schedule: str | None, variables: Mapping[str, str]) -> "Project":
        """The same project as one run of a job sees it.

        Args:
            schedule: the Meltano schedule on whose behalf the run is, or None.
            variables: variables of the job, raw; they win over those of the schedule.

        Raises:
            KitError: a variable of the schedule is a secret that is not set.
        """
        scheduled = self.for_schedule(schedule)
        if not variables:
            return scheduled
        return replace(scheduled, environ=overlaid(variables, scheduled.environ))

    @cached_property
    def schedule_env(self) -> dict[str, object]:
        """The `env` block of the schedule, raw."""
        schedules = as_map(self.data.get("schedules"))
        return as_map(as_map(schedules.get(self.schedule or "")).get("env"))

    @property
    def name(self) -> str:
        """The name of the project."""
        return str(as_map(self.data.get("project")).get("name") or self.root.name)

    @cached_property
    def dotenv(self) -> dict[str, str]:
        """The variables of the Meltano project's `.env`."""
        return read_dotenv(self.root / ".env", self.environ)

    @cached_property
    def environment(self) -> str | None:
        """The active Meltano environment, or None.

        Raises:
            KitError: a name is given that the project does not have.
        """
        name = self.environ.get("MELTANO_ENVIRONMENT", self.dotenv.get("MELTANO_ENVIRONMENT"))
        if not name:
            default = self.data.get("default_environment")
            root = {key: str(value) for key, value in self.root_env.items()}
            name = self.variable("MELTANO_DEFAULT_ENVIRONMENT") or (
                None
                if default is None
                else expand_text(str(default), {**self.dotenv, **self.environ, **root})
            )
        if not name or name.lower() == "null":
            return None
        if name not in self.environments:
            known = ", ".join(f"`{e}`" for e in self.environments) or "none"
            raise KitError(
                f"the Meltano environment `{name}` is not in this project",
                f"Set MELTANO_ENVIRONMENT to one of its environments: {known}.",
            )
        return name

    @cached_property
    def environments(self) -> Mapping[str, Tree]:
        """The Meltano environments by name."""
        return {k: as_map(v) for k, v in as_map(self.data.get("environments")).items()}

    @cached_property
    def root_env(self) -> dict[str, object]:
        """The `env` block at the root of meltano.yml, raw."""
        return as_map(self.data.get("env"))

    @property
    def environment_env(self) -> dict[str, object]:
        """The `env` block of the active environment, raw."""
        if self.environment is None:
            return {}
        return as_map(self.environments[self.environment].get("env"))

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        """Meltano's own settings that this project sets."""
        return parse_settings(as_map(self.data.get("settings")))

    @cached_property
    def strict(self) -> bool:
        """Whether a reference to a variable that is not set is an error."""
        value = self.variable(_STRICT)
        if value is not None:
            return value.lower() in ("true", "1", "yes", "on")
        return bool(self.data.get("strict_variables"))

    def variable(self, name: str) -> str | None:
        """A variable as Meltano's own settings see it: root `env`, the process, `.env`."""
        root = self.root_env.get(name)
        return str(root) if root is not None else self.environ.get(name, self.dotenv.get(name))

    @property
    def system_directory(self) -> Path:
        """Meltano's `.meltano`."""
        return Path(self.environ.get("MELTANO_SYS_DIR_ROOT") or self.root / ".meltano").resolve()

    @property
    def venvs(self) -> Path:
        """Where the plugins' environments are: `M2D_VENVS`, else `<output>/.venvs`."""
        return Path(self.environ.get("M2D_VENVS") or self.output / ".venvs").absolute()

    @property
    def cache(self) -> Path:
        """Where discovered catalogs are kept: `M2D_CATALOG_CACHE`, else `<output>/.cache`."""
        return Path(self.environ.get("M2D_CATALOG_CACHE") or self.output / ".cache").absolute()

    def plugin(self, plugin_type: str, name: str) -> Plugin:
        """A plugin by its type ("extractors") and name.

        Raises:
            KitError: there is no such plugin, or its file does not have the shape of the schema.
        """
        folder = self.output / "plugins" / plugin_type
        # A name that is no file name, or that another one differs from by case, is within.
        usual = folder / f"{name}.yaml"
        rest = (p for p in sorted(folder.glob("*.yaml")) if p != usual)
        for path in (usual, *rest):
            if path.is_file():
                plugin = self._read_plugin(path)
                if plugin.name == name:
                    return plugin
        known = ", ".join(f"`{p.name}`" for p in self.plugins(plugin_type)) or "none"
        raise KitError(
            f"no plugin `{name}` among the {plugin_type}: {self.shown(usual)} is missing",
            f"Known {plugin_type}: {known}.",
        )

    def _read_plugin(self, path: Path) -> Plugin:
        try:
            return parse_plugin(read_yaml(path))
        except (KeyError, TypeError) as e:
            what = f"the key {e} is missing" if isinstance(e, KeyError) else str(e)
            raise KitError(
                f"{self.shown(path)} cannot be used: {what}", "Run `m2d generate` again."
            ) from e

    def plugins(self, plugin_type: str | None = None) -> list[Plugin]:
        """All plugins (of a type), in the order of their files."""
        pattern = f"{plugin_type or '*'}/*.yaml"
        paths = sorted((self.output / "plugins").glob(pattern))
        return [self._read_plugin(path) for path in paths]

    def shown(self, path: Path) -> str:
        """A path as messages show it: relative to the generated project where it can be."""
        try:
            return path.absolute().relative_to(self.output).as_posix()
        except ValueError:
            return str(path)


def read_yaml(path: Path) -> dict[str, object]:
    """A YAML file that holds a map.

    Raises:
        KitError: it is missing, no YAML, or no map.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return as_map(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506
    except FileNotFoundError:
        raise KitError(
            f"{path} is missing",
            "Set M2D_OUTPUT to the generated project (the folder that holds plugins/), "
            "or run `m2d generate` again.",
        ) from None
    except (yaml.YAMLError, TypeError, UnicodeDecodeError) as e:
        raise KitError(f"{path} cannot be read: {e}", "Correct the file.") from e


def output_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The generated project: `M2D_OUTPUT`, else the folder above this package."""
    named = (os.environ if environ is None else environ).get("M2D_OUTPUT")
    return Path(named or _constant("PROJECT_ROOT", Path(__file__).resolve().parents[2]))


def _constant(name: str, default: str | Path) -> str | Path:
    """A constant of the generated package; the default while there is no such module or name."""
    try:
        value = getattr(importlib.import_module("dagster_project.constants"), name, default)
    except ModuleNotFoundError:
        return default
    return value if isinstance(value, str | Path) else default
