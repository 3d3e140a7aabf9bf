"""./bench location: how long a generated project of 20 pipelines x 10 streams takes to import and load.

It is compared with an empty generated project that imports the same modules, so that what is measured is the
definitions and not the import of Dagster. An audit hook counts the processes that loading starts: none may. It is set
after the import of Dagster, which may ask the program `file` about the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import measure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import sides

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


def write_project(folder: Path, pipelines: int) -> sides.Project:
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
    folder.mkdir(parents=True)
    (folder / "meltano.yml").write_text("\n".join(lines) + "\n")
    project = sides.Project(folder, folder.parent / "logs")
    project.generate()
    return project


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        full = write_project(Path(top) / "full" / "project", PIPELINES)
        empty = write_project(Path(top) / "empty" / "project", 0)
        full.use_own_environment()
        modules = Path(top) / "modules.json"

        def load(*arguments: Path) -> list[str]:
            return [*map(str, (full.python, "-c", LOAD, *arguments))]

        told = subprocess.run(
            load(),
            check=True,
            cwd=full.output,
            env=full.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        seen = json.loads(told.stdout.splitlines()[-1])
        modules.write_text(json.dumps(seen["modules"]))
        print(f"{seen['assets']} assets; processes started: {seen['started']}")
        found = measure.in_turn(
            {
                "empty": lambda: measure.measure(load(modules), empty.output, empty.environment),
                "full": lambda: measure.measure(load(), full.output, full.environment),
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
    figures.add("assets_missing", PIPELINES * STREAMS - seen["assets"], "assets", 0)
    figures.add("processes_started", len(seen["started"]), "processes", 0)
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
