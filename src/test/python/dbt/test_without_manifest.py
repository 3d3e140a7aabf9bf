"""What a dbt project is before its manifest is built, and how that is built."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import jobs_under_test
import pytest
from conftest import PATH, models_file, plugin_file, project_file, write
from dagster_project.dbt.arguments import option, selects, verb_of, with_selection
from dagster_project.dbt.prepare import prepare, projects
from dagster_project.dbt.results import MARK, read_results
from dagster_project.singer.errors import KitError


@pytest.fixture
def unprepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    output = tmp_path / "dagster_project"
    write(output / "plugins" / "project.yaml", project_file())
    write(output / "plugins" / "utilities" / "dbt-postgres.yaml", plugin_file())
    write(output / "dbt" / "dbt-postgres" / "models.yaml", models_file())
    monkeypatch.setenv("M2D_OUTPUT", str(output))
    monkeypatch.setenv("MELTANO_PROJECT_ROOT", str(tmp_path))
    return output


def test_the_location_loads_with_what_m2d_read(unprepared: Path) -> None:
    graph = jobs_under_test.definitions().resolve_asset_graph()
    assert {dg.AssetKey("orders"), dg.AssetKey("regions")} <= graph.materializable_asset_keys
    assert graph.get(dg.AssetKey("orders")).parent_keys == {dg.AssetKey(["raw", "orders"])}


@pytest.mark.parametrize("name", ["run_alone", "test_alone", "build_alone"])
def test_steps_fail_and_name_the_command(
    unprepared: Path, name: str, instance: dg.DagsterInstance
) -> None:
    job = dg.build_reconstructable_job("jobs_under_test", "job", (name,))
    result = dg.execute_job(job, instance, raise_on_error=False)
    assert not result.success
    [event] = [event for event in result.all_events if event.is_step_failure]
    said = event.step_failure_data.error_display_string
    assert "python -m dagster_project.dbt prepare" in said


def test_only_what_needs_dbt_imports_it(unprepared: Path) -> None:
    code = (
        "import sys, dagster_project.dbt, dagster_project.singer.jobs\n"
        "assert 'dagster_dbt' not in sys.modules and 'dbt' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": os.pathsep.join(PATH)}, check=True
    )


def test_prepare_names_the_variables_that_are_not_set(built: Path) -> None:
    said = (built / "prepare.log").read_text()
    assert "DBT_POSTGRES_HOST" in said
    assert "dummy" in said
    assert (built / "dagster_project" / "dbt" / "dbt-postgres" / "manifest.json").is_file()
    assert not (built / "transform" / "target").exists()


def test_prepare_says_what_is_wrong_with_a_project(unprepared: Path) -> None:
    command = [sys.executable, "-m", "dagster_project.dbt", "prepare"]
    env = {"PYTHONPATH": os.pathsep.join(PATH), "M2D_OUTPUT": str(unprepared), "PATH": "/usr/bin"}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "dbt_project.yml is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_results_of_another_run_are_not_taken(tmp_path: Path) -> None:
    metadata = f'{{"env": {{"{MARK}": "mine"}}}}'
    result = '{"unique_id": "model.shop.orders", "status": "success", "execution_time": 1.5}'
    text = f'{{"metadata": {metadata}, "results": [{result}]}}'
    (tmp_path / "run_results.json").write_text(text)
    assert read_results(tmp_path, "other") == []
    [found] = read_results(tmp_path, "mine")
    assert found.built
    assert read_results(tmp_path / "nowhere", "mine") == []


@pytest.mark.parametrize(
    ("arguments", "verb"),
    [
        (["run", "--select", "orders"], "run"),
        (["--no-use-colors", "test"], "test"),
        (["source", "freshness"], "source"),
        (["--version"], ""),
    ],
)
def test_verbs(arguments: list[str], verb: str) -> None:
    assert verb_of(arguments) == verb


def test_a_selection_is_added_only_where_there_is_none() -> None:
    assert with_selection(["run"], ["fqn:b", "fqn:a"]) == ["run", "--select", "fqn:a", "fqn:b"]
    assert with_selection(["run", "-s", "x"], ["fqn:a"]) == ["run", "-s", "x"]
    assert with_selection(["run"], []) == ["run"]
    assert selects(["build", "--exclude=x"])
    assert option(["run", "--target-path", "t"], "--target-path") == "t"
    assert option(["run", "--target-path=t"], "--target-path") == "t"
    assert option(["run"], "--target-path") is None


@pytest.mark.parametrize("how", ["described", "not installed beside Dagster"])
def test_dbt_of_the_plugin_runs_where_dagster_cannot_hold_it(
    how: str, unprepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = {"pip_url": "dbt-core==1.5.0", "python": None, "venv": "utilities/dbt-postgres"}
    write(
        unprepared / "plugins" / "utilities" / "dbt-postgres.yaml",
        {**plugin_file(), "package": package},
    )
    write(unprepared.parent / "transform" / "dbt_project.yml", {"name": "shop"})
    [project] = projects()
    if how == "described":
        described = {**models_file(), "environment": "plugin"}
        write(unprepared / "dbt" / "dbt-postgres" / "models.yaml", described)
    else:
        without_dbt = SimpleNamespace(executable=str(unprepared / "bin" / "python"))
        monkeypatch.setattr("dagster_project.dbt.command.sys", without_dbt)
    with pytest.raises(KitError, match="singer install dbt-postgres"):
        prepare(project, print)
    dbt = unprepared / ".venvs" / "utilities" / "dbt-postgres" / "bin" / "dbt"
    dbt.parent.mkdir(parents=True)
    dbt.write_text('#!/bin/sh\necho "{}" > "$3/manifest.json"\n')
    dbt.chmod(0o755)
    assert prepare(project, print).read_text() == "{}\n"
