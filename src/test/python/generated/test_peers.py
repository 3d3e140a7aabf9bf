"""What other converters get wrong, on trees in the real Dagster.

| What they do | Here | Also tested in |
|---|---|---|
| a task that is a list loses the whole location | `test_jobs_are_all_there` | e2e/test_order.py: runs in its order |
| a schedule `@once` loses the whole location | `test_once_is_a_job_without_a_schedule` | |
| EL schedules vanish | `test_el_schedules_are_kept` | e2e/test_quickbooks.py |
| `env` of a schedule vanishes | `test_variables_of_schedules_are_kept` | e2e/test_quickbooks.py: reaches the run |
| tasks that Meltano runs one by one run in parallel | | e2e/test_order.py, templates/tests/test_order.py |
| loading starts Meltano; two loads at once break each other | `test_two_loads_at_once_start_nothing` | templates/tests/test_definitions.py |
| schedules run from the first deployment on | every test here: none is RUNNING | templates/tests/test_definitions.py |
"""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from conftest import REPOSITORY, Tree

PROJECTS = REPOSITORY / "fixtures" / "projects"
LOAD = """
import json
from dagster_project.definitions import defs
repository = defs().get_repository_def()
print(json.dumps({
    "jobs": sorted(
        job.name
        for job in repository.get_all_jobs()
        if not job.name.startswith("__") and job.name != "parallel_run"
    ),
    "schedules": {
        s.name: [s.job_name, s.cron_schedule]
        for s in repository.schedule_defs
        if s.job_name != "parallel_run"
    },
    "running": [s.name for s in repository.schedule_defs if s.default_status.value == "RUNNING"],
}))
"""


def loaded(name: str, generate: Callable[[Path], tuple[int, str, Tree]]) -> dict[str, Any]:
    """What Dagster sees of a fixture project, but for parallel runs; no schedule of it runs."""
    status, said, tree = generate(PROJECTS / name / "input")
    assert status == 0, said
    done = tree.run("python", "-c", LOAD)
    assert done.returncode == 0, done.stdout[-6000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["running"] == []
    return seen


def written(name: str) -> dict[str, Any]:
    """The meltano.yml of a fixture project."""
    return yaml.safe_load((PROJECTS / name / "input" / "meltano.yml").read_text())


def test_jobs_are_all_there(generate: Callable) -> None:
    seen = loaded("tasks-and-blocks", generate)
    names = [job["name"].replace("-", "_") for job in written("tasks-and-blocks")["jobs"]]
    assert "list_tasks" in names
    assert seen["jobs"] == sorted(names)


def test_once_is_a_job_without_a_schedule(generate: Callable) -> None:
    seen = loaded("schedules", generate)
    once = [s["name"] for s in written("schedules")["schedules"] if s["interval"] == "@once"]
    assert once == ["s07"]
    assert seen["jobs"] == ["cities"]
    assert "s07" not in seen["schedules"]
    assert seen["schedules"]["s10"] == ["cities", "0 6 * * *"]


def test_el_schedules_are_kept(generate: Callable) -> None:
    seen = loaded("elt-schedules", generate)
    assert seen["jobs"] == ["models_only", "nightly", "sales_to_postgres", "sales_with_models"]
    assert {name: cron for name, (_, cron) in seen["schedules"].items()} == {
        "nightly_schedule": "0 2 * * *",
        "sales_to_postgres": "0 0 * * *",
        "sales_with_models": "30 4 * * 1-5",
    }


def test_variables_of_schedules_are_kept(generate: Callable) -> None:
    status, said, tree = generate(PROJECTS / "elt-schedules" / "input")
    assert status == 0, said
    project = yaml.safe_load((tree.folder / "plugins" / "project.yaml").read_text())
    kept = {"TAP_CSV_ADD_METADATA_COLUMNS": "true"}
    assert project["schedules"]["sales-with-models"]["env"] == kept


def test_two_loads_at_once_start_nothing(generate: Callable, tmp_path: Path) -> None:
    status, said, tree = generate(PROJECTS / "quickbooks-jobs" / "input")
    assert status == 0, said
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("meltano", "dbt", "tap-csv", "uv"):
        (programs / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/started-{name}\n")
        (programs / name).chmod(stat.S_IRWXU)
    environment = {**tree.environment, "PATH": f"{programs}:{tree.environment['PATH']}"}
    before = files(tree.folder.parent)
    loads = [
        subprocess.Popen(
            [sys.executable, "-B", "-c", LOAD],
            cwd=tree.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    for load in loads:
        output, _ = load.communicate(timeout=300)
        assert load.returncode == 0, output
        assert json.loads(output.splitlines()[-1])["jobs"] == ["daily", "items"]
    assert sorted(tmp_path.glob("started-*")) == []
    assert files(tree.folder.parent) == before


def files(folder: Path) -> list[str]:
    """Paths of all files below a folder."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
