"""What the newest file says of a row stays, whichever run comes to the table first."""

import os
import time
from functools import partial

import dagster as dg
import psycopg
import pytest
from dagster_project.files import one_file, postgres
from dagster_project.files.retry import Backoff
from importing import NAME, definitions, rows

JOB = f"{NAME}_customers_file"
CUSTOMERS = ("quickbooks", "customers")
ATTEMPTS = Backoff().attempts
NAMES = ("a.csv", "b.csv", "c.csv")


@pytest.fixture
def folder(world):
    """Customers come as files of a folder, and are moved away."""
    world.tap(customers_path="data/customers")
    world.policy(after_load="archive", mode="quarantine")
    (world.root / "data" / "customers").mkdir()

    def put(name, customer, age):
        place = world.root / "data" / "customers" / name
        place.write_text(f"Customer Id,Customer\n1,{customer}\n")
        os.utime(place, (0, time.time() - age))
        return place

    return put


def partitions(world):
    return [request.partition_key for request in world.tick("customers").run_requests]


def customers(server):
    return [name for (name,) in rows(server, "customers", '"Customer"')]


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_runs_in_any_order_leave_what_the_newest_file_says(world, server, folder, order):
    for age, name in enumerate(reversed(NAMES), 1):
        folder(name, name, 60 * age)
    asked = partitions(world)
    assert [name.partition("@")[0] for name in asked] == list(NAMES)
    ran = [world.run(JOB, partition_key=asked[place]) for place in order]

    assert all(run.success for run in ran)
    assert customers(server) == ["c.csv"]
    assert sum(run.metadata(*CUSTOMERS)["files"] for run in ran) == 3
    assert world.files("data") == []
    assert len(world.files("files/archive")) == 3


def test_an_older_file_that_is_bad_is_told_by_its_own_run_only(world, server, folder):
    bad = folder("a.csv", "a", 120)
    bad.write_text("Id\n1\n")
    os.utime(bad, (0, time.time() - 120))
    folder("b.csv", "b", 60)
    first, second = partitions(world)
    world.policy(after_load="archive", mode="strict")

    assert world.run(JOB, partition_key=second).success
    assert customers(server) == ["b"]
    assert world.files("data") == ["a.csv"]
    assert "the key column `Customer Id`" in world.run(JOB, partition_key=first).failure
    assert world.files("data") == []


def test_a_run_loads_no_file_that_nobody_has_asked_for(world, server, folder):
    folder("b.csv", "b", 60)
    [asked] = partitions(world)
    folder("a.csv", "a", 120)

    assert world.run(JOB, partition_key=asked).success
    assert customers(server) == ["b"]
    assert world.files("data") == ["a.csv"]


@pytest.mark.parametrize("after_load", ["archive", "keep"])
def test_a_copy_that_lay_there_before_a_newer_file_does_not_come_again(
    world, server, folder, after_load
):
    world.policy(after_load="keep", mode="quarantine")
    folder("a.csv", "old", 180)
    assert world.run().success
    folder("copy of a.csv", "old", 120)
    folder("b.csv", "new", 60)
    world.policy(after_load=after_load, mode="quarantine")

    assert [world.run().metadata(*CUSTOMERS)["files"] for _ in range(2)] == [1, 0]
    assert customers(server) == ["new"]
    assert len(world.files("data/customers")) == (3 if after_load == "keep" else 0)

    # One that comes after it does.
    folder("once more.csv", "old", 0)
    assert world.run().metadata(*CUSTOMERS)["files"] == 1
    assert customers(server) == ["old"]


def test_a_copy_between_two_files_has_its_turn(world, server, folder):
    world.policy(after_load="keep", mode="quarantine")
    folder("x.csv", "x", 300)
    assert world.run().success
    folder("older.csv", "older", 200)
    folder("copy of x.csv", "x", 150)
    newest = folder("newest.csv", "newest", 100)
    newest.write_text("Customer Id,Customer\n2,newest\n")
    os.utime(newest, (0, time.time() - 100))

    assert [world.run().metadata(*CUSTOMERS)["files"] for _ in range(2)] == [3, 0]
    assert sorted(customers(server)) == ["newest", "x"]


def test_no_newer_file_is_loaded_before_one_that_only_has_to_wait(
    world, server, folder, monkeypatch
):
    monkeypatch.setattr(postgres, "Backoff", partial(postgres.Backoff, first=0.01))
    world.repository = definitions(retry_policy=dg.RetryPolicy(max_retries=1)).get_repository_def()
    folder("older.csv", "older", 120)
    folder("newer.csv", "newer", 60)
    load_file, tried = one_file.load_file, []

    def goes_down(connection, destination, source, header, candidate, *rest, **options):
        tried.append(candidate.path.name)
        if len(tried) <= ATTEMPTS:
            raise psycopg.errors.AdminShutdown("going down")
        return load_file(connection, destination, source, header, candidate, *rest, **options)

    monkeypatch.setattr(one_file, "load_file", goes_down)
    assert world.run().success
    assert tried == [*["older.csv"] * (ATTEMPTS + 1), "newer.csv"]
    assert customers(server) == ["newer"]
