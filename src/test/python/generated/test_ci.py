"""The workflow of `m2d generate --ci github`: its `run` lines in a real repository; only what GitHub itself gives is stood in for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import REPOSITORY, shown

JAR = REPOSITORY / "target" / "m2d.jar"
PROJECT = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
# `gh`: remembers what it was asked, and knows the comments that it was given.
GH = """#!/usr/bin/env python3
import json, pathlib, sys
place = pathlib.Path(__file__).with_name("comments.json")
comments = json.loads(place.read_text()) if place.exists() else []
words = sys.argv[1:]
if "--jq" in words:
    print("\\n".join(str(i + 1) for i, c in enumerate(comments) if c.startswith("<!-- m2d diff -->")))
else:
    body = pathlib.Path(words[words.index("--field") + 1].removeprefix("body=@")).read_text()
    if "PATCH" in words:
        comments[int(words[-3].rpartition("/")[2]) - 1] = body
    else:
        comments.append(body)
    place.write_text(json.dumps(comments))
"""


class Repository:
    """A repository with a project, and the runner of its workflow."""

    def __init__(self, folder: Path, place: str) -> None:
        """Generate with the workflow, and commit; `place` is where the project is in the repository."""
        self.top, self.temp = folder / "repository", folder / "runner"
        self.temp.mkdir()
        shutil.copytree(PROJECT, self.top / place, ignore=shutil.ignore_patterns(".meltano"))
        self.environment = shown()
        self.git("init", "-q")
        done = self.m2d("generate", place, "--ci", "github")
        assert done.returncode == 0, done.stderr
        assert ".github/workflows/m2d.yml: written" in done.stderr
        self.file = self.top / ".github" / "workflows" / "m2d.yml"
        self.base = self.commit("one")
        gh = folder / "bin" / "gh"
        gh.parent.mkdir()
        gh.write_text(GH)
        gh.chmod(0o755)
        self.comments = gh.with_name("comments.json")
        self.environment["PATH"] = f"{gh.parent}{os.pathsep}{os.environ['PATH']}"

    def m2d(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run m2d at the top."""
        command = [REPOSITORY / "m2d", *words]
        return subprocess.run(
            command, cwd=self.top, env=self.environment, capture_output=True, text=True, check=False
        )

    def git(self, *words: str) -> str:
        """Run Git."""
        name = ("-c", "user.name=n", "-c", "user.email=n@example.org")
        return subprocess.run(
            ["git", *name, *words], cwd=self.top, check=True, capture_output=True, text=True
        ).stdout

    def commit(self, message: str) -> str:
        """Commit everything; answer the hash."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def run(self) -> dict[str, tuple[int, str]]:
        """Run each step that has a `run`, until one fails: status and output by name."""
        workflow = yaml.safe_load(self.file.read_text())
        shutil.rmtree(self.temp)
        self.temp.mkdir()
        self.git("worktree", "prune")
        github = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_REPOSITORY": "owner/name",
            # As `m2d` starts Java: the runs are short.
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
        }
        jar = {
            "M2D_JAR_URL": JAR.as_uri(),
            "M2D_JAR_SHA256": hashlib.sha256(JAR.read_bytes()).hexdigest(),
        }
        given = {"BASE_SHA": self.base, "NUMBER": "7", "GH_TOKEN": "none"}
        found: dict[str, tuple[int, str]] = {}
        for step in workflow["jobs"]["m2d"]["steps"]:
            if "run" not in step:
                continue
            own = {name: given[name] for name in step.get("env", {})}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.top,
                env=self.environment | workflow["env"] | jar | github | own,
                capture_output=True,
                text=True,
                check=False,
            )
            found[step["name"]] = (done.returncode, done.stdout + done.stderr)
            if done.returncode:
                break
        return found


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("ci"), "elt's")


def test_a_pull_request_is_checked_and_has_one_comment(repository: Repository) -> None:
    meltano = repository.top / "elt's" / "meltano.yml"
    meltano.write_text(meltano.read_text().replace("0 6 * * *", "17 3 * * *"))
    repository.commit("two")

    found = repository.run()

    *before, last = found.values()
    assert [status for status, _ in before] == [0] * len(before), found
    assert last[0] == 3, last[1]
    assert "17 3 * * *" in last[1]
    (comment,) = json.loads(repository.comments.read_text())
    assert comment.startswith("<!-- m2d diff -->\n")
    assert "daily" in comment
    assert (repository.temp / "summary.md").read_text() == comment
    sarif = json.loads((repository.temp / "m2d.sarif").read_text())
    places = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in sarif["runs"][0]["results"]
        for place in result.get("locations", [])
    }
    assert any(place.startswith("elt's/") for place in places), places

    assert repository.m2d("generate", "elt's").returncode == 0
    repository.commit("three")
    assert {status for status, _ in repository.run().values()} == {0}
    assert len(json.loads(repository.comments.read_text())) == 1


def test_a_checkout_of_another_name_changes_no_name_in_dagster(tmp_path: Path) -> None:
    repository = Repository(tmp_path, ".")
    assert (
        'CODE_LOCATION = "repository"'
        in (repository.top / "dagster_project" / "dagster_project" / "constants.py").read_text()
    )
    file = repository.file.relative_to(repository.top)
    repository.top = repository.top.rename(tmp_path / "another-name")
    repository.file = repository.top / file

    assert {status for status, _ in repository.run().values()} == {0}

    meltano = repository.top / "meltano.yml"
    meltano.write_text(meltano.read_text().replace("0 6 * * *", "17 3 * * *"))
    repository.commit("two")
    assert next(reversed(repository.run().values()))[0] == 3
    (comment,) = json.loads(repository.comments.read_text())
    assert "daily" in comment
    assert "history" not in comment
    assert "code location" not in comment
    assert "another-name" not in comment


def test_the_workflow_is_the_users_once_it_is_there(repository: Repository) -> None:
    text = repository.file.read_text()
    repository.file.write_text(text + "# Mine.\n")
    done = repository.m2d("generate", "elt's", "--ci", "github")
    assert "is there already, and stays as it is" in done.stderr
    assert repository.file.read_text() == text + "# Mine.\n"
    repository.file.write_text(text)


def test_the_workflow_has_few_rights_and_fixed_actions(repository: Repository) -> None:
    text = repository.file.read_text()
    workflow = yaml.safe_load(text)
    # YAML 1.1 takes `on` for true.
    assert workflow[True] == {"pull_request": None}
    assert workflow["permissions"] == {}
    job = workflow["jobs"]["m2d"]
    assert job["permissions"] == {
        "contents": "read",
        "pull-requests": "write",
        "security-events": "write",
    }
    for step in job["steps"]:
        if "uses" in step:
            assert step["uses"].rpartition("@")[2].count(".") == 2, step
        # What a pull request can name is never pasted into a script.
        assert "${{" not in step.get("run", ""), step
    assert "secrets." not in text
    shellcheck = shutil.which("shellcheck")
    for step in job["steps"]:
        if shellcheck and "run" in step:
            subprocess.run(
                [shellcheck, "-s", "bash", "-"], input=step["run"], text=True, check=True
            )
