"""quickbooks-jobs: three loads with growing files, by Meltano and by Dagster, whose runner changes between the loads.

The first is started as the schedule of each side starts it, the others by their names.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import files
import pytest
import rows
import sides
from conftest import quickbooks

SCHEMAS = {"raw": "raw", "analytics": "analytics"}
STATE_IDS = ("dev:tap-csv-to-target-postgres", "dev:tap-csv-items-to-target-postgres")


def change_rows(project: sides.Project, load: int) -> None:
    """Change one customer and add another, as the next export would."""
    path = project.folder / "data" / "customers.csv"
    with path.open(newline="") as text:
        header, *body = csv.reader(text)
    body[load][header.index("Notes")] = f"changed in load {load}\nsecond line, NULL"
    added = [*body[0]]
    added[:2] = [f"{900 + load:07d}", f"Späte Kundin {load}"]
    with path.open("w", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows([header, *body, added])


def state(project: sides.Project, state_id: str, *, dagster: bool) -> object:
    """The state of a pipeline as each side tells it."""
    if dagster:
        command = [project.python, "-m", "dagster_project.singer", "state", "get", state_id]
        project.run("state", *command, folder=project.output)
    else:
        project.run("state", project.meltano, "--log-level=error", "state", "get", state_id)
    lines = files.log(project, "state").splitlines()
    return json.loads(
        "\n".join(lines[next(i for i, line in enumerate(lines) if line.startswith("{")) :])
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """quickbooks-jobs, installed on both sides; each test gives it a database a side."""
    return quickbooks(tmp_path_factory.mktemp("quickbooks") / "project")


def test_every_load_gives_the_same_rows_with_each_runner(
    project: sides.Project, database: Callable[[str], str]
) -> None:
    meltano_url, dagster_url = database("quickbooks_meltano"), database("quickbooks_dagster")
    project.environment |= sides.database_variables(meltano_url)
    on_dagster = sides.database_variables(dagster_url)
    for load, runner in enumerate(("singer", "meltano", "singer")):
        if load:
            change_rows(project, load)
        files.use_runner(project, runner)
        if load:
            project.run_meltano("daily")
            project.run_dagster("daily", variables=on_dagster)
        else:
            # The schedule hands its variables to the run.
            project.run("schedule", project.meltano, "schedule", "run", "daily")
            tags = json.dumps({"meltano/schedule": "daily"})
            project.run_dagster("daily", "--tags", tags, variables=on_dagster)
        lines, equal = rows.compare(meltano_url, dagster_url, SCHEMAS)
        assert equal, f"load {load + 1} with runner {runner}:\n" + "\n".join(lines)
        assert f"raw.customers {36 + load} rows, raw.customers {36 + load} rows: equal" in lines
        for state_id in STATE_IDS:
            assert state(project, state_id, dagster=True) == state(project, state_id, dagster=False)
