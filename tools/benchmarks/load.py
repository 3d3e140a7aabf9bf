"""./bench load: a file of 1,000,000 invoices by a native pipeline, by psql, and 100,000 of them by `meltano run`.

Native is the job of the generated project, run as `dagster job execute`, in the mode `quarantine`, in which every check can stop
a row. Its load step is timed by Dagster; psql runs the statements that native runs, without the checks.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from datetime import date
from pathlib import Path

import invoices_to_load
import load_by_psql
import measure
import pipeline
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import sides

ROWS = 1_000_000
# Meltano loads a tenth, which it needs long enough for.
SHARE = 10
STEP, TABLE = "tap_csv__target_postgres_invoices_table", "raw.invoices"
LIMIT_STEP, LEAST_RATE, LIMIT_MEMORY = 3.0, 20.0, 128.0
POLICY = "schema_version: 1\ndefaults: {mode: quarantine}\n"
NOTHING = """\
import dagster as dg


@dg.asset
def nothing() -> None:
    pass


nothing_job = dg.define_asset_job(
    "nothing", selection=dg.AssetSelection.assets(nothing), executor_def=dg.in_process_executor
)
"""
README = measure.REPOSITORY / "README.md"
PLACE = re.compile(r"(<!-- bench load -->\n).*?(<!-- end -->)", re.DOTALL)


class Bench:
    """The project, its file, and who loads it."""

    def __init__(self, top: Path, url: str, rows: int) -> None:
        self.url, self.rows = url, rows
        self.steps: dict[str, list[float]] = {"first": [], "again": []}
        folder = top / "project"
        folder.mkdir()
        (folder / "meltano.yml").write_text(pipeline.MELTANO_YML)
        (folder / "m2d.yaml").write_text("runner: native\n")
        self.project = sides.Project(folder, top / "logs", sides.database_variables(url))
        self.files = {number: top / f"{number}.csv" for number in (rows, rows // SHARE)}
        for number, file in self.files.items():
            invoices_to_load.write(file, number)
        self.project.generate()
        (self.project.output / "files.yaml").write_text(POLICY)
        jobs = self.project.output / "dagster_project/defs/jobs"
        (jobs / "nothing.py").write_text(NOTHING)
        self.project.use_own_environment()
        self.project.install_meltano()

    def by_meltano(self) -> measure.Cost:
        """Load the smaller file into an empty schema."""
        self.empty()
        cost = self.measured([self.project.meltano, "run", "load"], self.rows // SHARE)
        self.expect(self.rows // SHARE)
        return cost

    def by_psql(self, *, again: bool) -> measure.Cost:
        """Load into a new table, or into that of the load before."""
        if not again:
            self.empty()
        columns, key = invoices_to_load.COLUMNS, invoices_to_load.KEY
        file = self.files[self.rows]
        cost = load_by_psql.run(load_by_psql.statements(TABLE, columns, key, file, again=again))
        self.expect(self.rows)
        return cost

    def by_native(self, *, again: bool) -> measure.Cost:
        """The same by Dagster; the second time nothing is known of the first."""
        if again:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute("DROP TABLE raw._file_ledger")
        else:
            self.empty()
        cost = self.dagster("load")
        self.expect(self.rows)
        self.steps["again" if again else "first"].append(self.step())
        return cost

    def dagster(self, job: str) -> measure.Cost:
        """Run a job of the generated project."""
        command = [self.project.python, "-m", "dagster", "job", "execute"]
        where = ["-m", "dagster_project.definitions", "-j", job]
        return self.measured([*command, *where], self.rows, memory=True)

    def measured(
        self, command: list[str | Path], rows: int, *, memory: bool = False
    ) -> measure.Cost:
        folder = self.project.output if memory else self.project.folder
        environment = {**self.project.environment, "INVOICES_FILE_PATH": str(self.files[rows])}
        return measure.measure(command, folder, environment, memory=memory)

    def step(self) -> float:
        """The seconds of the load step of the last run."""
        import dagster as dg  # takes two seconds, which the runs before need not wait for

        with dg.DagsterInstance.from_config(str(self.project.dagster_home)) as instance:
            [last] = instance.get_run_records(limit=1)
            for step in instance.get_run_step_stats(last.dagster_run.run_id, [STEP]):
                if step.start_time and step.end_time:
                    return step.end_time - step.start_time
        sys.exit(f"bench: Dagster has no times of the step {STEP}")

    def empty(self) -> None:
        """Have a schema without tables, and nothing left to write of what was there before."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS raw CASCADE")
            connection.execute("CREATE SCHEMA raw")
            connection.execute("CHECKPOINT")

    def expect(self, rows: int) -> None:
        """End the benchmark where rows are missing."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(f"SELECT count(*) FROM {TABLE}").fetchone()
        if found != (rows,):
            sys.exit(f"bench: {found} rows are in {TABLE}, not {rows}")


def table(found: dict[str, list[measure.Cost]], steps: dict[str, list[float]], rows: int) -> str:
    """The table of README.md."""
    meltano = measure.middle(found["meltano"], "wall")
    lines = [
        f"| {rows:,} invoices x {len(invoices_to_load.COLUMNS)} columns | Seconds | Rows a second |",
        "|---|---|---|",
        f"| `meltano run`, {rows // SHARE:,} of them | {meltano:.1f} | {rows // SHARE / meltano:,.0f} |",
    ]
    for when, what in (("first", "a new table"), ("again", "all rows there already")):
        for name, seconds in (
            ("native, the whole run of Dagster", measure.middle(found[f"native {when}"], "wall")),
            ("native, the load step", measure.median(steps[when])),
            (
                "`psql`: `\\copy` and the same statements",
                measure.middle(found[f"psql {when}"], "wall"),
            ),
        ):
            lines.append(f"| {name}, {what} | {seconds:.1f} | {rows / seconds:,.0f} |")
    return "\n".join([*lines, "", f"{date.today()}, {measure.conditions()}."]) + "\n"


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="./bench load")
    parser.add_argument("--readme", action="store_true", help="write the table into README.md")
    parser.add_argument(
        "--rows", type=int, default=ROWS, help="of a trial; the limits are for %(default)s"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        bench = Bench(Path(top), os.environ["DATABASE_URL"], options.rows)
        found = measure.in_turn(
            {
                "nothing": lambda: bench.dagster("nothing"),
                "meltano": bench.by_meltano,
                "psql first": lambda: bench.by_psql(again=False),
                "psql again": lambda: bench.by_psql(again=True),
                "native first": lambda: bench.by_native(again=False),
                "native again": lambda: bench.by_native(again=True),
            }
        )
    figures = measure.Figures()
    for when, steps in bench.steps.items():
        pairs = zip(steps, found[f"psql {when}"], strict=True)
        ratio = measure.median(step / psql.wall for step, psql in pairs)
        figures.add(f"load_step_to_psql_{when}", ratio, "x", LIMIT_STEP)
    pairs = zip(found["meltano"], bench.steps["first"], strict=True)
    rate = measure.median(SHARE * meltano.wall / step for meltano, step in pairs)
    figures.add("rows_a_second_of_the_step_to_meltano", rate, "x", least=LEAST_RATE)
    pairs = zip(found["meltano"], found["native first"], strict=True)
    rate = measure.median(SHARE * meltano.wall / run.wall for meltano, run in pairs)
    figures.add("rows_a_second_of_the_run_to_meltano", rate, "x")
    pairs = zip(found["native first"], found["nothing"], strict=True)
    cpu = measure.median(run.cpu - empty.cpu for run, empty in pairs)
    figures.add("cpu_over_an_empty_run", cpu, "s")
    peak = max(measure.middle(found[f"native {when}"], "memory") for when in bench.steps)
    surplus = peak - measure.middle(found["nothing"], "memory")
    figures.add("memory_over_an_empty_run", surplus, "MB", LIMIT_MEMORY)
    text = table(found, bench.steps, options.rows)
    print(text)
    if options.readme:
        page = README.read_text(encoding="utf-8")
        README.write_text(PLACE.sub(lambda m: m[1] + text + m[2], page), encoding="utf-8")
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
