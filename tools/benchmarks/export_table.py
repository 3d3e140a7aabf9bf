"""Exports a table of the database of DATABASE_URL as one side of a parallel run is: export_table.py SCHEMA TABLE FOLDER."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "templates"))
from dagster_project.parallel_run.snapshot import Destination, Relation, export

if __name__ == "__main__":
    namespace, table, folder = sys.argv[1:]
    Path(folder).mkdir(parents=True)
    destination = Destination(
        kind="postgres",
        connection={"url": os.environ["DATABASE_URL"]},
        namespace=namespace,
        python=Path(os.environ["M2D_COMPARERS_PYTHON"]),
    )
    export(destination, [Relation(name=table, table=table)], Path(folder))
