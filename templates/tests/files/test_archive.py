"""What becomes of loaded files: kept by day, loaded again, removed when they are old."""

import re
from datetime import datetime, timezone

from files.exports import CUSTOMERS
from files.importing import NAME, Importing

TODAY = datetime.now(timezone.utc).date()


def test_a_loaded_file_is_archived_by_day(importing: Importing) -> None:
    """Its name tells its content and its run, so nothing is ever overwritten."""
    importing.policy(after_load="archive", mode="quarantine")
    for content in (CUSTOMERS, CUSTOMERS + "0000004,New,,,\n"):
        importing.put("customers.csv", content)
        assert importing.run("customers").success
    assert importing.names("data") == []
    archive = importing.root / "files" / "archive" / TODAY.strftime("%Y/%m/%d")
    names = sorted(path.name for path in archive.iterdir())
    assert len(names) == 2
    assert all(re.fullmatch(r"customers\.[0-9a-f]{12}\.[0-9a-f]{8}\.csv", name) for name in names)
    assert importing.ledger() == [("customers", "archived")] * 2


def test_a_content_that_is_loaded_is_not_loaded_again(importing: Importing) -> None:
    """It is moved away all the same."""
    importing.policy(after_load="archive", mode="quarantine")
    for _ in range(2):
        importing.put("customers.csv")
        ran = importing.run("customers")
    assert ran.metadata("raw", "customers")["files"] == 0
    assert ran.metadata(NAME, "archived_files")["moved"] == 1
    assert importing.names("data") == []


def test_what_a_crash_has_left_is_moved_by_the_next_run(importing: Importing) -> None:
    """Rows and ledger are committed together, so it is known that nothing is to be loaded."""
    importing.put_all()
    assert importing.run().success
    # As if the process had ended here: the rows are there, the files have not moved.
    importing.policy(after_load="archive", mode="quarantine")
    ran = importing.run()
    assert ran.success
    assert ran.metadata("raw", "customers")["files"] == 0
    assert importing.names("data") == []
    assert importing.ledger() == [
        ("customers", "archived"),
        ("invoices", "archived"),
        ("sales_receipts", "archived"),
    ]


def test_a_day_of_the_archive_can_be_loaded_again(importing: Importing) -> None:
    """A partition of the job `…_archived_day` is a day."""
    importing.policy(after_load="archive", mode="quarantine")
    importing.put_all()
    assert importing.run().success
    importing.execute("TRUNCATE raw.customers, raw.invoices")
    assert importing.run_job(f"{NAME}_archived_day", partition_key=TODAY.isoformat()).success
    assert len(importing.rows("customers")) == len(importing.rows("invoices")) == 3
    assert len(importing.names("files/archive")) == 3


def test_old_files_are_removed_only_when_files_yaml_says_so(importing: Importing) -> None:
    """`retention_days` is not set at first."""
    old = importing.root / "files/archive/2026/01/02/customers.0123456789ab.01234567.csv"
    old.parent.mkdir(parents=True)
    old.write_text(CUSTOMERS)
    assert importing.run_job(f"{NAME}_retention").success
    assert old.exists()
    importing.policy(retention_days=30)
    assert importing.run_job(f"{NAME}_retention").success
    assert not old.exists()
