"""The order of a job is Meltano's: one block after the other, in lists as well, whatever the lineage says."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import sides

MELTANO_YML = """\
default_environment: dev
project_id: 5b1f4f0a-6d4e-4f44-9d57-5a3c6a0a6d11
environments:
- name: dev
plugins:
  extractors:
  - name: tap-a
    namespace: tap_a
    executable: ./tap.py
    settings:
    - {name: table, value: a}
  - {name: tap-b, inherit_from: tap-a, config: {table: b}}
  - {name: tap-c, inherit_from: tap-a, config: {table: c}}
  loaders:
  - name: target-note
    namespace: target_note
    executable: ./target.py
  utilities:
  - name: note
    namespace: note
    executable: python3
    commands:
      say: -c "print('said', file=open('trace.txt', 'a'))"
jobs:
- name: serial
  tasks: [tap-c target-note, tap-a target-note, tap-b target-note]
- name: lists
  tasks:
  - [tap-b target-note, note:say, tap-a target-note]
  - tap-c target-note
- name: three-blocks
  tasks:
  - tap-b target-note tap-a target-note note:say
- name: twice
  tasks: [tap-a target-note, note:say, tap-a target-note]
- name: stopped
  tasks: [tap-b target-note, tap-broken target-note, tap-a target-note]
"""
BROKEN = "  - {name: tap-broken, inherit_from: tap-a, config: {table: broken}}\n  loaders:\n"
TAP = """\
#!/usr/bin/env python3
import json, sys, time

table = json.load(open(sys.argv[sys.argv.index("--config") + 1]))["table"]
if table == "broken":
    sys.exit("the tap is broken")
with open("trace.txt", "a") as trace:
    print("start", table, file=trace, flush=True)
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    print(json.dumps({"type": "SCHEMA", "stream": table, "schema": schema, "key_properties": []}))
    print(json.dumps({"type": "RECORD", "stream": table, "record": {"id": 1}}), flush=True)
    # Whatever runs beside this tap would write its line before the next one.
    time.sleep(0.3)
    print("end", table, file=trace)
"""
TARGET = """\
#!/usr/bin/env python3
import sys

for line in sys.stdin:
    pass
"""
A, B, C = (["start " + name, "end " + name] for name in "abc")
ORDERS = {
    "serial": [*C, *A, *B],
    "lists": [*B, "said", *A, *C],
    "three-blocks": [*B, *A, "said"],
    "twice": [*A, "said", *A],
    "stopped": B,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> sides.Project:
    """A project whose plugins write down when they start and end."""
    folder = tmp_path_factory.mktemp("order") / "project"
    folder.mkdir()
    (folder / "meltano.yml").write_text(MELTANO_YML.replace("  loaders:\n", BROKEN))
    for name, text in (("tap.py", TAP), ("target.py", TARGET)):
        (folder / name).write_text(text)
        (folder / name).chmod((folder / name).stat().st_mode | stat.S_IXUSR)
    made = sides.Project(folder, folder.parent / "logs", dbt=False)
    made.generate()
    return made


def trace(folder: Path) -> list[str]:
    """The lines that the plugins wrote."""
    return (folder / "trace.txt").read_text().splitlines()


@pytest.mark.parametrize("job", ORDERS)
def test_blocks_run_in_the_order_of_meltano(job: str, project: sides.Project) -> None:
    fails = job == "stopped"
    (project.folder / "trace.txt").unlink(missing_ok=True)
    project.run_meltano(job, expected=1 if fails else 0)
    assert trace(project.folder) == ORDERS[job]
    (project.folder / "trace.txt").unlink()
    project.run_dagster(job.replace("-", "_"), expected=1 if fails else 0)
    assert trace(project.folder) == ORDERS[job]
