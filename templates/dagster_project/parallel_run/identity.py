"""Which code ran in a pair: commit, plugins, generated code, versions."""

import hashlib
import importlib.metadata
import platform
import subprocess
from collections.abc import Iterable, Mapping

from dagster_project.parallel_run import processes
from dagster_project.singer.project import Project


def code(project: Project) -> dict[str, object]:
    """What ran: the commit, the installed plugins, the generated code."""
    done = subprocess.run(
        ["git", "-C", str(project.output), "rev-parse", "HEAD"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    installed = sorted(
        path.name for path in project.venvs.glob("*/*/lib/python*/site-packages/*.dist-info")
    )
    generated = sorted((project.output / "dagster_project").rglob("*.py"))
    return {
        "commit": done.stdout.strip() if done.returncode == 0 else None,
        "plugins": _digest(name.encode() for name in installed),
        "generated": _digest(path.read_bytes() for path in generated),
    }


def versions(meltano: str, env: Mapping[str, str]) -> dict[str, str]:
    """The versions of both systems and of the Python that runs this."""
    done = processes.run(
        [meltano, "--version"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=dict(env),
    )
    return {
        "meltano": done.stdout.strip().rpartition(" ")[2] or "unknown",
        "dagster": importlib.metadata.version("dagster"),
        "python": platform.python_version(),
    }


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
