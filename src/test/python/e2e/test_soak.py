"""Files that arrive while the real daemon runs the sensors are loaded once, all of them; more of them in tools/campaigns/soak."""

from __future__ import annotations

from pathlib import Path

import soak


def test_every_file_that_arrives_is_loaded_once(tmp_path: Path) -> None:
    assert soak.soak(40, seed=20261123, folder=tmp_path, seconds=900, kills=1) == []
