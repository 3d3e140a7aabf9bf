"""Reads every public project of ../shared/corpus with the real Meltano and with m2d, loads what m2d wrote in the real
Dagster, and writes docs/corpus.md: how many jobs, schedules and pipelines each side has, and which keys are left out.

    . tools/env.sh; $M2D_DAGSTER_PYTHON tools/corpus.py            writes docs/corpus.md
    . tools/env.sh; $M2D_DAGSTER_PYTHON tools/corpus.py --check    writes nothing; says what would change

Exit status: 0 all is as it must be, 1 a project does not generate, load or count as Meltano does, or with --check the page is
not current, 2 usage, 3 there is no corpus.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from run_all import run_all

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
CORPUS = SHARED / "corpus"
PAGE = REPOSITORY / "docs" / "corpus.md"
MOST_DIFFERENCES = 5
MOST_KEYS = 20
# Findings whose subject is a key that has no counterpart in the output.
KEY_FINDINGS = ("M2D203", "M2D213", "M2D214", "M2D217", "M2D218", "M2D232", "M2D233", "M2D236")
HIDDEN = ("MELTANO_", "DAGSTER_", "M2D_", "PYTEST_", "VIRTUAL_ENV", "PYTHONPATH", "DBT_")


@dataclass
class Side:
    """What one of the two has of a project, by the names of meltano.yml.

    Attributes:
        jobs: the blocks `tap [mapping ...] target` of each job, in order; a schedule of one pipeline (`meltano elt`) is a job too.
        schedules: the cron text of each schedule that runs by itself.
    """

    jobs: dict[str, list[str]] = field(default_factory=dict)
    schedules: dict[str, str] = field(default_factory=dict)

    @property
    def pipelines(self) -> set[str]:
        return {block for blocks in self.jobs.values() for block in blocks}

    @property
    def blocks(self) -> int:
        return sum(map(len, self.jobs.values()))


@dataclass
class Reading:
    """A project of the corpus, read by both."""

    name: str
    status: int
    said: str
    oracle: dict
    findings: list[dict]
    loaded: dict | None = None


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(HIDDEN)}
    return {**kept, "DAGSTER_HOME": str(home), "DAGSTER_DISABLE_TELEMETRY": "1", "NO_COLOR": "1"}


def meltano(projects: list[Path], work: Path) -> list[dict]:
    """What the real Meltano makes of the projects: one document each."""
    listed = work / "projects.txt"
    listed.write_text("".join(f"{path}\n" for path in projects))
    command = [SHARED / "tools" / "meltano-oracle", "--batch", listed, "--jobs", "2"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def read(projects: list[Path], oracles: list[dict], work: Path) -> list[Reading]:
    """Generate from a copy of each project, and audit it."""
    runs = []
    for project in projects:
        copy = work / project.name
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".meltano"))
        for path in [copy, *copy.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)
        runs += [("generate", copy), ("audit", "--format", "json", copy)]
    ran = iter(run_all(runs, work, environment(work)))
    readings = []
    for project, oracle in zip(projects, oracles, strict=True):
        made, audit = next(ran), next(ran)
        findings = json.loads(audit.out)["findings"] if audit.status == 0 else []
        readings.append(Reading(project.name, made.status, made.err, oracle, findings))
    return readings


def load_all(readings: list[Reading], work: Path) -> None:
    """Load each tree in a process of its own, which starts with Dagster imported."""
    trees = [str(work / r.name / "dagster_project") for r in readings if r.status == 0]
    command = [sys.executable, Path(__file__).resolve(), "--load", *trees]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=environment(work)
    )
    loaded = iter(done.stdout.splitlines())
    for reading in readings:
        if reading.status == 0:
            reading.loaded = json.loads(next(loaded))


def load(trees: list[str]) -> None:
    """Print a line of JSON for each tree."""
    import dagster  # noqa: F401 - once, for all children
    import dagster_dbt  # noqa: F401 - as above

    for tree in trees:
        into, out = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)
            text = json.dumps(_load(Path(tree)))
            os.write(out, (text + "\n").encode())
            os._exit(0)
        os.close(out)
        with os.fdopen(into) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        print(text.strip() or json.dumps({"error": "the process that loaded it died"}), flush=True)


def _load(tree: Path) -> dict:
    import importlib
    import traceback

    os.chdir(tree)
    sys.path.insert(0, str(tree))
    try:
        definitions = importlib.import_module("dagster_project.definitions")
        repository = definitions.defs().get_repository_def()
        pipelines = {}
        for path in sorted((tree / "dagster_project" / "defs" / "assets").glob("*.py")):
            module = importlib.import_module(f"dagster_project.defs.assets.{path.stem}")
            pipeline = getattr(module, "PIPELINE", None)
            if pipeline is not None:
                pipelines[pipeline.name] = pipeline.text
        jobs, schedules = {}, {}
        for job in repository.get_all_jobs():
            # The job that makes parallel runs is of no Meltano job.
            if job.name.startswith("__") or "meltano/job" not in job.tags:
                continue
            nodes = [job.graph.node_named(name) for name in _order(job)]
            texts = [pipelines.get(n.definition.name) or n.definition.description for n in nodes]
            jobs[job.tags["meltano/job"]] = [t for t in texts if t in pipelines.values()]
        for schedule in repository.schedule_defs:
            if schedule.default_status.value != "STOPPED":
                raise RuntimeError(f"schedule {schedule.name} is running")
            name = schedule.metadata.get("meltano/name")
            if name is not None:
                schedules[name.value] = schedule.cron_schedule
    except BaseException:
        return {"error": traceback.format_exc()}
    return {"jobs": jobs, "schedules": schedules}


def _order(job) -> list[str]:
    """The names of a job's steps, in the order in which they run."""
    resolve = getattr(job.executor_def.config_schema, "resolve_config", None)
    order = resolve({}).value.get("config", {}).get("order") if resolve else None
    return [step for group in order for step in group] if order else list(job.graph.node_dict)


def of_meltano(document: dict) -> Side:
    """Jobs, schedules and pipelines by the oracle, in the project's default environment."""
    side = Side()
    default = document["project_file"]["default_environment"]
    resolved = {r["environment"]: r for r in document["resolved"] if "error" not in r}
    chosen = resolved.get(default) or list(resolved.values())[-1]
    for job in document["jobs"]:
        side.jobs[job["name"]] = _blocks(chosen["jobs"].get(job["name"], {}))
    for schedule in document["schedules"]:
        name = schedule["name"]
        if schedule["kind"] == "elt":
            side.jobs[name] = _blocks(chosen["schedules"].get(name, {}))
        if schedule["cron_interval"]:
            side.schedules[name] = schedule["cron_interval"]
    return side


def _blocks(run: dict) -> list[str]:
    return [
        " ".join(p.get("mapping") or p["id"].split("/", 1)[1] for p in block["plugins"])
        for block in run.get("blocks", [])
        if block["type"] == "extract_load"
    ]


def differences(reading: Reading, theirs: Side, ours: Side) -> tuple[list[str], list[str]]:
    """What counts differently: first what Meltano itself refuses, with its reason, then the rest."""
    refused, wrong = [], []
    for kind, mine, other in (
        ("job", ours.jobs, theirs.jobs),
        ("schedule", ours.schedules, theirs.schedules),
    ):
        for name in sorted({*mine, *other}):
            if name in mine and name in other and (kind == "schedule" or mine[name] == other[name]):
                continue
            where = f"{kind}s/{name}"
            reasons = {e["message"] for e in reading.oracle["errors"] if where in e["where"]}
            text = f"{reading.name}, {kind} `{name}`: "
            if name not in mine and reasons:
                refused.append(f"{text}not made. Meltano refuses it: {'; '.join(sorted(reasons))}.")
            else:
                wrong.append(f"{text}Meltano {other.get(name)}, Dagster {mine.get(name)}")
    return refused, wrong


def page(readings: list[Reading]) -> tuple[str, list[str]]:
    """The page, and what is wrong."""
    rows, refusals, listed, wrong = [], [], [], []
    keys: dict[tuple[str, str], Counter] = {}
    for reading in readings:
        fatal = reading.oracle["fatal"]
        if fatal or reading.status:
            if not fatal or reading.status != 1:
                wrong.append(
                    f"{reading.name}: generate exits with {reading.status}\n{reading.said}"
                )
            reason = re.search(r"error\[(M2D\d+)\]: (.*)", reading.said)
            refusals.append(
                f"{reading.name}: {reason[2]} ({reason[1]})" if reason else reading.name
            )
            rows.append(f"| {reading.name} | 1 | | | | | |")
            continue
        loaded = reading.loaded or {}
        if "error" in loaded:
            wrong.append(f"{reading.name} does not load:\n{loaded['error']}")
            rows.append(f"| {reading.name} | 0 | | | | | no |")
            continue
        theirs, ours = of_meltano(reading.oracle), Side(loaded["jobs"], loaded["schedules"])
        refused, other = differences(reading, theirs, ours)
        listed += refused
        wrong += other
        counts = " | ".join(
            f"{a} / {b}"
            for a, b in (
                (len(theirs.jobs), len(ours.jobs)),
                (len(theirs.schedules), len(ours.schedules)),
                (len(theirs.pipelines), len(ours.pipelines)),
                (theirs.blocks, ours.blocks),
            )
        )
        rows.append(f"| {reading.name} | 0 | {counts} | yes |")
        for finding in reading.findings:
            if finding["code"] in KEY_FINDINGS:
                key = finding["code"], finding["message"]
                keys.setdefault(key, Counter())[reading.name] += 1
    if len(listed) > MOST_DIFFERENCES:
        wrong.append(f"{len(listed)} differences, at most {MOST_DIFFERENCES} are allowed")
    if len(keys) > MOST_KEYS:
        wrong.append(f"{len(keys)} keys are left out, at most {MOST_KEYS} are allowed")
    return _text(rows, refusals, listed, keys), wrong


def _text(
    rows: list[str], refusals: list[str], listed: list[str], keys: dict[tuple[str, str], Counter]
) -> str:
    lines = [
        "# The corpus",
        "",
        f"{len(rows)} public Meltano projects, read by the real Meltano and by m2d; what m2d wrote is loaded by the real",
        "Dagster. Made by `tools/corpus.py`, held by a test. Numbers are Meltano / Dagster.",
        "",
        "- generate: exit status of `m2d generate`.",
        "- jobs: those of meltano.yml, and one for each schedule of a single pipeline (`meltano elt`).",
        "- schedules: those that run by themselves; `@once`, `@manual` and `@none` are a job only.",
        "- pipelines: different blocks `tap [mapping ...] target` in the jobs. blocks: all of them; each job has the same",
        "  blocks in the same order on both sides.",
        "- loads: every definition, with `defs()` of the generated project; all schedules are stopped.",
        "",
        "| project | generate | jobs | schedules | pipelines | blocks | loads |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        "## Not readable",
        "",
        "Meltano cannot read these either; nothing is written.",
        "",
        *[f"- {text}" for text in refusals],
        "",
        "## Differences",
        "",
        *([f"- {text}" for text in listed] or ["None."]),
        "",
        "## Keys that are left out",
        "",
        "Each is a finding with its file, line and column in `m2d audit`.",
        "",
        "| code | finding | projects | times |",
        "|---|---|---|---|",
    ]
    for (code, message), projects in sorted(keys.items()):
        lines.append(f"| {code} | {message} | {len(projects)} | {projects.total()} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--load"]:
        load(arguments[1:])
        return 0
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not CORPUS.is_dir():
        print(f"corpus: there is no corpus at {CORPUS}", file=sys.stderr)
        return 3
    projects = sorted(path for path in CORPUS.iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory(prefix="m2d-corpus-") as folder:
        work = Path(folder)
        documents = meltano(projects, work)
        readings = read(projects, documents, work)
        load_all(readings, work)
        text, wrong = page(readings)
    for problem in wrong:
        print(f"corpus: {problem}", file=sys.stderr)
    committed = PAGE.read_text() if PAGE.is_file() else ""
    if arguments:
        changed = difflib.unified_diff(
            committed.splitlines(), text.splitlines(), "docs/corpus.md", "now", lineterm=""
        )
        print("\n".join(changed))
    else:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(text)
    return 1 if wrong or (arguments and committed != text) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
