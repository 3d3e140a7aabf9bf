"""./bench pipeline: one tap into one target by `dagster job execute`, by `meltano run` and by a bare OS pipe.

All three run the same executables with the same settings on the same file into an empty PostgreSQL schema, in turn.
`growth` is what 100,000 rows cost more than 3 rows: the start of Dagster and of the plugins drops out.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import sides

SIZES = {"small": 3, "large": 100_000}
COLUMNS = 20
LIMIT_WALL, LIMIT_CPU, LIMIT_MEMORY = 1.05, 1.05, 60.0
MELTANO_YML = """\
default_environment: dev
project_id: 7f2f5b0e-93a1-4b7a-a9a5-0e8bb7c2d0aa
environments:
- name: dev
plugins:
  extractors:
  - name: tap-csv
    namespace: tap_csv
    variant: meltanolabs
    pip_url: ${TAP_CSV_SOURCE}
    executable: tap-csv
    capabilities: [catalog, discover]
    settings:
    - {name: files, kind: array}
    config:
      files:
      - {entity: invoices, path: $INVOICES_FILE_PATH, keys: [Invoice No]}
  loaders:
  - name: target-postgres
    namespace: target_postgres
    variant: meltanolabs
    pip_url: meltanolabs-target-postgres==0.8.1
    executable: target-postgres
    settings:
    - {name: host}
    - {name: port, kind: integer}
    - {name: user}
    - {name: password, sensitive: true}
    - {name: database}
    - {name: default_target_schema}
    - {name: load_method}
    config:
      host: $POSTGRES_HOST
      port: $POSTGRES_PORT
      user: $POSTGRES_USER
      password: $POSTGRES_PASSWORD
      database: $POSTGRES_DATABASE
      default_target_schema: raw
      load_method: upsert
jobs:
- name: load
  tasks: [tap-csv target-postgres]
"""
TRIVIAL = """\
import dagster as dg


@dg.op
def nothing():
    pass


@dg.job(executor_def=dg.in_process_executor)
def trivial():
    nothing()
"""


def write_rows(path: Path, number: int) -> None:
    """Write invoices of 20 text columns, about 196 bytes a row."""
    with path.open("w", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["Invoice No", *(f"Column {index}" for index in range(1, COLUMNS))])
        for row in range(number):
            writer.writerow(
                [f"{row:07d}", *(f"v{(row * 31 + i * 7) % 99991:08d}" for i in range(1, COLUMNS))]
            )


class Bench:
    """The project and the three ways to run it."""

    def __init__(self, top: Path, url: str) -> None:
        self.top, self.url = top, url
        folder = top / "project"
        folder.mkdir()
        (folder / "meltano.yml").write_text(MELTANO_YML)
        (top / "trivial.py").write_text(TRIVIAL)
        self.project = sides.Project(folder, top / "logs", sides.database_variables(url), dbt=False)
        self.files = {size: top / f"{size}.csv" for size in SIZES}
        for size, number in SIZES.items():
            write_rows(self.files[size], number)
        self.project.generate()
        self.project.use_own_environment()
        self.project.install_meltano()
        self.project.install_dagster()

    def pipe(self, size: str) -> list[str]:
        """The command of the bare pipe, with Meltano's own executables."""
        plugins = self.project.folder / ".meltano"
        tap = plugins / "extractors/tap-csv/venv/bin/tap-csv"
        target = plugins / "loaders/target-postgres/venv/bin/target-postgres"
        files = [{"entity": "invoices", "path": str(self.files[size]), "keys": ["Invoice No"]}]
        names = {"host": "HOST", "user": "USER", "password": "PASSWORD", "database": "DATABASE"}
        loader = {key: self.project.environment[f"POSTGRES_{name}"] for key, name in names.items()}
        loader |= {"port": int(self.project.environment["POSTGRES_PORT"])}
        loader |= {"default_target_schema": "raw", "load_method": "upsert"}
        config = self.top / f"{size}-tap.json"
        config.write_text(json.dumps({"files": files}))
        (self.top / "target.json").write_text(json.dumps(loader))
        catalog = self.top / f"{size}-catalog.json"
        if not catalog.exists():
            with catalog.open("wb") as output:
                subprocess.run(
                    [tap, "--config", config, "--discover"],
                    check=True,
                    stdout=output,
                    env=self.project.environment,
                )
        script = f"set -o pipefail; {tap} --config {config} --catalog {catalog} | {target} --config {self.top}/target.json"
        return ["bash", "-c", script]

    def run(self, way: str, size: str) -> measure.Cost:
        """Run one way into an empty schema and check that every row arrived."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("drop schema if exists raw cascade")
        python, folder = self.project.python, self.project.folder
        dagster = [python, "-m", "dagster", "job", "execute"]
        command = {
            "pipe": self.pipe(size),
            "meltano": [self.project.meltano, "run", "load"],
            "dagster": [*dagster, "-m", "dagster_project.definitions", "-j", "load"],
            "trivial": [*dagster, "-f", self.top / "trivial.py", "-j", "trivial"],
        }[way]
        environment = {**self.project.environment, "INVOICES_FILE_PATH": str(self.files[size])}
        where = self.project.output if way == "dagster" else folder
        cost = measure.measure(command, where, environment, memory=True)
        if way != "trivial":
            with psycopg.connect(self.url) as connection:
                found = connection.execute("select count(*) from raw.invoices").fetchone()
            if found != (SIZES[size],):
                sys.exit(f"bench: {way} loaded {found} rows of {SIZES[size]}")
        return cost


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        bench = Bench(Path(top), os.environ["DATABASE_URL"])
        ways = {"trivial": lambda: bench.run("trivial", "small")}
        for size in SIZES:
            for way in ("pipe", "meltano", "dagster"):
                ways[f"{way} {size}"] = lambda way=way, size=size: bench.run(way, size)
        found = measure.in_turn(ways)

    def ratio(one: str, other: str, what: str) -> float:
        pairs = zip(found[one], found[other])
        return measure.median(getattr(a, what) / getattr(b, what) for a, b in pairs)

    growth = [
        (dagster.cpu - dagster_small.cpu) / (pipe.cpu - pipe_small.cpu)
        for dagster, dagster_small, pipe, pipe_small in zip(
            found["dagster large"], found["dagster small"], found["pipe large"], found["pipe small"]
        )
    ]
    memory = {name: measure.middle(costs, "memory") for name, costs in found.items()}
    figures = measure.Figures()
    for name, costs in found.items():
        figures.add(name.replace(" ", "_") + "_wall", measure.middle(costs, "wall"), "s")
    figures.add("wall_to_meltano", ratio("dagster large", "meltano large", "wall"), "x", LIMIT_WALL)
    figures.add("cpu_growth_to_pipe", measure.median(growth), "x", LIMIT_CPU)
    surplus = memory["dagster large"] - memory["pipe large"] - memory["trivial"]
    figures.add("memory_over_pipe_and_dagster", surplus, "MB", LIMIT_MEMORY)
    figures.add("small_wall_to_meltano", ratio("dagster small", "meltano small", "wall"), "x")
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
