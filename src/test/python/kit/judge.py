"""The real Meltano as the judge: what it says about a project, and the project in the form the kit reads."""

import json
import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
CACHE = Path(os.environ.get("M2D_CACHE") or Path.home() / ".cache" / "m2d")
PYTHON = CACHE / "meltano-4.4.1" / "bin" / "python"
SHARED = REPOSITORY.parent / "shared"
ORACLE = SHARED / "tools" / "meltano-oracle"
CORPUS = SHARED / "corpus"
NOW = "2026-11-21T10:00:00+00:00"


def is_there():
    return PYTHON.exists() and ORACLE.exists()


def ask(requests, folder):
    """The oracle's documents, one a request (`{"project": …}`; its docstring has the other keys)."""
    file = folder / "requests.jsonl"
    file.write_text("".join(json.dumps(request) + "\n" for request in requests))
    env = {**os.environ, "MELTANO_PYTHON": str(PYTHON)}
    command = [str(ORACLE), "--batch", str(file), "--now", NOW, "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def describe(projects, folder):
    """Write `plugins/` of generated projects as Meltano's own model has them.

    Answers, for each project, its output folder and its plugins as TYPE/NAME.
    """
    script = Path(__file__).with_name("describe_with_meltano.py")
    env = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ} | {"LANG": "C.UTF-8"}
    command = [str(PYTHON), "-B", str(script), str(ORACLE), *map(str, projects)]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    return [_write(document, folder / f"out{n}") for n, document in enumerate(documents)]


def _write(document, output):
    folder = output / "plugins"
    folder.mkdir(parents=True)
    # JSON is YAML.
    (folder / "project.yaml").write_text(json.dumps(document["project"]))
    usable = {k: v for k, v in document["plugins"].items() if "error" not in v}
    for key, plugin in usable.items():
        path = folder / f"{key}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(plugin))
    return output, list(usable)
