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
def test_no_commit_passes_a_hook_by(hook: dict[str, object]) -> None:
    assert hook["language"] == "script"
    assert hook["pass_filenames"] is False
    assert hook["always_run"] is True
    assert not {"files", "exclude", "types", "types_or", "exclude_types", "stages"} & set(hook)


def test_drift_is_found_whatever_file_it_comes_from(generate: Callable) -> None:
    status, said, tree = generate(REPOSITORY / "fixtures/projects/quickbooks-jobs/input")
    assert status == 0, said
    project = tree.folder.parent
    at_top = (project.parent, tree.environment, project.name)
    (tree.folder / "Makefile").write_text("run:\n\techo\n")
    assert run("m2d-check", *at_top)[0] == 0, "a file that is the user's own"
    crontab = project / "crontab"
    crontab.write_text("5 4 * * * cd /srv/elt && meltano run tap-csv target-postgres\n")

    status, said = run("m2d-check", *at_top)

    assert status == 3, said
    crontab.unlink()
    assert run("m2d-check", *at_top)[0] == 0
    other = tree.folder.rename(tree.folder.with_name("elsewhere"))
    assert run("m2d-check", *at_top, "-o", str(other))[0] == 0
    (other / "dagster_project/constants.py").write_text("")
    assert run("m2d-check", *at_top, "-o", str(other))[0] == 0, "an edit is no drift"
    (project / "meltano.yml").write_text(
        re.sub("interval: .*", "interval: '17 3 * * *'", (project / "meltano.yml").read_text())
    )
    assert run("m2d-check", *at_top, "-o", str(other))[0] == 3
