"""Every public project of the corpus becomes a tree that the real Dagster loads, with what the real Meltano finds in it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REPOSITORY

CORPUS = REPOSITORY.parent / "shared" / "corpus"


def test_the_page_of_the_corpus_is_true() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"NOT RUN: there is no corpus at {CORPUS}")
    command = [sys.executable, REPOSITORY / "tools" / "corpus.py", "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-8000:] + done.stdout[-8000:]
    page = (REPOSITORY / "docs" / "corpus.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert sum(row.endswith("| yes |") for row in rows) == 22
    assert sum(row.endswith("| 1 | | | | | |") for row in rows) == 2
