"""Shadow pairs every night, once the schedule is started."""

from dagster_project.defs.jobs.parallel_run import parallel_run
from dagster_project.parallel_run.shadow import shadow_schedule

parallel_run_schedule = shadow_schedule(parallel_run)
