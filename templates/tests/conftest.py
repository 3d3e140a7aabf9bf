"""What the tests of this project share. They need no Meltano, no network and no database."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from world import World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A project of its own, apart from this one and from the variables of this machine."""
    made = World(tmp_path)
    monkeypatch.setenv("M2D_OUTPUT", str(made.output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    for name in ("MELTANO_ENVIRONMENT", "M2D_STATE_URI", "M2D_VENVS", "M2D_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture(scope="session")
def stored_instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance on disk; to make its tables takes longer than most tests."""
    with dg.instance_for_test() as made:
        yield made


@pytest.fixture
def instance(stored_instance: dg.DagsterInstance) -> dg.DagsterInstance:
    """A Dagster instance without runs and events."""
    stored_instance.wipe()
    return stored_instance
