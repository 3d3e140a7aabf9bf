"""What runs a dbt project for this code location.

The models, seeds and snapshots of a dbt project are assets, its tests are asset checks. A task of a
Meltano job is one step that runs exactly the dbt command of that task. dbt itself runs as a process
of its own; its definitions come from the manifest that `python -m dagster_project.dbt prepare`
builds.
"""

from dagster_project.dbt.definitions import models, step, tests
from dagster_project.dbt.options import DbtOptions
from dagster_project.dbt.project import DbtProject
from dagster_project.dbt.steps import run_models, run_tests
from dagster_project.dbt.tasks import task

__all__ = ["DbtOptions", "DbtProject", "models", "run_models", "run_tests", "step", "task", "tests"]
