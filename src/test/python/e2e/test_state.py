"""A bookmark goes from Meltano to each runner and back to Meltano: every row is loaded once."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import files
import pytest
import sides

MELTANO_YML = """\
default_environment: dev
project_id: 0a6e3b62-9e37-4a5c-8d2f-94b7e0c6b1aa
environments:
- name: dev
plugins:
  extractors:
  - name: tap-numbers
    namespace: tap_numbers
    executable: ./tap_numbers.py
    capabilities: [catalog, discover, state]
    settings:
    - {name: upto, kind: integer, value: 0}
  loaders:
  - name: target-jsonl
    namespace: target_jsonl
    pip_url: target-jsonl==0.1.4
    settings:
    - {name: destination_path, value: output}
    - {name: do_timestamp_file, kind: boolean, value: false}
jobs:
- name: load
  tasks: [tap-numbers target-jsonl]
"""
TAP = '''\
#!/usr/bin/env python3
"""Numbers up to a setting, after the bookmark."""
import json, sys

def argument(name):
    return json.load(open(sys.argv[sys.argv.index(name) + 1])) if name in sys.argv else {}

schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
metadata = [{"breadcrumb": [], "metadata": {"inclusion": "available", "selected": True,
             "replication-method": "INCREMENTAL", "replication-key": "id"}},
            {"breadcrumb": ["properties", "id"], "metadata": {"inclusion": "automatic"}}]
if "--discover" in sys.argv:
    print(json.dumps({"streams": [{"tap_stream_id": "numbers", "stream": "numbers", "schema": schema,
                                   "key_properties": ["id"], "metadata": metadata}]}))
    sys.exit()
last = argument("--state").get("bookmarks", {}).get("numbers", {}).get("replication_key_value", 0)
print(json.dumps({"type": "SCHEMA", "stream": "numbers", "schema": schema, "key_properties": ["id"]}))
upto = int(argument("--config")["upto"])
for number in range(last + 1, upto + 1):
    print(json.dumps({"type": "RECORD", "stream": "numbers", "record": {"id": number}}))
    state = {"bookmarks": {"numbers": {"replication_key": "id", "replication_key_value": number}}}
    print(json.dumps({"type": "STATE", "value": state}))
'''


def loaded(project: sides.Project) -> list[int]:
    """Every number in the output, in order, repeated ones included."""
    lines = (project.folder / "output" / "numbers.jsonl").read_text().splitlines()
    return [json.loads(line)["id"] for line in lines]


@pytest.fixture
def project(tmp_path: Path) -> sides.Project:
    """A project with a tap that keeps a bookmark, generated and installed."""
    folder = tmp_path / "project"
    (folder / "output").mkdir(parents=True)
    (folder / "meltano.yml").write_text(MELTANO_YML)
    tap = folder / "tap_numbers.py"
    tap.write_text(TAP)
    tap.chmod(tap.stat().st_mode | stat.S_IXUSR)
    made = sides.Project(folder, tmp_path / "logs", dbt=False)
    made.generate()
    made.install_dagster()
    return made


def test_the_bookmark_moves_with_the_runner(project: sides.Project) -> None:
    project.install_meltano()
    # What the README says of the way back is what a person types.
    said = re.search(
        r"`uv run python ([^`]* export [^`]*)`", (project.output / "README.md").read_text()
    )
    assert said
    back = [project.python, *said[1].split()]

    def upto(number: int) -> dict[str, str]:
        return {"TAP_NUMBERS_UPTO": str(number)}

    project.run_meltano("load", variables=upto(3))
    assert loaded(project) == [1, 2, 3]
    for load, runner in enumerate(("singer", "meltano", "singer", "meltano"), start=2):
        files.use_runner(project, runner)
        project.run_dagster("load", variables=upto(3 * load))
        assert loaded(project) == list(range(1, 3 * load + 1)), f"load {load} with runner {runner}"
    project.run("state-export", *back, folder=project.output)
    project.run_meltano("load", variables=upto(18))
    assert loaded(project) == list(range(1, 19))


def test_full_refresh_starts_anew(project: sides.Project) -> None:
    project.environment["TAP_NUMBERS_UPTO"] = "2"
    project.run_dagster("load")
    project.run_dagster("load")
    assert loaded(project) == [1, 2]
    options = project.logs / "options.json"
    full_refresh = {"tap_numbers__target_jsonl": {"config": {"full_refresh": True}}}
    options.write_text(json.dumps({"ops": full_refresh}))
    project.run_dagster("load", "--config", str(options))
    assert loaded(project) == [1, 2, 1, 2]
