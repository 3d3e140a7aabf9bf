"""Run a job of the importer in a process of its own, as Dagster's daemon has it: python one_run.py HOME ROOT JOB PARTITION"""

from __future__ import annotations

import sys
from pathlib import Path

import conftest  # noqa: F401 (the import path)
import dagster as dg
from importing import World


def main(home: str, root: str, job: str, partition: str) -> int:
    """Run it; the status is 1 where it failed."""
    with dg.DagsterInstance.from_config(home) as instance:
        ran = World(Path(root), instance).run(job, partition_key=partition)
    return 0 if ran.success else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
