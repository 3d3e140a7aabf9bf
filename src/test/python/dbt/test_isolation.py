"""Where dbt builds in a parallel run: in the side's own schemas and files, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dagster_project.dbt.isolation import destination_of
from dagster_project.parallel_run.isolation import Isolation, Redirected
from dagster_project.parallel_run.snapshot import Destination
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Plugin
from dagster_project.singer.resolved import ResolvedPlugin

OWN = "/runs/.work__parity/control/destination/target-duckdb/warehouse.duckdb"
PYTHON = Path("/venv/bin/python")


def dbt(settings: dict[str, object]) -> ResolvedPlugin:
    """The dbt plugin with some settings."""
    plugin: Any = Plugin.__new__(Plugin)
    object.__setattr__(plugin, "name", "dbt-duckdb")
    project: Any = None
    return ResolvedPlugin(project, plugin, {}, settings, {}, {}, {}, frozenset())


@pytest.fixture
def isolation() -> Isolation:
    """A side whose target writes into a file of its own."""
    found = Isolation("control", paths=[Redirected("warehouse.duckdb", OWN)])
    found.destinations["a"] = Destination("duckdb", path=Path(OWN), python=Path("/target/python"))
    return found


def test_the_file_of_the_target_is_the_side_s(isolation: Isolation) -> None:
    place = destination_of("duckdb", dbt({"path": OWN}), isolation, PYTHON)
    assert place.path == Path(OWN)
    # The driver of the target reads what the target wrote.
    assert place.python == Path("/target/python")


@pytest.mark.parametrize("settings", [{}, {"path": "warehouse.duckdb"}, {"path": "/data/x.duckdb"}])
def test_a_file_that_is_not_the_side_s_is_refused(
    isolation: Isolation, settings: dict[str, object]
) -> None:
    with pytest.raises(KitError, match="control: dbt would build in the database file") as caught:
        destination_of("duckdb", dbt(settings), isolation, PYTHON)
    assert "`dbt-duckdb` the setting `path`" in str(caught.value.advice)


def test_an_adapter_that_nobody_can_read_is_refused(isolation: Isolation) -> None:
    with pytest.raises(KitError, match="nobody knows how to read"):
        destination_of(None, dbt({}), isolation, PYTHON)
