"""Every content is loaded once, whatever it is called and whoever else loads it; the archive is loaded again only when asked."""

import shutil
from datetime import datetime, timezone
from pathlib import Path

import psycopg
import pytest
from dagster_project.files import load_step, management
from dagster_project.files.ledger import Ledger
from importing import NAME, rows

CUSTOMERS = ("quickbooks", "customers")
CUSTOMERS_TABLE = f"{NAME}_customers_table"
ARCHIVED_DAY = f"{NAME}_archived_day"
TODAY = datetime.now(timezone.utc).date().isoformat()


def test_one_content_under_two_names_without_keys(world, server):
    world.tap(customers_path="data/customers", customers_keys=[])
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    folder = world.root / "data" / "customers"
    folder.mkdir()
    shutil.copy(world.root / "data" / "customers.csv", folder / "a.csv")
    (world.root / "data" / "customers.csv").rename(folder / "b.csv")
    ran = world.run()

    assert ran.success
    assert rows(server, "customers") == [(36,)]
    assert ran.metadata(*CUSTOMERS)["files"] == 1
    assert world.files("data") == []
    assert len(world.files("files/archive")) == 4


@pytest.mark.parametrize("keys", [["Customer Id"], []])
def test_another_run_loads_the_file_after_this_one_has_found_it(world, server, monkeypatch, keys):
    """On another machine, where the lock of the state is another."""
    world.tap(customers_keys=keys)
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    real, others = load_step.FileLoad.run, []

    def run(load, *rest):
        if not others:
            others.append(load)
            real(load_step.FileLoad(load.work, load.source, load.candidate, "other-run"), *rest)
        return real(load, *rest)

    monkeypatch.setattr(load_step.FileLoad, "run", run)
    ran = world.run()

    assert ran.success
    assert rows(server, "customers") == [(36,)]
    assert ran.metadata(*CUSTOMERS)["files"] == 0
    assert rows(server, "_file_ledger", "stream, run = 'other-run', status")[0] == (
        "customers",
        True,
        "archived",
    )


def test_another_run_moves_a_file_that_this_one_is_about_to_move(world, server, monkeypatch):
    """That fills the table right now; under the name there is the next file already."""
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    assert world.run().success
    world.put("customers.csv")
    real, others = management.archive_file, []

    def move(work, connection, stream, candidate, run):
        if not others:
            others.append(real(work, connection, stream, candidate, "other-run"))
            world.put("customers.csv", lambda text: text.replace("Nordlicht GmbH", "Süd"))
        return real(work, connection, stream, candidate, run)

    monkeypatch.setattr(management, "archive_file", move)
    assert world.run().success

    assert world.files("data") == ["customers.csv"]
    assert world.run().metadata(*CUSTOMERS)["files"] == 1
    assert ("Süd",) in rows(server, "customers", '"Customer"')
    assert world.files("data") == []


def test_an_archived_day_without_keys_is_loaded_when_that_is_asked_for(world, server):
    world.tap(customers_keys=[])
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    assert world.run().success
    ran = world.run(ARCHIVED_DAY, partition_key=TODAY)

    assert "the rows of `customers` have no keys, so they would be there twice" in ran.failure
    assert rows(server, "customers") == [(36,)]

    config = {"ops": {f"{NAME}_customers_archived": {"config": {"append": True}}}}
    assert world.run(ARCHIVED_DAY, partition_key=TODAY, run_config=config).success
    assert rows(server, "customers") == [(72,)]


def test_a_kill_while_an_archived_day_is_loaded_leaves_the_file_on_its_day(
    world, server, monkeypatch
):
    world.policy(after_load="archive", mode="quarantine")
    world.put_all()
    assert world.run().success
    with psycopg.connect(server, autocommit=True) as connection:
        of_customers = "raw._file_ledger WHERE stream = 'customers'"
        [(place,)] = connection.execute(f"SELECT moved_to FROM {of_customers}").fetchall()
        earlier = world.root / "files/archive/2026/01/02" / Path(place).name
        earlier.parent.mkdir(parents=True)
        Path(place).rename(earlier)
        connection.execute(
            "UPDATE raw._file_ledger SET moved_to = %s WHERE stream = 'customers'", [str(earlier)]
        )
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "archived", None)
        assert not world.run(ARCHIVED_DAY, partition_key="2026-01-02").success
    assert world.run().success

    assert earlier.exists()
    assert world.run(ARCHIVED_DAY, partition_key="2026-01-02").success
    assert set(rows(server, "_file_ledger", "status")) == {("archived",)}


@pytest.mark.parametrize("path", ["data/customers.csv", "./data//customers/", "data/../data"])
def test_an_archived_file_keeps_the_name_that_the_tap_had_for_it(world, server, path):
    world.tap(customers_path=path)
    settings = world.root / "out" / "plugins" / "extractors" / "tap-csv.yaml"
    settings.write_text(settings.read_text().replace("default: false", "default: true"))
    world.policy(after_load="archive", mode="quarantine")
    place = world.put("customers.csv")
    if path.endswith("customers/"):
        (place.parent / "customers").mkdir()
        place.rename(place.parent / "customers" / "one.csv")
    assert world.run().success
    names = rows(server, "customers", "DISTINCT _sdc_source_file")
    assert world.run(ARCHIVED_DAY, partition_key=TODAY).success

    assert rows(server, "customers", "DISTINCT _sdc_source_file") == names
    assert rows(server, "customers") == [(36,)]


def test_a_full_refresh_loads_what_is_loaded(world, server):
    world.policy(mode="quarantine")
    world.put_all()
    assert world.run().success
    with psycopg.connect(server) as connection:
        connection.execute("TRUNCATE raw.customers")
    assert world.run().metadata(*CUSTOMERS)["files"] == 0
    full = {"ops": {CUSTOMERS_TABLE: {"config": {"full_refresh": True}}}}
    assert world.run(run_config=full).metadata(*CUSTOMERS)["rows_inserted"] == 36


def test_a_filter_of_streams_is_refused_and_not_passed_over(world):
    world.put_all()
    filtered = {"ops": {CUSTOMERS_TABLE: {"config": {"select_filter": ["!customers"]}}}}
    assert "Select the assets of the tables to load" in world.run(run_config=filtered).failure
