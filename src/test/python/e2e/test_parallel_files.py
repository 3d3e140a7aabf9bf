"""A public project whose target writes files: Meltano and Dagster write the same, in parallel runs as well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import files
import parallel
import sides
from test_corpus import REAL_TAP_CSV


def test_csv_to_jsonl(copied: Callable[..., sides.Project], corpus: Callable[[str], Path]) -> None:
    project = copied(corpus("meltano__meltano-examples__csv-to-jsonl"), dbt=False)
    tap = "  - name: tap-csv\n    variant: meltanolabs\n"
    files.replace(project.folder / "meltano.yml", tap, f"{tap}    pip_url: {REAL_TAP_CSV}\n")
    output = project.folder / "output"
    output.mkdir()
    project.generate()
    project.install_meltano()
    project.install_dagster()
    project.run_meltano("csv-to-jsonl")
    expected = files.json_lines(output)
    shutil.rmtree(output)
    output.mkdir()
    project.run_dagster("csv_to_jsonl")
    assert files.json_lines(output) == expected
    assert {name: counted.total() for name, counted in expected.items()} == {"employees.jsonl": 5}
    shutil.rmtree(output)
    output.mkdir()
    a_parallel_run_of_it(project)


def a_parallel_run_of_it(project: sides.Project) -> None:
    # The job prints what it wrote with a program, of which nobody knows where it writes.
    job = [project.python, "-m", parallel.CAPTURE, "pair", "--job", "csv-to-jsonl"]
    project.run("refused", *job, folder=project.output, expected=1)
    assert "`show-output:print-jsonl`" in files.log(project, "refused")
    pair = parallel.run_pair(project, "--pipeline", "tap-csv target-jsonl")
    [stream] = pair.manifest["streams"]
    assert stream["kind"] == "files"
    for side in ("control", "candidate"):
        [file] = pair.json(f"{side}/files.json")
        assert file["path"].endswith("employees.jsonl")
        assert len(list((pair.path / side / "data" / stream["file"]).iterdir())) == 1
    assert not list((project.folder / "output").iterdir()), "production was written to"
    assert pair.verdict == "equal"
    parallel.compare(project, pair, "--selftest")
