"""Every public project of the corpus becomes a tree that the real Dagster loads."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import REPOSITORY

CORPUS = REPOSITORY.parent / "shared" / "corpus"
UNREADABLE = {
    "EJOOSTEROP__mimodast__at-e332e72f": "a tab in the YAML",
    "souhayla18__dataplatform_Meltano": "an empty file",
}
FOLDERS = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []
# A folder of the corpus holds meltano.yml in itself or somewhere below.
NAMES = [path.name for path in FOLDERS if path.is_dir()]
LOAD = """
import json
from dagster_project.definitions import defs
repository = defs().get_repository_def()
print(json.dumps({
    "jobs": sorted(j.name for j in repository.get_all_jobs() if not j.name.startswith("__")),
    "running": [s.name for s in repository.schedule_defs if s.default_status.value == "RUNNING"],
}))
"""


def test_the_corpus_is_at_hand() -> None:
    if not NAMES:
        pytest.skip(f"NOT RUN: there is no corpus at {CORPUS}")
    assert len(NAMES) == 24


@pytest.mark.parametrize("name", NAMES)
def test_project_loads(name: str, generate: Callable) -> None:
    status, said, tree = generate(CORPUS / name)
    if name in UNREADABLE:
        assert status == 1, said
        assert not tree.folder.exists()
        return
    assert status == 0, said
    done = tree.run("python", "-c", LOAD)
    assert done.returncode == 0, done.stdout[-6000:]
    assert json.loads(done.stdout.splitlines()[-1])["running"] == []
