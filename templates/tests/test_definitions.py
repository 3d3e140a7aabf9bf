"""The code location of this project as it stands."""

import importlib
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

import dagster_project
from dagster_project.definitions import defs
from dagster_project.singer.jobs import IMPORTER_TAG
from dagster_project.singer.project import Project
from dagster_project.singer.switchboard import Switchboard

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def location() -> dg.RepositoryDefinition:
    """Everything of the code location."""
    return defs().get_repository_def()


def test_everything_loads(location: dg.RepositoryDefinition) -> None:
    """Each job resolves with its configuration, each schedule and sensor with its job."""
    for job in location.get_all_jobs():
        assert dg.validate_run_config(job) is not None
    for schedule in location.schedule_defs:
        assert location.has_job(schedule.job_name)


def test_nothing_is_started_by_loading() -> None:
    """No process and no connection, so that a location loads fast and anywhere."""
    code = (
        "import socket, subprocess\n"
        "def refuse(*args, **kwargs): raise SystemExit(f'started: {args}')\n"
        "import dagster\n"
        "subprocess.Popen.__init__ = refuse\n"
        "socket.socket.connect = refuse\n"
        "from dagster_project.definitions import defs\n"
        "defs().get_repository_def()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_runs_by_itself(location: dg.RepositoryDefinition) -> None:
    """Schedules and sensors are stopped until a person starts them; schedules name a time zone."""
    for schedule in location.schedule_defs:
        assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
        assert ZoneInfo(schedule.execution_timezone or "none").key == schedule.execution_timezone
    for sensor in location.sensor_defs:
        assert sensor.default_status == dg.DefaultSensorStatus.STOPPED


def test_jobs_say_where_they_come_from(location: dg.RepositoryDefinition) -> None:
    """Runs can be found by the names of Meltano."""
    names = Switchboard.load().jobs
    for job in location.get_all_jobs():
        if job.name in names:
            assert {"meltano/job", "meltano/project", "meltano/environment"} <= set(job.tags)


def test_the_switchboard_is_complete(location: dg.RepositoryDefinition) -> None:
    """migration.yaml names the jobs of this project and no others."""
    switchboard = Switchboard.load()
    for name in switchboard.jobs:
        assert location.has_job(name), f"migration.yaml: there is no job {name}: remove it"
    found = location.assets_defs_by_key.values()
    steps = {definition.op.name for definition in found}
    # A pipeline of files has a step for each of its tables.
    tagged = [spec.metadata.get(IMPORTER_TAG) for each in found for spec in each.specs]
    steps |= {str(name) for name in tagged if name}
    for name in switchboard.pipelines:
        assert name in steps, f"migration.yaml: there is no pipeline {name}: remove it"


def test_the_plugins_can_be_read() -> None:
    """Each file of plugins/ has the shape that the kit reads."""
    names = {(plugin.type, plugin.name) for plugin in Project.load().plugins()}
    parents = {(p.type, p.parent) for p in Project.load().plugins() if p.parent}
    assert parents <= names


def test_older_names_work() -> None:
    """Workspaces that look for `repository` find the same definitions."""
    # As an attribute of the package, and as a module.
    assert dagster_project.__getattr__("repository") is defs
    assert importlib.import_module("dagster_project.repository").repository is defs
