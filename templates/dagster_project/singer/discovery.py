"""Run a tap in discovery mode, outside of a pipeline."""

import json
from pathlib import Path

from dagster_project.singer.catalog import Discover, captured_path, discover_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.folder import PrivateFolder
from dagster_project.singer.plugin_files import PluginFiles
from dagster_project.singer.process import Deadline, ProcessError
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve
from dagster_project.singer.single import run_process


def discoverer(tap: ResolvedPlugin) -> Discover:
    """What runs the tap with `--discover` and answers its standard output.

    The configuration is in a file that only this user can read. The tap and the file are gone when
    this process ends, however it ends.
    """

    def discover(arguments: list[str]) -> bytes:
        with PrivateFolder() as folder:
            files = PluginFiles(folder, "INFO")
            command = files.command(tap, files.config(tap, "tap"), *arguments)
            try:
                return run_process(
                    command,
                    redactor=Redactor(tap.secrets),
                    deadline=Deadline(None),
                    capture=True,
                    folder=folder.path,
                ).output
            except ProcessError as error:
                raise KitError(
                    f"discovery failed: {error.message}\n{error.last_lines}",
                    "Correct the configuration of the tap; its own message is above.",
                ) from None

    return discover


def capture(project: Project, name: str) -> Path:
    """Discover a tap's catalog and keep it in `catalogs/`; answers the file.

    Raises:
        KitError: the tap is not there, is not installed, or fails.
    """
    tap = resolve(project, project.plugin("extractors", name))
    document = discover_catalog(tap, discoverer(tap))
    path = captured_path(project, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path
