"""What is wrong with one file, or with the database, stops nothing else and is told as what it is."""

import random
import string

import psycopg
import pytest
from dagster_project.files import loading
from importing import rows

CUSTOMERS = ("quickbooks", "customers")


@pytest.fixture
def archiving(world):
    """Files are moved away."""
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    return world


def test_a_key_that_is_too_long_for_an_index_is_a_fault_of_the_file(archiving):
    letters = string.ascii_letters + string.digits
    key = "".join(random.Random(1).choices(letters, k=9000))
    archiving.put("customers.csv", lambda text: f"{text.rstrip()}\n{key}{',' * 8}\n")
    ran = archiving.run()

    assert "data/customers.csv: PostgreSQL [54000]" in ran.failure
    assert "A value is too long for a key" in ran.failure
    assert not any("tried again" in str(e.message) for e in ran.result.all_events)
    assert any(name.startswith("customers") for name in archiving.files("files/failed"))


def test_a_file_that_grows_stays_and_the_others_are_loaded(archiving, server, monkeypatch):
    growing, real = archiving.root / "data" / "customers.csv", loading.staging.fill

    def fill(*args, **more):
        if growing.exists():
            with growing.open("a") as stream:
                stream.write("more\n")
        return real(*args, **more)

    monkeypatch.setattr(loading.staging, "fill", fill)
    ran = archiving.run()

    assert "was changed after it was found" in ran.failure
    assert archiving.files("data") == ["customers.csv"]
    assert archiving.files("files/failed") == []
    assert len(rows(server, "invoices")) == 1
    assert ("customers",) not in rows(server, "_file_ledger", "stream")


def test_a_table_that_takes_no_file_sends_none_to_the_failed(archiving, server):
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA raw")
        connection.execute('CREATE TABLE raw.customers ("Customer Id" integer PRIMARY KEY)')
    ran = archiving.run()

    assert "has the type integer, and the file holds text" in ran.failure
    assert archiving.files("data") == ["customers.csv"]
    assert archiving.files("files/failed") == []


def test_a_file_that_cannot_be_read_is_not_passed_over(archiving, server):
    place = archiving.root / "data" / "customers.csv"
    place.unlink()
    place.symlink_to("nowhere.csv")
    ran = archiving.run()

    assert "data/customers.csv: cannot be read: No such file or directory" in ran.failure
    assert len(rows(server, "invoices")) == 1
    assert len(rows(server, "sales_receipts")) == 1


def test_a_failure_says_which_of_many_files_it_was(world):
    folder = world.put("customers.csv", lambda text: f"{text.rstrip()}\n\0{',' * 8}\n").parent / "c"
    folder.mkdir()
    (folder.parent / "customers.csv").rename(folder / "second.csv")
    world.put("customers.csv").rename(folder / "first.csv")
    world.put_all()
    world.tap(customers_path="data/c")
    ran = world.run()

    assert "data/c/second.csv: line 39 has a zero byte" in ran.failure
    report = next(n for n in world.files("files/reports") if n.endswith(".error.json"))
    assert "c/second.csv: line 39" in (world.root / "files/reports" / report).read_text()


@pytest.mark.parametrize("mode", ["quarantine", "strict"])
def test_the_longest_names(world, mode):
    """Of 255 bytes a name may have, and its report or reject file, too."""
    name = "é" * 125 + ".csv"
    world.put_all()
    world.policy(mode=mode)
    world.tap(customers_path=f"data/{name}")
    place = world.put("customers.csv", lambda text: f"{text.rstrip()}\nonly,two\n")
    place.rename(place.with_name(name))
    ran = world.run()

    if mode == "quarantine":
        assert ran.success
        assert ran.metadata(*CUSTOMERS)["rows_rejected"] == 1
    else:
        assert "fewer fields than the header" in ran.failure
        assert any(n.endswith(".error.json") for n in world.files("files/reports"))
    assert any(n.endswith(".rejects.csv") for n in world.files("files/reports"))


def test_two_failed_files_of_one_name_have_a_report_each(world):
    world.policy(mode="strict")
    world.put_all()
    world.tap(customers_path="data/c", invoices_path="data/i")
    for stream, folder in (("customers", "c"), ("invoices", "i")):
        (world.root / "data" / folder).mkdir()
        place = world.put(f"{stream}.csv", lambda text: "x" + text)
        place.rename(world.root / "data" / folder / "export.csv")
    assert not world.run().success
    assert len(world.files("files/reports")) == 2


@pytest.mark.parametrize("path", ["data", "data/", "./data", "data/../data"])
def test_a_folder_of_several_streams_is_one_whatever_it_is_called(archiving, server, path):
    archiving.tap(customers_path="data", invoices_path=path, sales_receipts_path=path)
    ran = archiving.run()

    # Nothing tells this importer which file is whose, and so none is taken.
    assert ran.success
    assert ran.metadata(*CUSTOMERS)["files"] == 0
    assert len(archiving.files("data")) == 3


def test_two_streams_of_one_file(world, server):
    keys = ["Customer Id"]
    world.tap(invoices_path="./data/customers.csv", invoices_keys=keys)
    world.policy(mode="quarantine")
    world.put("customers.csv")
    world.put("sales_receipts.csv")
    assert world.run().success
    assert rows(server, "customers") == rows(server, "invoices") == [(36,)]

    world.policy(mode="quarantine", after_load="archive")
    assert "the streams `customers` and `invoices` read one file" in world.run().failure
    assert world.files("data") == ["customers.csv", "sales_receipts.csv"]


def test_the_folder_that_is_read_is_not_the_archive(world):
    world.tap(customers_path="data")
    world.policy(after_load="archive", mode="quarantine", archive="./data")
    world.put("customers.csv")
    assert "reads the folder to which files are moved" in world.run().failure
