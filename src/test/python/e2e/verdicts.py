"""What `m2d compare` says of two databases that were loaded again and again: rows, types, keys, what may be null."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import files
import parallel
import sides

SCRIPT = Path(__file__).with_name("bundle_of.py")


def moment() -> str:
    """Now, as bundles have it."""
    return datetime.now(timezone.utc).isoformat()


def verdict(
    project: sides.Project, began: str, schemas: tuple[str, ...], control: str, candidate: str
) -> dict[str, Any]:
    """The verdict on all tables and views of some schemas, as verdict.json has it.

    Args:
        project: whose export and contract are used.
        began: when the first load began, by `moment`.
        schemas: what is compared; the candidate has them under the same names.
        control: URL of the database that Meltano has loaded.
        candidate: URL of the one that Dagster has loaded.
    """
    folder = project.logs.parent / "bundles"
    command = [project.python, SCRIPT, folder, began, ",".join(schemas), control, candidate]
    there = {"PYTHONPATH": str(project.output), "M2D_OUTPUT": str(project.output)}
    project.run("bundle", *command, folder=project.output, variables=there)
    pair = parallel.Pair(Path(files.log(project, "bundle").splitlines()[-1]))
    parallel.compare(project, pair, expected=None)
    return pair.json("verdict/verdict.json")


def unequal(found: dict[str, Any]) -> list[str]:
    """The tables that are not equal in rows and schema, in words; nothing when the verdict is equal."""
    named = []
    for stream in found["streams"]:
        rows, schema = stream["data"]["verdict"], stream["schema"]["verdict"]
        if {rows, schema} != {"equal"}:
            named.append(f"{stream['name']}: rows {rows}, schema {schema}")
    return named or ([] if found["verdict"] == "equal" else [found["verdict"]])
