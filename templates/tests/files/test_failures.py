"""Each way in which a file can fail, and what a person sees of it.

Files are moved here (`after_load: archive`): a file that failed is found in `files/failed/`, with a
report beside it that says why, and in the ledger. Where the file is not to blame, it stays.
"""

import json
from pathlib import Path

import dagster as dg
import pytest
from files.exports import CUSTOMERS
from files.importing import IMPORTER, NAME, Importing, Ran

from dagster_project.files import discovery

# What is in a file of customers, and what is said of it.
BAD: dict[str, tuple[str | bytes, str]] = {
    "bad-header.csv": (
        "Id,Name\n1,A\n",
        "the key column `Customer Id` of stream `customers` is not",
    ),
    "no-header.csv": ("", "has no header: its first line is missing"),
    "missing-key.csv": (CUSTOMERS + ",Nobody,,,\n", "line 6: the key `Customer Id` is empty"),
    "short-row.csv": (CUSTOMERS + "0000004,Short\n", "line 6: fewer fields than the header"),
    "wrong-encoding.csv": (CUSTOMERS.encode("cp1252"), "line 3: bytes that are not text"),
    "open-quote.csv": (CUSTOMERS + '0000004,"Open,,,\n', "line 6: fewer fields than the header"),
    "nul.csv": (CUSTOMERS + "0000004,A\0B,,,\n", "line 6: a NUL character"),
}


def test_bad_files_are_put_aside_with_a_report(importing: Importing) -> None:
    """Nothing of them is loaded, and all others are."""
    importing.policy(mode="strict", after_load="archive")
    importing.sources(customers="data/customers")
    importing.put_all()
    importing.put("customers/good.csv", CUSTOMERS)
    for name, (content, _) in BAD.items():
        importing.put(f"customers/{name}", content)
    ran = importing.run()

    assert f"{len(BAD)} files were not loaded" in ran.error
    assert not ran.was_retried
    assert importing.names("data/customers") == []
    for name, (_, message) in BAD.items():
        [kept, report] = [f for f in importing.names("files/failed") if f.startswith(name[:-4])]
        told = json.loads((importing.root / "files" / "failed" / report).read_text())
        assert report == f"{kept}.error.json"
        assert (Path(told["file"]).name, Path(told["kept"]).name) == (name, kept)
        assert message in told["message"]
        assert message in ran.error
    assert sorted(importing.ledger()) == [
        ("customers", "archived"),
        *[("customers", "failed")] * len(BAD),
        ("invoices", "archived"),
        ("sales_receipts", "archived"),
    ]
    assert len(importing.rows("customers")) == 3

    listed = importing.instance.get_latest_materialization_event(IMPORTER.errors_key)
    assert listed and listed.asset_materialization
    assert listed.asset_materialization.metadata["failures"].value == len(BAD)
    following = importing.run()
    assert following.success
    told = following.metadata(NAME, "file_errors")
    assert (told["failures"], told["not_loaded_since"]) == (len(BAD), len(BAD))


def test_a_key_that_comes_twice_is_told_and_the_last_row_counts(importing: Importing) -> None:
    """As in Meltano; so it is no failure of the file."""
    importing.policy(mode="strict", after_load="archive")
    importing.put("customers.csv", CUSTOMERS + "0000001,Renamed,,,\n")
    ran = importing.run("customers")
    assert ran.success
    assert not ran.check("keys", "raw", "customers").passed
    assert importing.ledger() == [("customers", "archived")]


def ignored(ran: Ran) -> object:
    """Why the file of customers was not loaded, in the table of its asset."""
    table = ran.metadata(NAME, "customers_files")["table"]
    assert isinstance(table, dg.TableMetadataValue)
    [listed] = table.records
    return listed.data["ignored"]


def test_a_file_that_cannot_be_read_stays_and_is_told(importing: Importing) -> None:
    """Nothing was seen of it, so that nothing is known of it but its name and the reason."""
    importing.policy(mode="strict", after_load="archive")
    (importing.data / "customers.csv").symlink_to(importing.root / "gone.csv")
    ran = importing.run("customers")
    assert "cannot be read: No such file or directory" in ran.error
    assert ignored(ran) == "cannot be read: No such file or directory"
    assert importing.names("files/failed") == []
    assert importing.ledger() == []


def test_a_file_that_is_still_being_written_is_loaded_by_a_later_run(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes it is not disturbed."""
    importing.policy(mode="strict", after_load="archive", settle_seconds=60)
    path = importing.put("customers.csv")

    def write_more(seconds: float) -> None:
        path.write_text(path.read_text() + "0000004,New,,,\n")

    monkeypatch.setattr(discovery.time, "sleep", write_more)
    ran = importing.run("customers")
    assert ran.success
    assert ignored(ran) == "still being written"
    assert importing.names("data") == ["customers.csv"]

    monkeypatch.setattr(discovery.time, "sleep", lambda seconds: None)
    assert importing.run("customers").success
    assert len(importing.rows("customers")) == 4


def test_a_database_that_is_away_keeps_the_files(importing: Importing) -> None:
    """The file is not to blame: the step is tried again, and then a later run loads it."""
    importing.policy(mode="strict", after_load="archive")
    importing.put("customers.csv")
    importing.database("postgresql://nobody:s3cret@127.0.0.1:1/none")
    ran = importing.run("customers")
    assert "Check that the server runs and can be reached from here" in ran.error
    assert "s3cret" not in ran.error
    assert ran.was_retried
    assert importing.names("data") == ["customers.csv"]
    importing.database(importing.url)
    assert importing.run("customers").success


def test_a_table_that_takes_no_file_keeps_the_files(importing: Importing) -> None:
    """A report says why; the files are not to blame."""
    importing.policy(mode="strict", after_load="archive")
    importing.execute('CREATE SCHEMA raw; CREATE VIEW raw.customers AS SELECT 1 AS "Customer Id"')
    importing.put("customers.csv")
    assert "raw.customers is not a table" in importing.run("customers").error
    assert importing.names("data") == ["customers.csv"]
    assert importing.names("files/failed") == []
    [report] = importing.names("files/reports")
    assert report.startswith("customers.csv.")
    assert report.endswith(".error.json")


def test_a_row_that_the_table_refuses_puts_its_file_aside(importing: Importing) -> None:
    """Everything of a file is loaded, or nothing."""
    importing.policy(mode="strict", after_load="archive")
    importing.put("customers.csv")
    assert importing.run("customers").success
    importing.execute(
        'ALTER TABLE raw.customers ADD CONSTRAINT short CHECK (length("Customer") < 15)'
    )
    importing.put(
        "customers.csv", CUSTOMERS + "0000004,New,,,\n0000005,A name of many letters,,,\n"
    )
    ran = importing.run("customers")
    assert 'violates check constraint "short"' in ran.error
    assert "Correct the file or the table" in ran.error
    assert len(importing.rows("customers")) == 3
    assert importing.names("data") == []
    assert importing.ledger() == [("customers", "archived"), ("customers", "failed")]
