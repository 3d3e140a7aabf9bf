"""What the latest parallel run said of each asset."""

from dagster_project.parallel_run.checks import parity_checks
from dagster_project.parallel_run.plan import all_pipelines

parity = parity_checks(all_pipelines().values())
