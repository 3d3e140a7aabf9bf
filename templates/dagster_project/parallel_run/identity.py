"""Which code ran in a pair: commit, plugins, generated code, configuration, versions."""

import importlib.metadata
import json
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

from dagster_project.parallel_run import configured, native, processes
from dagster_project.parallel_run.configured import digest
from dagster_project.singer.model import as_map
from dagster_project.singer.project import Project, read_yaml
from dagster_project.singer.switchboard import FILE

# Beside the code: what it reads when it runs.
SETTINGS = ("plugins", "catalogs")


CODE = "the code of this project"


def code(project: Project) -> dict[str, object]:
    """What ran: the commit, the installed plugins, the generated code with all that it reads.

    `parts` are the parts of `generated`: one of them may be missing where somebody looks later, as
    the Meltano project is in an image.

    Args:
        project: as it is without a run: what a job sets for its runs is in the code.
    """
    places = {project.venvs: "*/*", project.system_directory: "*/*/venv"}
    installed = {
        str(path.relative_to(place)): b""
        for place, venv in places.items()
        for path in place.glob(f"{venv}/lib/python*/site-packages/*.dist-info")
    }
    found = parts(project)
    return {
        "commit": _commit(project.output),
        "plugins": digest(installed),
        "generated": digest({name: part.encode() for name, part in found.items()}),
        "parts": found,
    }


def parts(project: Project) -> dict[str, str]:
    """What the verdict of a pair rests on, as digests by what messages call it."""
    output = project.output
    generated = [
        *(output / "dagster_project").rglob("*.py"),
        *(path for name in SETTINGS for path in (output / name).rglob("*") if path.is_file()),
    ]
    texts = {str(path.relative_to(output)): path.read_bytes() for path in generated}
    own = digest(texts | {FILE: _switches(output / FILE), native.FILE: native.rules(output)})
    return {CODE: own, **configured.parts(project)}


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


def _switches(path: Path) -> bytes:
    """What a pair runs of the switchboard: schedulers do not count, nor does it run Meltano."""
    data = read_yaml(path) if path.is_file() else {}
    jobs = as_map(data.get("jobs"))
    orders = {name: as_map(switches).get("order") for name, switches in jobs.items()}
    found = [orders, native.runners(as_map(data.get("pipelines")))]
    return json.dumps(found, sort_keys=True, default=str).encode()


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
