"""Whole runs that are killed or lose their database lose no row and double none; more of them in tools/campaigns/kills."""

from __future__ import annotations

import tempfile
from pathlib import Path

import kills
import pytest


def test_after_the_next_run_every_row_and_every_file_is_there_once() -> None:
    if not kills.ELSEWHERE.is_dir() or kills.ELSEWHERE.stat().st_dev == Path("/tmp").stat().st_dev:
        pytest.skip("NOT RUN: /dev/shm is not another file system")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        assert kills.campaign(10, seed=20261123, folder=Path(folder)) == []
