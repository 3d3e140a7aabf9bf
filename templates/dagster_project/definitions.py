"""The entry point of the code location: everything below `defs/`."""

from functools import cache
from pathlib import Path

import dagster as dg


@dg.definitions
@cache
def defs() -> dg.Definitions:
    """Collect assets, jobs, schedules, sensors and checks from the modules of `defs/`.

    Once: Dagster asks five times in a process that executes a job.
    """
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
