"""Names that Meltano and the kit would both give: a native project loads, and Meltano's names stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import fixture
from conftest import REPOSITORY

INPUT = REPOSITORY / "fixtures" / "projects" / "quickbooks-native" / "input"
KIT = "tap_csv_items__target_postgres"
OTHER = "tap_csv__target_postgres"
JOBS = (
    *(f"{KIT}_archived_day", f"{KIT}_files", f"{KIT}_items_file"),
    *(f"{OTHER}_retention", "file_jobs", "file_sensors"),
)
SCHEDULE = f"{OTHER}_customers_files"
ODD = ("archived", "Order Lines", "order-lines", "42")
NAMES = """
import json
from dagster_project.definitions import defs
location = defs().get_repository_def()
print(json.dumps({
    "jobs": [job.name for job in location.get_all_jobs()],
    "sensors": [sensor.name for sensor in location.sensor_defs],
    "schedules": [schedule.name for schedule in location.schedule_defs],
}))
"""


def test_a_project_with_names_of_the_kit_loads(tmp_path: Path, generate: Callable) -> None:
    source = tmp_path / "source"
    fixture.copy(INPUT, source)
    source.chmod(0o755)
    settings = source / "meltano.yml"
    settings.chmod(0o644)
    text = settings.read_text()
    jobs = "".join(f"- name: {name}\n  tasks: [dbt-postgres:test]\n" for name in JOBS)
    files = "".join(
        f"      - {{entity: {json.dumps(name)}, path: data/items.csv, keys: [Item Id]}}\n"
        for name in ODD
    )
    schedule = f"- name: {SCHEDULE}\n  interval: 0 7 * * *\n  job: items\n"
    items = "        path: ${ITEMS_FILE_PATH}\n        keys: [Item Id]\n"
    assert items in text
    text = text.replace(items, items + files).replace("\nschedules:", f"{jobs}\nschedules:")
    settings.write_text(text + schedule)

    status, said, tree = generate(source)

    assert status == 0, said
    done = tree.run("python", "-c", NAMES)
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout.splitlines()[-1])
    stem = f"{KIT}_2"
    kit = {f"{stem}_{name}" for name in ("items_file", "archived_day", "retention")}
    odd = {
        f"{stem}_{name}_file" for name in ("archived_2", "order_lines", "order_lines_2", "file_42")
    }
    assert {*JOBS, *kit, *odd} <= set(found["jobs"])
    assert f"{stem}_items_files" in found["sensors"]
    assert not set(found["sensors"]) & set(found["schedules"])
    assert len(found["schedules"]) == 3
    readme = (tree.folder / "README.md").read_text()
    assert {*re.findall(r"sensor start (\w+)", readme)} <= {*found["sensors"]}
    assert f"dg launch --job {OTHER}_2_archived_day" in readme
    assert f"the job `{OTHER}_2_retention`" in readme
    assert {f"{OTHER}_2_archived_day", f"{OTHER}_2_retention"} <= {*found["jobs"]}
    for check in (("ruff", "check", "--no-cache", "."), ("ruff", "format", "--check", ".")):
        done = tree.run(*check)
        assert done.returncode == 0, done.stdout
