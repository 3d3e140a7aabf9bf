"""What file sensors ask for, and that no file that arrives is left behind or refused."""

import fcntl
import os
import shutil
import threading
import time

import pytest
from dagster_project.files import hashes
from importing import NAME, rows

JOB = f"{NAME}_customers_file"
CUSTOMERS = ("quickbooks", "customers")


@pytest.fixture
def archiving(world):
    """Files are moved away."""
    world.policy(after_load="archive", mode="quarantine")
    return world


def partitions(said):
    return [request.partition_key for request in said.run_requests or ()]


def test_a_file_that_is_moved_back_after_its_failure_is_asked_for_again(archiving, server):
    """With `mv` it has the size, time and content that the sensor has seen before."""
    place = archiving.put("customers.csv", lambda text: text.replace("Customer Id", "Id"))
    first = archiving.tick("customers")
    [request] = first.run_requests
    assert not archiving.run(JOB, partition_key=request.partition_key).success
    assert archiving.files("data") == []
    second = archiving.tick("customers", first.cursor)
    assert partitions(second) == []

    archiving.tap(customers_keys=["Id"])
    [failed] = (archiving.root / "files/failed").glob("*.csv")
    failed.rename(place)
    [again] = archiving.tick("customers", second.cursor).run_requests

    # Dagster starts no second run with a key.
    assert again.run_key != request.run_key
    assert archiving.run(JOB, partition_key=again.partition_key).success
    assert rows(server, "customers") == [(36,)]


def test_files_that_others_load_first_are_no_failure(archiving, server):
    archiving.put_all()
    [partition] = partitions(archiving.tick("customers"))
    assert archiving.run().success
    ran = archiving.run(JOB, partition_key=partition)

    assert ran.success
    assert ran.metadata(NAME, "customers_file")["loaded_by"]
    assert ran.metadata(*CUSTOMERS)["files"] == 0
    assert rows(server, "customers") == [(36,)]


def test_a_file_that_is_gone_is_a_failure(archiving):
    archiving.put_all()
    [partition] = partitions(archiving.tick("customers"))
    (archiving.root / "data" / "customers.csv").unlink()
    assert "is the partition" in archiving.run(JOB, partition_key=partition).failure


def test_a_run_waits_for_the_one_before_it(archiving, server):
    """Without a limit of the pool, runs of files that arrive together meet."""
    archiving.put_all()
    assert archiving.run().success
    [lock] = archiving.root.rglob("runs/*customers")
    archiving.put("customers.csv", lambda text: text.replace("Nordlicht GmbH", "Süd"))
    [partition] = partitions(archiving.tick("customers"))
    with lock.open("a+") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        timer = threading.Timer(1, lambda: fcntl.flock(stream, fcntl.LOCK_UN))
        timer.start()
        ran = archiving.run(JOB, partition_key=partition)
        timer.join()

    assert ran.success
    assert ("Süd",) in rows(server, "customers", '"Customer"')


def test_one_run_for_two_files_of_one_name_and_content(archiving, server):
    archiving.tap(customers_path="data")
    for folder in ("a", "b"):
        (archiving.root / "data" / folder).mkdir()
        place = archiving.put("customers.csv")
        shutil.move(place, archiving.root / "data" / folder)
    said = archiving.tick("customers")
    [partition] = partitions(said)

    assert archiving.run(JOB, partition_key=partition).success
    assert rows(server, "customers") == [(36,)]
    assert archiving.files("data") == []


def test_the_newest_file_is_loaded_last(archiving, server):
    archiving.tap(customers_path="data")
    now = time.time()
    ages = {f"{letter}.csv": 60 * age for letter, age in zip("dbeac", range(1, 6), strict=True)}
    for name, age in ages.items():
        content = f"Customer Id,Customer\n1,{name}\n"
        (archiving.root / "data" / name).write_text(content)
        os.utime(archiving.root / "data" / name, (0, now - age))
    oldest_first = sorted(ages, key=ages.get, reverse=True)
    said = archiving.tick("customers")

    assert [key.partition("@")[0] for key in partitions(said)] == oldest_first
    (archiving.root / "other").mkdir()
    archiving.tap(invoices_path="other/a.csv", sales_receipts_path="other/b.csv")
    assert archiving.run().success
    assert rows(server, "customers", '"Customer"') == [("d.csv",)]


def test_a_tick_neither_waits_nor_reads_again_what_it_has_read(archiving, monkeypatch):
    place = archiving.put("customers.csv")
    archiving.policy(after_load="archive", mode="quarantine", settle_seconds=20)
    begin = time.monotonic()
    said = archiving.tick("customers")
    assert time.monotonic() - begin < 15
    assert partitions(said) == []
    assert "still being written" in said.skip_reason.skip_message

    archiving.policy(after_load="archive", mode="quarantine")
    read = []
    real = hashes.sha256_of
    monkeypatch.setattr(hashes, "sha256_of", lambda path: (read.append(path), real(path))[1])
    monkeypatch.setattr(hashes, "COARSE", -1.0)
    cursor = None
    for content in ("Customer Id\n1\n", "Customer Id\n2\n"):
        place.write_text(content)
        os.utime(place, (1, 1))
        for _ in range(3):
            said = archiving.tick("customers", cursor)
            cursor = said.cursor
    assert read == [place, place]


def test_as_meltano_a_file_that_is_never_complete_fails_the_run(world):
    """What is there would be loaded by Meltano; a run without a word would leave it out."""
    world.put_all()
    world.policy(settle_seconds=0.2)
    growing, over = world.root / "data" / "customers.csv", threading.Event()

    def grow():
        while not over.wait(0.02):
            with growing.open("a") as stream:
                stream.write("x")

    writer = threading.Thread(target=grow)
    writer.start()
    ran = world.run()
    over.set()
    writer.join()
    assert "data/customers.csv: still being written" in ran.failure
