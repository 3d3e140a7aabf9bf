"""Run in a generated project: makes a bundle of all that two databases hold, with the project's own export.

    python bundle_of.py FOLDER BEGAN SCHEMA,... LEFT_URL RIGHT_URL

A parallel run begins with empty places; here each side has been loaded several times, since BEGAN. Prints where the bundle is.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg
from dagster_project.parallel_run import evidence, identity
from dagster_project.parallel_run.bundle import Bundle
from dagster_project.parallel_run.isolation import Isolation
from dagster_project.parallel_run.measure import Measured, now
from dagster_project.parallel_run.run import Run
from dagster_project.parallel_run.sides import Side
from dagster_project.parallel_run.snapshot import Destination, Relation, export, stream_file
from dagster_project.parallel_run.workspace import SideFolder
from dagster_project.singer.project import Project
from dagster_project.singer.redact import Redactor
from dagster_project.singer.switchboard import FILE_LEDGER
from psycopg.conninfo import conninfo_to_dict


def relations(url: str, schemas: list[str]) -> list[Relation]:
    """All tables and views of some schemas."""
    query = (
        "select table_schema, table_name from information_schema.tables"
        " where table_schema = any(%s) and table_name <> %s order by 1, 2"
    )
    with psycopg.connect(url) as connection:
        found = connection.execute(query, [schemas, FILE_LEDGER]).fetchall()
    return [Relation(f"{s}/{t}", table=t, namespace=s) for s, t in found]


def destination(url: str) -> Destination:
    """The database as the settings of a loader name it."""
    parts = conninfo_to_dict(url)
    connection = {role: parts.get(role) for role in ("host", "port", "user", "password")}
    connection["database"] = parts["dbname"]
    return Destination("postgres", connection, python=Path(sys.executable))


def main(folder: Path, began: str, schemas: list[str], urls: dict[str, str]) -> None:
    """Write the bundle."""
    project, bundle, ended = Project.load(), Bundle(folder, Redactor()), now()
    every = {r.name: r for url in urls.values() for r in relations(url, schemas)}
    for name, url in urls.items():
        export(destination(url), list(every.values()), bundle.side(name))
        side = Side(name, SideFolder(name, folder, None), Isolation(name), ((),), {}, folder)
        # Whether both sides ended alike, who calls this has seen; here it is about what they left.
        bundle.run(
            name, Run(side, [], [Measured(0, began, ended, 0, None, 0, 0)], started=began), []
        )
        for when in ("before", "after"):
            bundle.state(name, when, {})
        bundle.log(name, folder / "none")
    streams = [
        {
            "name": name,
            "file": stream_file(name),
            "pipeline": None,
            "asset": name.split("/"),
            "kind": "table",
            "states": [],
            "tapStream": None,
        }
        for name in every
    ]
    bundle.finish(
        {
            "mode": "live",
            "scenario": "full",
            "pipeline": None,
            "job": "loads",
            "order": list(urls),
            "startedAt": began,
            "endedAt": ended,
            "contract": {"sha256": bundle.contract(evidence.contract(project))},
            "code": identity.code(project),
            "versions": {},
            "watermark": {},
            "streams": streams,
            "killed": [],
            "otherDestinations": [],
        }
    )
    print(bundle.path)


if __name__ == "__main__":
    place, since, listed, control, candidate = sys.argv[1:]
    main(Path(place), since, listed.split(","), {"control": control, "candidate": candidate})
