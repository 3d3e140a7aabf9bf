"""Which code ran in a pair: commit, plugins, generated code, versions."""

import hashlib
import importlib.metadata
import json
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

from dagster_project.parallel_run import processes
from dagster_project.singer.model import as_map
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.switchboard import FILE

# Beside the code: what it reads when it runs.
SETTINGS = ("plugins", "catalogs")


def code(project: Project) -> dict[str, object]:
    """What ran: the commit, the installed plugins, the generated code."""
    places = {project.venvs: "*/*", project.system_directory: "*/*/venv"}
    installed = {
        str(path.relative_to(place)): b""
        for place, venv in places.items()
        for path in place.glob(f"{venv}/lib/python*/site-packages/*.dist-info")
    }
    output = project.output
    generated = [
        *(output / "dagster_project").rglob("*.py"),
        *(path for name in SETTINGS for path in (output / name).rglob("*") if path.is_file()),
    ]
    texts = {str(path.relative_to(output)): path.read_bytes() for path in generated}
    return {
        "commit": _commit(output),
        "plugins": _digest(installed),
        "generated": _digest(texts | {FILE: _orders(output / FILE)}),
    }


def _commit(folder: Path) -> str | None:
    """The commit of a folder; None where there is none, or no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _orders(path: Path) -> bytes:
    """What a pair runs of the switchboard: of its runners and schedulers it is independent."""
    jobs = as_map((read_yaml(path) if path.is_file() else {}).get("jobs"))
    orders = {name: as_map(switches).get("order") for name, switches in jobs.items()}
    return json.dumps(orders, sort_keys=True, default=str).encode()


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


def _digest(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
