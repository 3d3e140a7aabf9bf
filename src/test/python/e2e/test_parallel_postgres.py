"""Parallel runs into PostgreSQL: quickbooks-jobs with its dbt project, and a tap with a bookmark."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import files
import parallel
import psycopg
import pytest
import sides
from conftest import REPOSITORY

MELTANO_YML = """\
default_environment: dev
project_id: 3c0c8d2e-3a3c-4f0b-9a0e-6c1f2a54b7d1
environments:
- name: dev
plugins:
  extractors:
  - name: tap-postgres
    variant: meltanolabs
    namespace: tap_postgres
    pip_url: meltanolabs-tap-postgres==0.10.0
    capabilities: [catalog, discover, state]
    settings:
    - {name: sqlalchemy_url, kind: string, sensitive: true}
    select: [public-orders.*]
    metadata:
      public-orders: {replication-method: INCREMENTAL, replication-key: changed_at}
  loaders:
  - name: target-postgres
    variant: meltanolabs
    namespace: target_postgres
    pip_url: meltanolabs-target-postgres==0.8.1
    capabilities: [about]
    settings:
    - {name: sqlalchemy_url, kind: string, sensitive: true}
    - {name: default_target_schema, value: raw}
    - {name: load_method, value: append-only}
jobs:
- name: load
  tasks: [tap-postgres target-postgres]
"""
CHANGE = """\
import sys, psycopg
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute(
        "insert into orders (note, changed_at) "
        "select 'added', max(changed_at) + n * interval '1 hour' "
        "from orders, generate_series(1, 2) n group by n order by n"
    )
"""
SOURCE = """\
create table orders (id serial primary key, note text, price numeric(12, 4), changed_at timestamptz);
insert into orders (note, price, changed_at) values
  ('Zoë', 12.5, '2026-01-01 10:00:00.123456+02'), (null, null, '2026-01-02 00:00Z'),
  ('', -0.0001, '2026-01-03 23:59:59Z');
"""


def driver_url(url: str, driver: str) -> str:
    """The URL as SQLAlchemy wants it, with the driver that a plugin has."""
    return url.replace("postgresql://", f"postgresql+{driver}://")


def schemas(url: str) -> set[str]:
    """The schemas of a database that hold something."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select schemaname from pg_tables where schemaname !~ '^(pg_|information_schema)'"
        )
        return {row[0] for row in found}


def test_quickbooks_with_dbt(
    copied: Callable[..., sides.Project], database: Callable[[str], str]
) -> None:
    source = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
    url = database("parallel_quickbooks")
    project = copied(source, sides.database_variables(url))
    project.generate()
    project.install_meltano()
    project.install_dagster(dbt=True)
    pair = parallel.run_pair(project, "--job", "daily")
    names = {stream["name"] for stream in pair.manifest["streams"]}
    assert names >= {"quickbooks/customers", "dim_customers", "fct_sales", "stg_items"}
    assert len(names) == 11
    assert pair.rows("control", "quickbooks/customers").total() == 36
    assert pair.rows("candidate", "dim_customers").total() > 0
    # Neither production's schemas nor its bookmarks were touched.
    assert schemas(url) == {
        f"{schema}__parity_{side}"
        for schema in ("raw", "analytics")
        for side in ("control", "candidate")
    }
    assert not (project.output / "state").exists()
    assert pair.verdict == "equal"
    parallel.compare(project, pair, "--selftest")
    project.run(
        "clean", project.python, "-m", parallel.CAPTURE, "clean",
        folder=project.output,
    )  # fmt: skip
    assert schemas(url) == set()


def test_a_model_outside_of_the_side_is_refused(
    copied: Callable[..., sides.Project], database: Callable[[str], str]
) -> None:
    source = REPOSITORY / "fixtures" / "projects" / "quickbooks-jobs" / "input"
    url = database("parallel_refused")
    project = copied(source, sides.database_variables(url))
    macro = project.folder / "transform" / "macros" / "generate_schema_name.sql"
    macro.write_text(
        "{% macro generate_schema_name(name, node) %}"
        "{{ 'finance' if node.name == 'fct_sales' else target.schema }}{% endmacro %}"
    )
    project.generate()
    project.install_dagster(dbt=True)
    command = [project.python, "-m", parallel.CAPTURE, "pair", "--job", "daily"]
    project.run("pair", *command, folder=project.output, expected=1)
    assert "not isolated: fct_sales (finance)" in files.log(project, "pair")
    assert schemas(url) == set()


@pytest.fixture(scope="module")
def orders(
    tmp_path_factory: pytest.TempPathFactory, database: Callable[[str], str]
) -> tuple[sides.Project, Path, str, str]:
    """A project that loads a table by its bookmark: with the program that changes the source."""
    source, target = database("orders_source"), database("orders_target")
    with psycopg.connect(source) as connection:
        connection.execute(SOURCE)  # ty: ignore[no-matching-overload]
    folder = tmp_path_factory.mktemp("orders") / "project"
    folder.mkdir()
    (folder / "meltano.yml").write_text(MELTANO_YML)
    change = folder.parent / "change.py"
    change.write_text(CHANGE)
    variables = {
        "TAP_POSTGRES_SQLALCHEMY_URL": driver_url(source, "psycopg2"),
        "TARGET_POSTGRES_SQLALCHEMY_URL": driver_url(target, "psycopg"),
    }
    project = sides.Project(folder, folder.parent / "logs", variables)
    project.generate()
    project.install_meltano()
    project.install_dagster(dbt=False)
    return project, change, source, target


def test_incremental_after_changes(orders: tuple[sides.Project, Path, str, str]) -> None:
    project, change, source, target = orders
    between = f"{sys.executable} {change} {source}"
    pair = parallel.run_pair(project, "--scenario", "incremental", "--between", between)
    [stream] = (stream["name"] for stream in pair.manifest["streams"])
    for side in ("control", "candidate"):
        # Three rows, then two new ones and the row at the bookmark once more, which has a key.
        assert pair.json(f"{side}/run.json")["records"] == {stream: 3}
        assert pair.rows(side, stream).total() == 5
        before, after = (pair.json(f"{side}/state.{when}.json") for when in ("before", "after"))
        assert before != after
    assert "raw" not in schemas(target)
    assert pair.verdict == "equal"
    noop = parallel.run_pair(project, "--scenario", "noop")
    assert noop.json("candidate/run.json")["records"] == {stream: 1}
    assert noop.verdict == "equal"


def test_the_bookmark_goes_from_runner_to_runner(
    orders: tuple[sides.Project, Path, str, str],
) -> None:
    project, change, source, target = orders
    kit = [project.python, "-m", "dagster_project.singer", "state"]

    def loaded() -> tuple[int, int]:
        """All rows, and those of the last run."""
        last = "_sdc_sync_started_at = (select max(_sdc_sync_started_at) from raw.orders)"
        query = f"select count(*), count(*) filter (where {last}) from raw.orders"
        with psycopg.connect(target) as connection:
            [found] = connection.execute(query)  # ty: ignore[no-matching-overload]
        return found

    def changed() -> None:
        project.run("change", sys.executable, change, source)

    project.run_meltano("load")
    rows, _ = loaded()
    # Two rows more each time, and the row at the bookmark once more; never all of them again.
    for runner in ("singer", "meltano", "singer"):
        changed()
        files.use_runner(project, runner)
        project.run_dagster("load")
        rows += 2
        assert loaded() == (rows, 3), f"runner {runner}"
    project.run_dagster("load")
    assert loaded() == (rows, 1), "nothing new but the row at the bookmark"
    project.run("state-export", *kit, "export", "meltano", folder=project.output)
    project.run_meltano("load")
    assert loaded() == (rows, 1), "nothing new but the row at the bookmark"
    changed()
    project.run_meltano("load")
    assert loaded() == (rows + 2, 3)
