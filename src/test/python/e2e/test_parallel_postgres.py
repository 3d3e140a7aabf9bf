"""Parallel runs into PostgreSQL of a tap with a bookmark, and its way from runner to runner."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import files
import parallel
import psycopg
import pytest
import sides
from conftest import schemas

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
# With what the faults of the self-test need: a long text, an empty and a missing one, a soft delete.
SOURCE = """\
create table orders (id serial primary key, note text, remark text, price numeric(12, 4),
  weight double precision, changed_at timestamptz, _sdc_deleted_at timestamptz);
insert into orders (note, remark, price, weight, changed_at, _sdc_deleted_at) values
  ('Zoë', repeat('long ', 60), 12.5, 0.1, '2026-01-01 10:00:00.123456+02', null),
  (null, 'deleted', null, null, '2026-01-02 00:00Z', '2026-01-02 00:00Z'),
  ('', 'last', -0.0001, 1e300, '2026-01-03 23:59:59Z', null);
"""


SCHEMAS = "select schemaname from pg_tables where tablename = 'orders' and schemaname ~ 'parity'"
WAITING = "select count(*) from pg_locks where not granted and relation is not null"


def driver_url(url: str, driver: str) -> str:
    """The URL as SQLAlchemy wants it, with the driver that a plugin has."""
    return url.replace("postgresql://", f"postgresql+{driver}://")


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
    project = sides.Project(folder, folder.parent / "logs", variables, dbt=False)
    project.generate()
    project.install_meltano()
    project.install_dagster()
    return project, change, source, target


def test_incremental_after_changes(orders: tuple[sides.Project, Path, str, str]) -> None:
    project, change, source, target = orders
    between = f"{sys.executable} {change} {source}"
    # The tests share the source and the target, and may come in any order.
    with psycopg.connect(source) as connection:
        [[there]] = connection.execute("select count(*) from orders").fetchall()
    existing = schemas(target)
    pair = parallel.run_pair(project, "--scenario", "incremental", "--between", between)
    [listed] = pair.manifest["streams"]
    stream = listed["name"]
    # The bookmarks that the verdict lays beside this stream's rows.
    assert listed["states"] == ["dev:tap-postgres-to-target-postgres"]
    assert listed["tapStream"] == "public-orders"
    assert set(pair.json("control/state.after.json")["states"]) == set(listed["states"])
    for side in ("control", "candidate"):
        # Two new rows, and the row at the bookmark once more, which has a key.
        assert pair.json(f"{side}/run.json")["records"] == {stream: 3}
        assert pair.rows(side, stream).total() == there + 2
        before, after = (pair.json(f"{side}/state.{when}.json") for when in ("before", "after"))
        assert before != after
    parallel_only = schemas(target) - existing
    assert parallel_only == {f"raw__parity_{side}" for side in ("control", "candidate")}
    assert pair.verdict == "equal"
    # The target makes exact numbers of floats, and what is appended may be repeated.
    assert parallel.selftest(project, pair) == {}
    noop = parallel.run_pair(project, "--scenario", "noop")
    assert noop.json("candidate/run.json")["records"] == {stream: 1}
    assert noop.verdict == "equal"
    trip = parallel.run_pair(project, "--scenario", "round_trip")
    for side in ("control", "candidate"):
        assert trip.json(f"{side}/run.json")["records"] == {stream: 1}
    [part] = (p for p in trip.json("verdict/verdict.json")["parts"] if p["name"] == "round trip")
    assert part["verdict"] == trip.verdict == "equal"


def test_ctrl_c_in_an_export_names_what_is_left(
    orders: tuple[sides.Project, Path, str, str],
) -> None:
    project, _, _, target = orders
    with psycopg.connect(target) as other, psycopg.connect(target, autocommit=True) as watching:

        def lock() -> None:
            """Let the export of the side that has ended wait."""
            [[schema]] = watching.execute(SCHEMAS).fetchall()
            other.execute(f'lock table "{schema}".orders in access exclusive mode')  # ty: ignore[no-matching-overload]

        def waits() -> bool:
            [count] = watching.execute(WAITING)
            return count == (1,)

        marks = [
            (r"^\w+: [0-9.]+ s$", lock),
            (r"^\w+: [0-9.]+ s$", lambda: parallel.wait_for(waits)),
        ]
        before = parallel.bundles(project)
        said = parallel.interrupted_pair(project, marks)
        # A server notices that nobody wants the rows any more when it has got the lock.
        other.rollback()
        parallel.wait_for(lambda: not waits())
    assert "these schemas stay until the next pair, or `clean`: " in said
    assert "raw__parity_candidate, raw__parity_control" in said
    assert parallel.bundles(project) == before
    kit = [project.python, "-m", parallel.CAPTURE, "clean"]
    project.run("clean", *kit, folder=project.output)
    assert not {schema for schema in schemas(target) if "parity" in schema}


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
