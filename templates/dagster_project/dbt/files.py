"""The files of dbt projects that say what runs."""

import os
from collections.abc import Iterator
from pathlib import Path

from dagster_project.dbt.command import folder_of
from dagster_project.dbt.prepare import projects
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import as_list
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.settings import resolve

SETTINGS = (
    "dbt_project.yml",
    "dependencies.yml",
    "package-lock.yml",
    "packages.yml",
    "profiles.yml",
    "selectors.yml",
)
# Keys of dbt_project.yml with their defaults; the last two are old names.
FOLDERS = {
    "model-paths": ("models",),
    "macro-paths": ("macros",),
    "seed-paths": ("seeds",),
    "snapshot-paths": ("snapshots",),
    "test-paths": ("tests",),
    "source-paths": (),
    "data-paths": (),
}
ENDINGS = (".sql", ".py", ".yml", ".yaml", ".csv")


def run_files(project: Project) -> dict[str, dict[str, Path]]:
    """The files of each dbt project by their place in it, by the plugin that runs it.

    A dbt project that is not there, as in an image without the Meltano project, is left out.
    """
    found = {}
    for dbt in projects():
        try:
            plugin = resolve(project, project.plugin(dbt.plugin_type, dbt.plugin))
            folder = folder_of(plugin)
            if (folder / SETTINGS[0]).is_file():
                profiles = folder / plugin.process_env.get("DBT_PROFILES_DIR", "") / "profiles.yml"
                paths = {path for path in (*_files(folder), profiles) if path.is_file()}
                found[dbt.plugin] = {os.path.relpath(path, folder): path for path in paths}
        except (KitError, OSError):
            continue
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in SETTINGS)
    settings = read_yaml(folder / SETTINGS[0])
    for key, default in FOLDERS.items():
        for name in as_list(settings.get(key)) or default:
            for top, _, names in os.walk(folder / str(name)):
                yield from (Path(top, name) for name in names if name.endswith(ENDINGS))
