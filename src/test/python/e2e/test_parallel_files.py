"""A parallel run of a public project whose target writes files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import files
import parallel
import sides
from test_corpus import REAL_TAP_CSV


def test_csv_to_jsonl(copied: Callable[..., sides.Project], corpus: Callable[[str], Path]) -> None:
    project = copied(corpus("meltano__meltano-examples__csv-to-jsonl"))
    tap = "  - name: tap-csv\n    variant: meltanolabs\n"
    files.replace(project.folder / "meltano.yml", tap, f"{tap}    pip_url: {REAL_TAP_CSV}\n")
    (project.folder / "output").mkdir()
    project.generate()
    project.install_meltano()
    project.install_dagster(dbt=False)
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
