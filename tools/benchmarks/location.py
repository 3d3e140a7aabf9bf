"""./bench location: how long a generated project of 20 pipelines x 10 streams takes to import and load.

It is compared with an empty generated project that imports the same modules, so that what is measured is the
definitions and not the import of Dagster. An audit hook counts the processes that loading starts: none may. It is set
after the import of Dagster, which may ask the program `file` about the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import measure

REPOSITORY = Path(__file__).resolve().parents[2]
PIPELINES, STREAMS, LIMIT = 20, 10, 1.25
LOAD = """
import sys
import dagster
started = []
def watch(event, arguments):
    if event in ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec"):
        started.append((event, str(arguments[:2])))
sys.addaudithook(watch)
import importlib, json, pathlib
names = json.loads(pathlib.Path(sys.argv[1]).read_text()) if len(sys.argv) > 1 else []
for name in names:
    importlib.import_module(name)
from dagster_project.definitions import defs
loaded = defs()
repository = loaded.get_repository_def()
keys = repository.asset_graph.get_all_asset_keys()
own = [
    name
    for name, module in sys.modules.items()
    if getattr(module, "__spec__", None) and not name.startswith(("dagster_project.defs", "__"))
]
print(json.dumps({"assets": len(keys), "started": started, "modules": own}))
"""


def write_project(folder: Path, pipelines: int) -> None:
    """Write a Meltano project whose taps are children of one tap-csv; each has a job of its own."""
    lines = [
        "default_environment: dev",
        "environments:",
        "- name: dev",
        "plugins:",
        "  extractors:",
    ]
    lines += [
        "  - name: tap-csv",
        "    namespace: tap_csv",
        "    pip_url: tap-csv",
        "    settings:",
    ]
    lines += ["    - {name: files, kind: array}"]
    for number in range(pipelines):
        lines += [
            f"  - name: tap-csv-{number}",
            "    inherit_from: tap-csv",
            "    config:",
            "      files:",
        ]
        for stream in range(STREAMS):
            entity = f"s{number}_{stream}"
            lines.append(f"      - {{entity: {entity}, path: {entity}.csv, keys: [id]}}")
    lines += [
        "  loaders:",
        "  - {name: target-jsonl, namespace: target_jsonl, pip_url: target-jsonl}",
    ]
    if pipelines:
        lines.append("jobs:")
        for number in range(pipelines):
            lines.append(f"- {{name: load-{number}, tasks: [tap-csv-{number} target-jsonl]}}")
    folder.mkdir()
    (folder / "meltano.yml").write_text("\n".join(lines) + "\n")
    generated = [REPOSITORY / "m2d", "generate", folder]
    subprocess.run(generated, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Print the figures."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        full, empty = Path(top) / "full", Path(top) / "empty"
        write_project(full, PIPELINES)
        write_project(empty, 0)
        modules = Path(top) / "modules.json"

        def load(project: Path, *arguments: Path) -> list[str]:
            return [sys.executable, "-c", LOAD, *map(str, arguments)]

        told = {}
        for project, arguments in ((full, []), (empty, [modules])):
            command = load(project, *arguments)
            folder = project / "dagster_project"
            done = subprocess.run(
                command, check=True, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
            )
            told[project] = json.loads(done.stdout.splitlines()[-1])
            if project == full:
                modules.write_text(json.dumps(told[full]["modules"]))
        print(f"{told[full]['assets']} assets; processes started: {told[full]['started']}")
        found = measure.in_turn(
            {
                "empty": lambda: measure.measure(
                    load(empty, modules), empty / "dagster_project", environment
                ),
                "full": lambda: measure.measure(load(full), full / "dagster_project", environment),
            }
        )

    def ratio(what: str) -> float:
        pairs = zip(found["full"], found["empty"])
        return measure.median(getattr(a, what) / getattr(b, what) for a, b in pairs)

    figures = measure.Figures()
    figures.add("load_empty", measure.middle(found["empty"], "wall"), "s")
    figures.add("load_20x10", measure.middle(found["full"], "wall"), "s")
    figures.add("load_wall_ratio", ratio("wall"), "x", LIMIT)
    figures.add("load_cpu_ratio", ratio("cpu"), "x", LIMIT)
    figures.add("assets_missing", PIPELINES * STREAMS - told[full]["assets"], "assets", 0)
    figures.add("processes_started", len(told[full]["started"]), "processes", 0)
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
