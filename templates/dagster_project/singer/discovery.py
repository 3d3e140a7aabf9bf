"""Run a tap in discovery mode, outside of a pipeline."""

import json
import subprocess
import tempfile
from pathlib import Path

from dagster_project.singer.catalog import Discover, captured_path, discover_catalog
from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.resolved import ResolvedPlugin
from dagster_project.singer.settings import resolve
from dagster_project.singer.uv import masked

_LAST_LINES = 15


def discoverer(tap: ResolvedPlugin) -> Discover:
    """What runs the tap with `--discover` and answers its standard output.

    The configuration is in a file that only this user can read, gone when the tap ends.
    """

    def discover(arguments: list[str]) -> bytes:
        tap.check_executable()
        with tempfile.TemporaryDirectory(prefix="m2d-") as folder:
            config = Path(folder) / "config.json"
            config.touch(mode=0o600)
            config.write_text(json.dumps(tap.config, default=str), encoding="utf-8")
            done = subprocess.run(
                [*tap.argv(), "--config", str(config), *arguments],
                cwd=tap.cwd,
                env=tap.process_env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        if done.returncode != 0:
            lines = done.stderr.decode(errors="replace").strip().splitlines()[-_LAST_LINES:]
            text = masked(Redactor(tap.secrets).text("\n".join(lines)), ())
            raise KitError(
                f"extractor `{tap.name}`: discovery failed with status {done.returncode}\n{text}",
                "Correct its configuration; the tap's own message is above.",
            )
        return done.stdout

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
