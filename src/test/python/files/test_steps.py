"""The steps of an importer in the real Dagster, into a real PostgreSQL."""

import json
import re
import shutil
from collections import Counter
from datetime import datetime, timezone

import dagster as dg
import psycopg
from dagster_project.files import FileSystemResource, PostgresResource
from dagster_project.files.failures import notice_of
from dagster_project.files.policy import FIRST_DAY
from dagster_project.files.work import Work
from dagster_project.singer.project import Project
from importing import IMPORTER, NAME, TYPES, definitions, rows

CUSTOMERS = ("quickbooks", "customers")
TAGS = ("meltano/environment", "files/importer", "files/type")


def spoilt(text: str) -> str:
    lines = text.splitlines()
    return "\n".join([*lines[:3], "only,two", *lines[3:], '"",x' + "," * 7]) + "\n"


def test_as_meltano_every_run_loads_everything_and_leaves_the_files(world, server):
    world.put_all()
    first, second = world.run(), world.run()

    assert first.success
    assert first.metadata(NAME, "customers_files")["files"] == 1
    assert first.metadata(*CUSTOMERS)["rows_inserted"] == 36
    assert second.metadata(*CUSTOMERS)["rows_updated"] == 36
    assert second.metadata(NAME, "archived_files")["moved"] == 0
    assert rows(server, "customers") == [(36,)]
    assert world.files("data") == ["customers.csv", "invoices.csv", "sales_receipts.csv"]
    assert first.result.dagster_run.tags["files/importer"] == NAME
    assert second.check("rows", *CUSTOMERS)[0]
    assert second.check("keys", *CUSTOMERS)[0]
    assert second.check("header", NAME, "customers_files")[0]


def test_a_job_that_has_its_tasks_twice_tells_its_checks_twice(world, server):
    world.put_all()
    ran = world.run("twice")

    assert ran.success
    told = Counter(e.check_name for e in ran.result.get_asset_check_evaluations())
    assert told == {"header": 6, "keys": 6, "rows": 6}
    assert rows(server, "customers") == [(36,)]


def test_as_meltano_nothing_is_loaded_after_a_failure(world, server):
    world.put_all()
    (world.root / "data" / "invoices.csv").unlink()
    ran = world.run()

    assert not ran.success
    assert "there is no file or folder" in ran.failure


def test_as_meltano_what_it_swallows_is_told(world):
    world.put_all()
    world.put(
        "customers.csv", lambda text: text.replace("\n", ",more\n", 2).replace(",more", "", 1)
    )
    ran = world.run()

    assert ran.success
    passed, metadata = ran.check("rows", *CUSTOMERS)
    assert not passed
    assert metadata["read"] == metadata["loaded"] == 36
    assert "line 2" in metadata["loaded_all_the_same"]


def test_a_header_without_what_dbt_describes_is_told_and_one_with_more_is_not(world):
    world.put_all()
    world.put("sales_receipts.csv", lambda text: text.replace("Amount", "amount", 1))
    ran = world.run()

    assert ran.success
    passed, metadata = ran.check("header", NAME, "sales_receipts_files")
    assert not passed
    assert metadata["differences"] == 1
    assert metadata["examples"] == "sales_receipts.csv: renamed: `Amount` is `amount`"
    assert ran.check("header", NAME, "customers_files")[0]

    world.policy(mode="strict")
    world.put("sales_receipts.csv", lambda text: text.replace("Amount", "Sum", 1))
    ran = world.run()
    assert not ran.success
    assert "sales_receipts.csv: the column `Amount`, which the dbt source of" in ran.failure


def test_loaded_files_are_archived_once_and_failed_ones_reported(world, server):
    world.policy(after_load="archive", mode="quarantine")
    world.put("customers.csv", spoilt)
    world.put("invoices.csv", lambda text: text.replace("Invoice No", "Number", 1))
    world.put("sales_receipts.csv")
    ran = world.run()

    assert not ran.success
    assert "the key column `Invoice No` of stream `invoices` is not in the header" in ran.failure
    assert ran.metadata(*CUSTOMERS)["rows_rejected"] == 2
    passed, metadata = ran.check("rows", *CUSTOMERS)
    assert not passed
    assert metadata["read"] == metadata["loaded"] + metadata["rejected"] + metadata["duplicates"]
    assert "fewer fields than the header: 1 (line 4)" in metadata["left_out"]
    assert world.files("data") == []
    hashed = re.compile(r"\.[0-9a-f]{12}\.[0-9a-f]{8}")
    assert [hashed.sub("", name) for name in world.files("files/archive")] == [
        "customers.csv",
        "sales_receipts.csv",
    ]
    assert [hashed.sub("", name) for name in world.files("files/failed")] == [
        "invoices.csv",
        "invoices.csv.error.json",
    ]
    [rejects] = (world.root / "files/reports").glob("*.rejects.csv")
    assert rejects.read_text().splitlines()[1] == "4,fewer fields than the header,only,two"

    following = world.run()
    assert following.success
    told = following.metadata(NAME, "file_errors")
    assert (told["failures"], told["not_loaded_since"]) == (1, 1)
    assert [line.data["loaded_since"] for line in told["last"].records] == [""]
    assert following.metadata(*CUSTOMERS)["files"] == 0
    assert rows(server, "customers") == [(36,)]

    # Mended, under its old name.
    world.put("invoices.csv")
    mended = world.run()
    told = mended.metadata(NAME, "file_errors")
    assert (told["failures"], told["not_loaded_since"]) == (1, 0)
    [since] = [datetime.fromisoformat(line.data["loaded_since"]) for line in told["last"].records]
    assert since > datetime.fromisoformat(told["last"].records[0].data["time"])


def test_strict_loads_nothing_of_a_file_with_a_bad_row(world, server):
    world.policy(after_load="archive", mode="strict")
    world.put("customers.csv", spoilt)
    world.put("sales_receipts.csv")
    ran = world.run()

    assert not ran.success
    assert "2 of 38 rows cannot be loaded; the first on line 4" in ran.failure
    assert rows(server, "sales_receipts") == [(48,)]
    assert rows(server, "_file_ledger", "stream, status") == [
        ("customers", "failed"),
        ("sales_receipts", "archived"),
    ]


def test_a_content_that_comes_again_after_another_is_loaded_again(world, server):
    world.policy(after_load="archive", mode="quarantine")

    def changed(text):
        return text.replace("Nordlicht GmbH", "Südlicht GmbH")

    for change, name in (
        (str, "Nordlicht GmbH"),
        (changed, "Südlicht GmbH"),
        (str, "Nordlicht GmbH"),
    ):
        world.put("customers.csv", change)
        assert world.run().success
        found = {row[0] for row in rows(server, "customers", '"Customer"')}
        assert name in found
        assert len(found & {"Nordlicht GmbH", "Südlicht GmbH"}) == 1
    assert len(world.files("files/archive")) == 3

    world.put("customers.csv")
    ran = world.run()
    assert ran.metadata(*CUSTOMERS)["files"] == 0
    assert ran.metadata(NAME, "archived_files")["moved"] == 1
    assert world.files("data") == []


def test_what_a_kill_left_between_commit_and_move_is_moved_and_not_loaded_again(world, server):
    world.put_all()
    assert world.run().success
    world.policy(after_load="archive", mode="quarantine")
    (world.root / "data" / "invoices.csv").unlink()
    world.put("sales_receipts.csv", lambda text: text.replace("0", "1", 1))
    ran = world.run()

    assert ran.success
    assert ran.metadata(*CUSTOMERS)["files"] == 0
    assert ran.metadata("quickbooks", "sales_receipts")["files"] == 1
    assert len(world.files("files/archive")) == 2
    assert set(rows(server, "_file_ledger", "stream, status, moved_to like '(gone%'")) == {
        ("customers", "archived", False),
        ("invoices", "archived", True),
        ("sales_receipts", "archived", True),
        ("sales_receipts", "archived", False),
    }


def test_files_that_were_loaded_from_another_place_stay_there(world, server):
    world.put_all()
    assert world.run().success
    (world.root / "inbox").mkdir()
    for file_type in TYPES:
        world.tap(**{f"{file_type.stream}_path": f"inbox/{file_type.stream}.csv"})
    world.policy(after_load="archive", mode="quarantine")
    shutil.copy(world.root / "data" / "customers.csv", world.root / "inbox")
    ran = world.run()

    assert ran.metadata(NAME, "archived_files")["moved"] == 1
    assert len(world.files("data")) == 3
    assert world.files("inbox") == []


def test_no_server_is_a_clear_error_and_the_files_stay(world, monkeypatch):
    world.put_all()
    world.policy(after_load="archive", mode="quarantine")
    monkeypatch.setenv("POSTGRES_PORT", "1")
    monkeypatch.setenv("POSTGRES_PASSWORD", "s3cret-of-the-test")
    ran = world.run()

    assert not ran.success
    assert "Check that the server runs and can be reached from here" in ran.failure
    assert "s3cret-of-the-test" not in ran.failure
    assert len(world.files("data")) == 3


def test_another_runner_leaves_files_alone(world):
    world.put_all()
    world.runner("singer")
    ran = world.run()

    assert not ran.success
    # The tap is not installed here; that it is asked for is the point.
    assert "extractor `tap-csv` is not installed" in ran.failure
    assert "another runner" in str(ran.metadata(NAME, "customers_files")["runner"])


def test_a_sensor_asks_for_a_run_a_file_and_the_run_loads_that_file(world, server):
    world.policy(after_load="archive", mode="quarantine")
    world.put("customers.csv")
    first = world.tick("customers")
    [request] = first.run_requests
    assert re.fullmatch(r"customers\.csv@[0-9a-f]{12}", request.partition_key)
    assert request.tags["files/type"] == "customers"
    assert "No new file" in world.tick("customers", first.cursor).skip_reason.skip_message

    ran = world.run(f"{NAME}_customers_file", partition_key=request.partition_key)
    assert ran.success
    assert ran.metadata(NAME, "customers_file")["bytes"] > 1000
    tags = {key: ran.result.dagster_run.tags.get(key) for key in TAGS}
    assert tags == dict(zip(TAGS, ("dev", NAME, "customers"), strict=True))
    assert rows(server, "customers") == [(36,)]
    assert world.files("data") == []
    assert "No new file" in world.tick("customers", first.cursor).skip_reason.skip_message


def test_a_day_of_the_archive_is_loaded_again_in_its_order(world, server):
    world.policy(after_load="archive", mode="quarantine")
    for name in ("first", "second"):
        world.put("customers.csv", lambda text, name=name: text.replace("Nordlicht GmbH", name))
        assert world.run().success
    with psycopg.connect(server) as connection:
        connection.execute("delete from raw.customers")
    today = datetime.now(timezone.utc).date().isoformat()

    for _ in range(2):
        assert world.run(f"{NAME}_archived_day", partition_key=today).success
        assert len(rows(server, "customers", '"Customer"')) == 36
        assert ("second",) in rows(server, "customers", '"Customer"')
        assert len(world.files("files/archive")) == 2
    assert world.run(f"{NAME}_archived_day", partition_key="2026-01-01").success

    [kept, _] = (world.root / "files/archive").rglob("*.csv")
    kept.write_text("changed")
    ran = world.run(f"{NAME}_archived_day", partition_key=today)
    assert "is not the file that was archived there" in ran.failure


def test_limits_and_the_first_day_of_the_archive_are_those_of_files_yaml(world):
    files = world.root / "out" / "files.yaml"
    files.write_text(
        "schema_version: 1\narchive_from: 2024-02-29\n"
        "environments:\n  dev: {statement_timeout_seconds: 7, pool_size: 2}\n"
    )
    repository = definitions().get_repository_def()
    work = Work.resolve(
        IMPORTER,
        Project.load(),
        PostgresResource(lock_timeout_seconds=5),
        FileSystemResource(),
    )

    days = repository.get_job(f"{NAME}_archived_day").partitions_def
    assert days.get_first_partition_key() == "2024-02-29"
    assert (work.postgres.statement_timeout_seconds, work.postgres.pool_size) == (7, 2)
    assert work.postgres.lock_timeout_seconds == 5
    work.postgres.close()

    files.write_text("schema_version: 1\narchive_from: never\n")
    days = definitions().get_repository_def().get_job(f"{NAME}_archived_day").partitions_def
    assert days.get_first_partition_key() == FIRST_DAY.isoformat()


def test_old_files_are_removed_only_where_files_yaml_says_so(world):
    old = world.root / "files/archive/2026/01/02/customers.0123456789ab.01234567.csv"
    old.parent.mkdir(parents=True)
    old.write_text("x")
    assert world.run(f"{NAME}_retention").success
    assert old.exists()
    world.policy(retention_days=30)
    assert world.run(f"{NAME}_retention").success
    assert not old.exists()


def test_a_failed_run_is_told(world):
    world.put("customers.csv", lambda text: text.replace("Customer Id", "Id"))
    world.policy(mode="strict")
    ran = world.run()
    event = next(e for e in ran.result.all_events if e.event_type_value == "PIPELINE_FAILURE")
    context = dg.build_run_status_sensor_context(
        sensor_name="failure_notices",
        dagster_instance=world.instance,
        dagster_run=ran.result.dagster_run,
        dagster_event=event,
    ).for_run_failure()

    notice = notice_of(context)

    assert notice.title == "all failed"
    wrong = f"{world.root}/data/customers.csv: the key column `Customer Id`"
    assert f"{NAME}_customers_table: {wrong}" in notice.text
    world.repository.get_sensor_def("failure_notices")(context)


def test_a_failure_before_any_file_has_a_report_of_its_importer(world, monkeypatch):
    world.put_all()
    world.policy(after_load="archive", mode="quarantine")
    with monkeypatch.context() as patch:
        patch.setenv("POSTGRES_PORT", "1")
        patch.setenv("POSTGRES_PASSWORD", "s3cret-of-the-test")
        assert not world.run().success
    [path] = (world.root / "files/reports").iterdir()
    report = json.loads(path.read_text())
    assert path.name == f"{NAME}.error.json"
    assert report["importer"] == NAME and report["file"] == ""
    assert "refused" in report["message"] and "Check that the server runs" in report["advice"]
    assert "s3cret" not in path.read_text()

    ran = world.run()
    assert ran.success
    told = ran.metadata(NAME, "file_errors")
    # It is about no file.
    assert (told["failures"], told["not_loaded_since"]) == (1, 0)


def test_with_singer_an_unknown_environment_is_said_once(world, monkeypatch):
    monkeypatch.setenv("MELTANO_ENVIRONMENT", "typo")
    world.runner("singer")
    world.repository = definitions(retry_policy=dg.RetryPolicy(max_retries=1)).get_repository_def()
    ran = world.run(asset_selection=[dg.AssetKey(CUSTOMERS)])

    assert "`typo`" in ran.failure
    assert not any(event.is_step_up_for_retry for event in ran.result.all_events)
