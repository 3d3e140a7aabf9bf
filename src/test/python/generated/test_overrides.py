"""Templates of the project's own: what they make runs in Dagster, and passes the checks of its owners."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REPOSITORY

INPUT = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
PACK = REPOSITORY / "fixtures" / "templates" / "every-kind"
PIPELINE = "dagster_project/defs/assets/__pipeline__.py.ftl"
CHECKS = (
    ("ruff", "check", "--no-cache", "."),
    ("ruff", "format", "--no-cache", "--check", "."),
    ("ty", "check", "--python", sys.executable, "."),
    ("dg", "check", "toml"),
    ("dg", "check", "defs"),
    ("pytest", "-q", "-p", "no:cacheprovider", "tests"),
)
ASSETS = """
import json
from dagster_project.definitions import defs
loaded = defs() if callable(defs) else defs
found = {}
for node in loaded.resolve_asset_graph().asset_nodes:
    found[node.key.to_user_string()] = {"tags": dict(node.tags)}
for asset in loaded.resolve_asset_graph().assets_defs:
    policy = asset.node_def.retry_policy if asset.is_executable else None
    for key in asset.keys:
        found[key.to_user_string()]["retries"] = policy.max_retries if policy else 0
print(json.dumps(found))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Meltano project that templates can be put into."""
    folder = tmp_path / "source"
    shutil.copytree(INPUT, folder)
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode | 0o200)
    folder.chmod(0o755)
    return folder


def assets(tree: object) -> dict:
    done = tree.run("python", "-c", ASSETS)
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout.splitlines()[-1])


def test_one_template_of_each_language_makes_a_project_that_runs(
    project: Path, generate: Callable
) -> None:
    shutil.copytree(PACK, project / "m2d" / "templates")
    # The template of .env makes a file only where a secret moves.
    settings = project / "meltano.yml"
    text = settings.read_text()
    assert "password: ${POSTGRES_PASSWORD}" in text
    settings.write_text(text.replace("password: ${POSTGRES_PASSWORD}", "password: kept-to-itself"))
    status, said, tree = generate(project)
    assert status == 0, said
    failures = []
    for check in CHECKS:
        done = tree.run(*check)
        if done.returncode:
            failures.append(f"--- {' '.join(check)}: {done.returncode}\n{done.stdout[-6000:]}")
    assert not failures, "\n".join(failures)
    found = assets(tree)
    assert found["quickbooks/items"]["tags"]["team"] == "finance"
    assert found["quickbooks/items"]["tags"]["tap"] == "tap-csv-items"
    assert "team" not in found["dim_customers"]["tags"]
    texts = {
        "README.md": "The finance team, about project",
        ".env": "FINANCE_CHANNEL=alerts",
        ".env.example": "# FINANCE_CHANNEL=",
        "requirements-dagster.txt": "\nsqlparse\n",
        "pyproject.toml": '    "sqlparse",\n',
        "migration.yaml": "{scheduler: dagster, order: strict}",
        "workspace.yaml": "belongs to the finance team",
    }
    for name, text in texts.items():
        assert text in (tree.folder / name).read_text(), name
    assert "kept-to-itself" in (tree.folder / ".env").read_text()


def test_an_exported_template_takes_a_retry_policy(project: Path, generate: Callable) -> None:
    export = [REPOSITORY / "m2d", "templates", "export", "--project", project, PIPELINE]
    subprocess.run(export, check=True, capture_output=True)
    template = project / "m2d" / "templates" / PIPELINE
    text = template.read_text()
    assert text.count("can_subset=True,") == 1
    policy = "can_subset=True, retry_policy=dg.RetryPolicy(max_retries=2, delay=30),"
    template.write_text(text.replace("can_subset=True,", policy))
    status, said, tree = generate(project)
    assert status == 0, said
    for check in CHECKS[:-1]:
        done = tree.run(*check)
        assert done.returncode == 0, done.stdout[-6000:]
    assert assets(tree)["quickbooks/items"]["retries"] == 2
