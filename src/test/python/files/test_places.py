"""Files that jobs name by variables, as quickbooks-importer's script does: sensors and file jobs find them, too."""

import shutil
from datetime import datetime, timezone

import dagster as dg
import psycopg
import pytest
from importing import FIXTURES, NAME, World, definitions, project

VARIABLES = [
    {
        f"{name}_FILE_PATH": f"data/{part}/{name.lower()}.csv"
        for name in ("CUSTOMERS", "INVOICES", "SALES_RECEIPTS")
    }
    for part in ("all", "daily")
]
# One of the jobs is of another environment than the surroundings.
VARIABLES[1]["MELTANO_ENVIRONMENT"] = "prod"
CUSTOMERS = ("quickbooks", "customers")


@pytest.fixture
def world(tmp_path, monkeypatch, server):
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop schema if exists raw cascade")
    for name, value in project(tmp_path, server).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TARGET_POSTGRES_PASSWORD", "postgres")
    shutil.rmtree(tmp_path / "out" / "plugins")
    expected = FIXTURES / "quickbooks-importer" / "expected"
    shutil.copytree(expected / "plugins", tmp_path / "out" / "plugins")
    for part in ("all", "daily"):
        (tmp_path / "data" / part).mkdir()
    with dg.DagsterInstance.ephemeral() as instance:
        repository = definitions(variables=VARIABLES).get_repository_def()
        made = World(tmp_path, instance, repository)
        made.runner("native")
        made.policy()
        yield made


def put(world: World, part: str, rows: slice) -> None:
    """Put some customers of the fixture into the file of a job."""
    made = world.put("customers.csv", lambda text: cut(text, rows))
    made.rename(world.root / "data" / part / "customers.csv")


def cut(text: str, rows: slice) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([lines[0], *lines[1:][rows]])


def test_a_sensor_looks_where_each_job_looks_and_its_runs_look_there(world, server):
    put(world, "all", slice(0, 8))
    first = world.tick("customers")
    [request] = first.run_requests
    put(world, "daily", slice(8, 10))
    later = world.tick("customers", first.cursor)
    [other] = later.run_requests
    assert not world.tick("customers", later.cursor).run_requests

    for part, asked, count, environment in (
        ("all", request, 8, "dev"),
        ("daily", other, 2, "prod"),
    ):
        values = asked.run_config["resources"]["variables"]["config"]["values"]
        assert values["CUSTOMERS_FILE_PATH"] == f"data/{part}/customers.csv"
        partitions = f"{NAME}_customers_files"
        world.instance.add_dynamic_partitions(partitions, [asked.partition_key])
        ran = world.run(
            f"{NAME}_customers_file",
            partition_key=asked.partition_key,
            run_config=asked.run_config,
        )
        assert ran.success, ran.failure
        assert ran.metadata(*CUSTOMERS)["rows_inserted"] == count
        assert asked.tags["meltano/environment"] == environment
    with psycopg.connect(server) as connection:
        assert connection.execute("select count(*) from raw.customers").fetchone() == (10,)


def test_a_file_that_is_not_there_is_waited_for(world):
    assert "No new file of `customers`" in world.tick("customers").skip_reason.skip_message


def test_jobs_on_the_archive_know_the_settings_of_the_last_job(world, server):
    world.policy(after_load="archive", mode="quarantine")
    put(world, "daily", slice(0, 8))
    for name in (f"{NAME}_customers_file", f"{NAME}_archived_day", f"{NAME}_retention"):
        assert world.repository.get_job(name).tags["meltano/environment"] == "prod"
    assert world.run("job_1").success
    assert [name.partition(".")[0] for name in world.files("files/archive")] == ["customers"]
    today = datetime.now(timezone.utc).date().isoformat()
    # As a backfill starts it, and as `dg launch --partition` does.
    for given in ({}, {"run_config": {}}):
        with psycopg.connect(server) as connection:
            connection.execute("delete from raw.customers")
        ran = world.run(f"{NAME}_archived_day", partition_key=today, **given)
        assert ran.success, ran.failure
        with psycopg.connect(server) as connection:
            assert connection.execute("select count(*) from raw.customers").fetchone() == (8,)
    world.policy(retention_days=30)
    assert world.run(f"{NAME}_retention").success
