"""Each table has a step and a pool: runs wait for whoever fills the same table, and for nobody else."""

import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import sides
from dagster_project.files import FileType, Importer
from dagster_project.files.table_lock import only_load
from dagster_project.singer import Pipeline, Stream
from dagster_project.singer.executor import one_by_one
from dagster_project.singer.project import Project
from importing import IMPORTER, NAME, TYPES, rows

INSTANCE = Path(__file__).parents[4] / "templates" / "dagster.yaml"
ONE_RUN = Path(__file__).with_name("one_run.py")
WAITS = "select count(*) from pg_stat_activity where application_name = 'dagster' and wait_event_type = 'Lock'"


class Runs:
    """Runs in processes of their own, on one instance with the limits of a generated project."""

    def __init__(self, world, server, home, opened):
        home.mkdir()
        shutil.copy(INSTANCE, home)
        self.world, self.server, self.home, self.opened = world, server, home, opened
        self.instance = opened.enter_context(dg.DagsterInstance.from_config(str(home)))
        world.instance = self.instance
        world.policy(after_load="archive", mode="quarantine")
        world.tap(customers_path="data/customers")
        (world.root / "data" / "customers").mkdir()

    def start(self, stream, partition):
        """Start the run of a file."""
        words = (self.home, self.world.root, f"{NAME}_{stream}_file", partition)
        log = self.opened.enter_context((self.home / f"{partition}.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, ONE_RUN, *words],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.opened.enter_context(sides.ended(process))
        return process

    def at_the_table(self):
        """How many loads wait in the database."""
        with psycopg.connect(self.server) as connection:
            [count] = connection.execute(WAITS).fetchone()
        return count

    def at_the_pool(self, pool):
        """How many steps wait for the pool."""
        pending = self.instance.event_log_storage.get_concurrency_info(pool).pending_steps
        return sum(step.assigned_timestamp is None for step in pending)


@pytest.fixture
def runs(world, server, tmp_path):
    with ExitStack() as opened:
        yield Runs(world, server, tmp_path / "home", opened)


def until(holds):
    """Wait until something is so."""
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.1)


def partitions(said):
    return [request.partition_key for request in said.run_requests]


def test_two_tables_are_filled_side_by_side_and_one_by_one_run_at_a_time(runs, server):
    world = runs.world
    world.put_all()
    (world.root / "data" / "customers.csv").rename(world.root / "data" / "customers" / "0.csv")
    assert world.run().success
    for name in ("Nord", "Süd"):
        made = world.put("customers.csv", lambda text, n=name: text.replace("Nordlicht GmbH", n))
        made.rename(world.root / "data" / "customers" / f"{name}.csv")
    world.put("invoices.csv", lambda text: text.replace("0", "1", 1))
    first, second = partitions(world.tick("customers"))
    [invoices] = partitions(world.tick("invoices"))

    with psycopg.connect(server) as other:
        other.execute("lock table raw.customers in access exclusive mode")
        one = runs.start("customers", first)
        until(runs.at_the_table)
        beside = runs.start("invoices", invoices)
        assert beside.wait(120) == 0
        assert one.poll() is None
        two = runs.start("customers", second)
        until(lambda: runs.at_the_pool(IMPORTER.pool(TYPES[0])))
        assert runs.at_the_table() == 1
    assert (one.wait(120), two.wait(120)) == (0, 0)

    assert ("Süd",) in rows(server, "customers", '"Customer"')
    assert world.files("data") == []
    assert len(world.files("files/archive")) == 6
    assert set(rows(server, "_file_ledger", "status")) == {("archived",)}


def test_without_a_limit_of_pools_runs_wait_at_the_lock_of_the_table(runs, server):
    """As two instances of Dagster on one machine do."""
    world, log = runs.world, []

    class Log:
        info = warning = log.append

    world.put("invoices.csv")
    world.put("customers.csv").rename(world.root / "data" / "customers" / "0.csv")
    [customers], [invoices] = (
        partitions(world.tick("customers")),
        partitions(world.tick("invoices")),
    )
    with only_load(IMPORTER, TYPES[0], Project.load(), "another run", Log()):
        waits = runs.start("customers", customers)
        assert runs.start("invoices", invoices).wait(120) == 0
        until(lambda: "(run another run)" in (runs.home / f"{customers}.log").read_text())
        assert waits.poll() is None
    assert waits.wait(120) == 0
    assert rows(server, "customers") == [(36,)]
    assert log == []


def importer(name, loader, *streams):
    return Importer(
        Pipeline(name, name, loader, streams=streams),
        types=tuple(FileType(stream.name) for stream in streams),
    )


def test_the_pool_is_that_of_the_table_whoever_fills_it():
    one = importer("a", "target", Stream("c", ("a", "c"), table="raw.c"), Stream("d", ("a", "d")))
    other = importer(
        "b", "target", Stream("c", ("b", "c"), table="raw.c"), Stream("x-d", ("b", "d"))
    )
    odd = importer("c", "my target", Stream("Order Lines", ("c", "o")))

    assert [one.pool(kind) for kind in one.types] == ["target/raw.c", "target/d"]
    assert [other.pool(kind) for kind in other.types] == ["target/raw.c", "target/d"]
    assert odd.pool(odd.types[0]) == "my_target/Order_Lines"


def test_every_step_that_fills_a_table_has_its_pool(world):
    pools = {
        node.name: node.definition.pool
        for name in ("all", f"{NAME}_customers_file", f"{NAME}_archived_day", "twice")
        for node in world.repository.get_job(name).graph.nodes
    }
    fills = {name: pool for name, pool in pools.items() if "customers" in name and pool}
    assert set(fills.values()) == {IMPORTER.pool(TYPES[0])}
    assert set(fills) == {
        f"{NAME}_customers_table",
        f"{NAME}_customers_archived",
        f"twice__{NAME}_customers_table",
        f"twice__{NAME}_customers_table_2",
    }


@pytest.mark.parametrize("job", ["all", "twice"])
def test_after_a_table_has_failed_the_next_ones_are_filled_but_as_meltano(world, server, job):
    """Meltano ends there; where files are moved each is loaded as soon as it can be."""
    world.policy(mode="quarantine", after_load="archive")
    world.put_all()
    world.put("customers.csv", lambda text: text.replace("Customer Id", "Id", 1))
    ran = world.run(job)

    assert "the key column `Customer Id`" in ran.failure
    # In the second round of the job nothing is carried out.
    done = [e.step_key for e in ran.result.all_events if e.is_step_success]
    prefix = f"twice__{NAME}" if job == "twice" else NAME
    tables = [f"{prefix}_invoices_table", f"{prefix}_sales_receipts_table"]
    assert done == [f"{prefix}_files", *tables]

    world.policy()
    (world.root / "files/archive").rename(world.root / "files/before")
    world.put_all()
    world.put("customers.csv", lambda text: text.replace("Customer Id", "Id", 1))
    ran = world.run(job)
    assert "the key column `Customer Id`" in ran.failure
    assert [e.step_key for e in ran.result.all_events if e.is_step_success] == [f"{prefix}_files"]


def test_a_full_refresh_of_a_table_leaves_the_others(world):
    world.policy(mode="quarantine")
    world.put_all()
    assert world.run().success
    full = {f"{NAME}_{table}_table": {"config": {"full_refresh": True}} for table in ("customers",)}
    ran = world.run(run_config={"ops": full})
    counts = [ran.metadata("quickbooks", t.stream)["files"] for t in TYPES]
    assert counts == [1, 0, 0]


def test_who_waits_for_a_table_leaves_the_processor_to_others(world):
    """Dagster's own executor in one process looks at the pool without a pause."""
    for name in (f"{NAME}_customers_file", f"{NAME}_archived_day"):
        assert world.repository.get_job(name).executor_def is one_by_one
