"""Where dbt builds in a parallel run: in the side's own schemas and files, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dagster_project.dbt.command import DbtCommand
from dagster_project.dbt.hooks import check_hooks
from dagster_project.dbt.isolation import _check_place, _rewrite_sources, destination_of
from dagster_project.parallel_run.isolation import Isolation, Redirected
from dagster_project.parallel_run.snapshot import Destination
from dagster_project.parallel_run.workspace import SideFolder
from dagster_project.singer.errors import KitError
from dagster_project.singer.model import Plugin
from dagster_project.singer.redact import Redactor
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


def side(tmp_path: Path) -> SideFolder:
    """A side below a test's folder."""
    found = SideFolder("control", tmp_path / "control__parity", None)
    found.root.mkdir(parents=True)
    return found


def test_dbt_works_in_the_copy(tmp_path: Path) -> None:
    found, outside = side(tmp_path), tmp_path / "production"
    outside.mkdir()
    (found.root / "link").symlink_to(outside)
    (found.root / "transform").mkdir()
    command = DbtCommand("dbt", (), "dbt", {}, found.root / "transform", Redactor([]))
    _check_place(command, found)
    for folder in (outside, found.root / "link"):
        with pytest.raises(KitError, match="is no part of the working copy of a side"):
            _check_place(DbtCommand("dbt", (), "dbt", {}, folder, Redactor([])), found)


def test_sources_of_production_are_not_rewritten(tmp_path: Path) -> None:
    found, outside = side(tmp_path), tmp_path / "production"
    outside.mkdir()
    text = "sources:\n- {name: raw, schema: raw}\n"
    (outside / "sources.yml").write_text(text)
    (found.root / "models").symlink_to(outside)
    source = {"schema": "raw", "package_name": "p", "source_name": "raw"}
    manifest = {
        "metadata": {"project_name": "p"},
        "sources": {"s": source | {"original_file_path": "models/sources.yml"}},
    }
    with pytest.raises(KitError, match="has dbt sources and is no part"):
        _rewrite_sources(found.root, found, manifest, {"raw": "raw__parity_control"})
    assert (outside / "sources.yml").read_text() == text


MACROS = {
    "macro.p.utils": {"name": "utils", "macro_sql": "create or replace function f() ..."},
    "macro.p.audit": {"name": "audit", "macro_sql": "{% do log_to(target.schema) %}"},
    "macro.p.both": {"name": "both", "macro_sql": "{{ utils() }} {{ audit() }}"},
}


@pytest.mark.parametrize(
    ("hook", "isolated"),
    [
        ("create or replace function f() returns int as 'select 1' language sql", False),
        ("{{ utils() }}", False),
        ("insert into audit.runs values ('this run')", False),
        ("create table if not exists {{ target.schema }}.audit (id int)", True),
        ("grant select on {{ this }} to reader", True),
        ("{{ audit() }}", True),
        ("{{ both() }}", True),
        ("{% if '__parity_' not in target.schema %}select 1{% endif %}", True),
    ],
)
def test_hooks_name_what_is_of_the_side(hook: str, isolated: bool) -> None:
    operation = {"resource_type": "operation", "name": "p-on-run-start-0", "raw_code": hook}
    model = {"resource_type": "model", "name": "m", "config": {"post-hook": [{"sql": hook}]}}
    for node in ({**operation, "tags": ["on-run-start"]}, model):
        manifest = {"nodes": {"n": node}, "macros": MACROS}
        if isolated:
            check_hooks("control", manifest)
        else:
            with pytest.raises(KitError, match="of which nobody knows where they write") as caught:
                check_hooks("control", manifest)
            assert ("on-run-start" in str(caught.value)) != (node is model)
