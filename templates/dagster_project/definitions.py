"""The entry point of the code location: everything below `defs/`."""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """Collect assets, jobs, schedules, sensors and checks from the modules of `defs/`."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
