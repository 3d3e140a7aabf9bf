"""The hooks that this repository offers to pre-commit, run as it runs them: from the top, without names of files."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY

HOOKS = {h["id"]: h for h in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())}


def run(hook: str, top: Path, environment: dict[str, str], *args: str) -> tuple[int, str]:
    """Run a hook at the top of a repository: a script's path is one in the repository of the hooks."""
    program, *given = shlex.split(HOOKS[hook]["entry"])
    done = subprocess.run(
        [REPOSITORY / program, *given, *args],
        cwd=top,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_hooks_look_and_write_nothing(generate: Callable) -> None:
    status, said, tree = generate(REPOSITORY / "fixtures/projects/quickbooks-jobs/input")
    assert status == 0, said
    project = tree.folder.parent
    subprocess.run(["git", "init", "-q", project.parent], check=True)
    at_top = (project.parent, tree.environment, project.name)
    assert run("m2d-check", *at_top)[0] == 0
    assert run("m2d-audit", *at_top)[0] == 0
    meltano = project / "meltano.yml"
    meltano.write_text(re.sub("interval: .*", "interval: '17 3 * * *'", meltano.read_text()))
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}

    status, said = run("m2d-check", *at_top)

    assert status == 3
    way = f"{project.name}/{tree.folder.name}"
    assert said.startswith(f"diff --git a/{way}/dagster_project/defs/schedules/daily.py")
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_runs_when_what_m2d_reads_or_writes_changes(hook: dict[str, object]) -> None:
    assert hook["language"] == "script"
    assert hook["pass_filenames"] is False
    files = re.compile(str(hook["files"]))
    for path in (
        "meltano.yml",
        "elt/meltano.yml",
        "elt/extract/more.meltano.yml",
        "plugins/extractors/tap-csv--meltanolabs.lock",
        "elt/m2d.yaml",
        "m2d/templates/README.md.ftl",
        "transform/models/orders.sql",
        "elt/dagster_project/dagster_project/constants.py",
        "dagster_project/.m2d/manifest.json",
    ):
        assert files.search(path), path
    for path in ("README.md", "docs/plan.txt", "src/app.py"):
        assert not files.search(path), path
