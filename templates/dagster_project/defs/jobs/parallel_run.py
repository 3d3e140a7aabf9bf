"""Meltano and this project side by side, into places of their own; see docs/parallel-run.md."""

from dagster_project.parallel_run.shadow import shadow_job

parallel_run = shadow_job("parallel_run")
