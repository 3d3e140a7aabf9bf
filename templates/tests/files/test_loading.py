"""Files into the tables of a real PostgreSQL, in the real Dagster."""

from files.exports import CUSTOMERS, INVOICES
from files.importing import NAME, Importing


def test_rows_are_found_again_by_all_their_key_columns(importing: Importing) -> None:
    """A second load updates what is there and adds what is new; nothing is there twice."""
    importing.put_all()
    first = importing.run()
    assert first.success
    assert first.metadata("raw", "invoices")["rows_inserted"] == 3
    changed = INVOICES.replace("468.74", "1.00") + "0000001,Shipping,1,9.50,\n"
    importing.put("invoices.csv", changed)
    second = importing.run()
    assert second.metadata("raw", "invoices")["rows_updated"] == 3
    assert importing.rows("invoices", "Invoice No", "Product/Service", "Amount") == [
        ("0000001", "Design", "1,908.57"),
        ("0000001", "Print / Small", "1.00"),
        ("0000001", "Shipping", "9.50"),
        ("0000002", "Design", "-1,033.82"),
    ]
    assert len(importing.rows("sales_receipts")) == 3


def test_tables_have_text_and_the_columns_of_the_target(importing: Importing) -> None:
    """So that what reads them needs no change."""
    importing.put_all()
    assert importing.run().success
    notes = [row[0] for row in importing.rows("customers", "Notes", "Customer Id")]
    assert sorted(notes) == ["N/A", "NULL", "\\N"]
    [(extracted, deleted), *_] = importing.rows("customers", "_sdc_extracted_at", "_sdc_deleted_at")
    assert extracted is not None
    assert deleted is None


def test_as_meltano_loads_everything_at_each_run(importing: Importing) -> None:
    """And leaves the files where they are; the default until the cut-over."""
    importing.put_all()
    assert importing.run().success
    again = importing.run()
    assert again.metadata("raw", "customers")["rows_updated"] == 3
    assert importing.names("data") == ["customers.csv", "invoices.csv", "sales_receipts.csv"]


def test_of_rows_with_one_key_the_last_one_counts(importing: Importing) -> None:
    """A check that does not pass tells of them."""
    importing.put_all()
    importing.put("customers.csv", CUSTOMERS + "0000001,Renamed,,,\n")
    ran = importing.run()
    assert ran.success
    keys = ran.check("keys", "raw", "customers")
    assert not keys.passed
    assert keys.metadata["examples"].value == "customers.csv, line 2"
    assert importing.rows("customers", "Customer Id", "Customer")[0] == ("0000001", "Renamed")


def test_read_is_loaded_rejected_and_duplicates(importing: Importing) -> None:
    """Rejected rows are in a file of their own, which can be mended and given again."""
    importing.policy(mode="quarantine", after_load="archive")
    importing.put("customers.csv", CUSTOMERS + "0000001,Renamed,,,\n0000004,Short\n")
    ran = importing.run("customers")
    assert ran.success
    rows = ran.check("rows", "raw", "customers")
    assert not rows.passed
    counts = {name: rows.metadata[name].value for name in ("read", "loaded", "duplicates")}
    assert counts == {"read": 5, "loaded": 3, "duplicates": 1}
    assert rows.metadata["left_out"].value == (
        "customers.csv: fewer fields than the header: 1 (line 7)"
    )
    [rejects] = [name for name in importing.names("files/reports") if name.endswith(".rejects.csv")]
    lines = (importing.root / "files" / "reports" / rejects).read_text().splitlines()
    assert lines == [
        "line,reason,Customer Id,Customer,Postal Code,State/Province,Notes",
        "7,fewer fields than the header,0000004,Short",
    ]


def test_headers_are_looked_at_before_anything_is_loaded(importing: Importing) -> None:
    """Also where nobody has said which columns there are: a key must be among them."""
    importing.put("customers.csv", CUSTOMERS.replace("Customer Id", "customer id", 1))
    ran = importing.run("customers")
    header = ran.check("header", NAME, "customers_files")
    assert not header.passed
    told = header.metadata["examples"].value
    assert told == "customers.csv: renamed: `Customer Id` is `customer id`"
    assert not ran.success
