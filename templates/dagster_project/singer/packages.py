"""What is to be installed where: an environment a `pip_url`, with the Python Meltano takes."""

import hashlib
import json
import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dagster_project.singer.environment import Surroundings, meltano_setting
from dagster_project.singer.errors import KitError
from dagster_project.singer.expand import expand_block, expand_text
from dagster_project.singer.model import Plugin
from dagster_project.singer.project import Project
from dagster_project.singer.secret import reveal_block

_REFERENCE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


@dataclass(frozen=True)
class Package:
    """One environment.

    Attributes:
        name: `extractors/tap-csv`: its folder, and its file of pins.
        plugins: names of the plugins that share it.
        arguments: of `pip install`.
        python: what uv is to find: a version, a name or a path.
        seed: whether pip and (for old Pythons) setuptools are put into it, as virtualenv does.
        references: values of the variables that the `pip_url` names; they may be tokens.
        missing: variables that the `pip_url` names and nothing sets.
    """

    name: str
    plugins: tuple[str, ...]
    arguments: tuple[str, ...]
    python: str
    seed: bool
    references: Mapping[str, str]
    missing: tuple[str, ...] = ()

    def fingerprint(self, pins: str | None) -> str:
        """Changes when anything changes that the environment was made from."""
        parts = [sorted(set(self.arguments)), self.python, self.seed, pins]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def packages(
    project: Project, wanted: Iterable[str] = (), pythons: Mapping[str, str] | None = None
) -> list[Package]:
    """All environments of the project, or those of some plugins.

    Args:
        project: the project.
        wanted: names of plugins ("tap-csv" or "extractors/tap-csv"); none for all.
        pythons: another Python for a plugin by its name; under the name "" for all plugins.

    Raises:
        KitError: a wanted plugin does not exist or needs no installation.
    """
    by_folder: dict[str, list[Plugin]] = {}
    for plugin in project.plugins():
        if plugin.venv and plugin.pip_url:
            by_folder.setdefault(plugin.venv, []).append(plugin)
    _check_names([*wanted, *filter(None, pythons or {})], by_folder)
    asked = set(wanted)
    return [
        _package(project, folder, plugins, pythons or {})
        for folder, plugins in by_folder.items()
        if not asked or any({p.name, f"{p.type}/{p.name}"} & asked for p in plugins)
    ]


def _check_names(names: Iterable[str], by_folder: Mapping[str, list[Plugin]]) -> None:
    known = [plugin for plugins in by_folder.values() for plugin in plugins]
    for name in names:
        if not any(name in (p.name, f"{p.type}/{p.name}") for p in known):
            listed = ", ".join(sorted({p.name for p in known})) or "none"
            raise KitError(
                f"there is no plugin `{name}` to install",
                f"Plugins with a package of their own: {listed}.",
            )


def _package(
    project: Project, folder: str, plugins: list[Plugin], pythons: Mapping[str, str]
) -> Package:
    # The plugin the folder is named after; the others inherit its package.
    owner = next((p for p in plugins if f"{p.type}/{p.name}" == folder), plugins[0])
    env = _expansion_env(project, owner)
    raw = owner.pip_url or ""
    try:
        arguments = tuple(shlex.split(expand_text(raw, env, strict=project.strict)))
    except ValueError as e:
        raise KitError(
            f"the `pip_url` of {owner.name} cannot be split into arguments: {e}",
            "Close its quotes in meltano.yml and run `m2d generate` again.",
        ) from e
    names = {match[1] for match in _REFERENCE.finditer(raw)}
    return Package(
        name=folder,
        plugins=tuple(p.name for p in plugins),
        arguments=arguments,
        python=_python(project, owner, plugins, pythons),
        seed=meltano_setting(project, "venv.backend", "MELTANO_VENV_BACKEND") == "virtualenv",
        references={name: env[name] for name in sorted(names) if env.get(name)},
        missing=tuple(name for name in sorted(names) if not env.get(name)),
    )


def _expansion_env(project: Project, plugin: Plugin) -> dict[str, str]:
    """What a `pip_url` sees: neither the environment's block nor settings."""
    strict, environ = project.strict, project.environ
    root = expand_block(Surroundings(project).project_env, environ)
    return {
        "MELTANO__PYTHON_VERSION": f"{sys.version_info.major}.{sys.version_info.minor}",
        **root,
        **expand_block(project.dotenv, environ, strict=strict),
        **plugin.info_env,
        **expand_block(reveal_block(plugin.env, environ), root, strict=strict),
    }


def _python(
    project: Project, owner: Plugin, plugins: list[Plugin], pythons: Mapping[str, str]
) -> str:
    for plugin in plugins:
        for name in (plugin.name, f"{plugin.type}/{plugin.name}"):
            if name in pythons:
                return pythons[name]
    chosen = pythons.get("") or owner.python or meltano_setting(project, "python", "MELTANO_PYTHON")
    return chosen or _python_version_file(project.root) or sys.executable


def _python_version_file(root: Path) -> str | None:
    path = root / ".python-version"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return lines[0].strip() or None if lines else None
