"""Two mappings of meltano-map-transform between a tap and a target."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import files
import sides
from conftest import REPOSITORY


def test_mapped_rows_are_the_same_with_each_runner(copied: Callable[..., sides.Project]) -> None:
    source = REPOSITORY / "fixtures" / "projects" / "mappers" / "input"
    project = copied(source, dbt=False, HASH_SEED="a $eed")
    output = project.folder / "output"
    tap = "  - name: tap-csv\n    variant: meltanolabs\n"
    pinned = f"{tap}    pip_url: {sides.TAP_CSV}\n"
    files.replace(project.folder / "meltano.yml", tap, pinned)
    output.mkdir()
    project.generate()
    needed = ["tap-csv", "meltano-map-transformer", "target-jsonl"]
    project.run("meltano-install", project.meltano, "install", *needed)
    project.install_dagster()
    project.run_meltano("to-files")
    expected = files.json_lines(output)
    for runner in ("singer", "meltano"):
        shutil.rmtree(output)
        output.mkdir()
        files.use_runner(project, runner)
        project.run_dagster("to_files")
        assert files.json_lines(output) == expected, f"runner {runner}"
    people = "".join(expected["people.jsonl"])
    assert "email_hash" in people
    assert "@" not in people
