"""The installer uv: found, run, and its last words without secrets."""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project
from dagster_project.singer.secret import reveal_block

_USERINFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_LAST_LINES = 15


class UvError(Exception):
    """uv failed; holds its last lines, secrets masked."""


class Uv:
    """uv as this machine has it.

    Args:
        project: its `.env` and root `env` block reach uv (`UV_INDEX_URL` may stand there).

    Raises:
        KitError: uv is not there.
    """

    def __init__(self, project: Project) -> None:
        """Find uv: `M2D_UV`, the command `uv` on PATH, the package uv beside Dagster."""
        self._command = _find(project.environ)
        self._cwd = project.root
        root = reveal_block(project.root_env, project.environ)
        env = {**project.environ, **project.dotenv, **root}
        for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
            env.pop(name, None)
        # The system's certificates know the proxies and mirrors that pip works with.
        env.setdefault("UV_SYSTEM_CERTS", "1")
        self._env = env

    def run(self, *arguments: str, mask: Sequence[str] = ()) -> str:
        """Run uv in the Meltano project, where relative paths of a `pip_url` start.

        Args:
            arguments: of uv.
            mask: texts that must not be shown.

        Returns:
            its standard output.

        Raises:
            UvError: it fails.
        """
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=self._cwd,
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()[-_LAST_LINES:]
            raise UvError(masked("\n".join(lines), mask))
        return done.stdout


def masked(text: str, secrets: Sequence[str]) -> str:
    """`text` without the secrets, and without the user and password of URLs."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "…")
    return _USERINFO.sub("…", text)


def _find(environ: Mapping[str, str]) -> list[str]:
    named = environ.get("M2D_UV")
    if named:
        if shutil.which(named, path=environ.get("PATH")) is None:
            raise KitError(f"M2D_UV names `{named}`, which cannot be started", "Correct M2D_UV.")
        return [named]
    beside = Path(sys.executable).parent / "uv"
    found = shutil.which("uv", path=environ.get("PATH")) or shutil.which(str(beside))
    if found:
        return [found]
    if importlib.util.find_spec("uv") is not None:
        return [sys.executable, "-m", "uv"]
    raise KitError(
        "uv was not found, which makes the plugins' environments",
        f"Run `{sys.executable} -m pip install uv`, or set M2D_UV to its path.",
    )
