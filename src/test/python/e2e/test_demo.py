"""./demo tells what it does, says `different` when a table differs, and leaves nothing behind when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from conftest import REPOSITORY

DAGSTER_STARTS = "==> Dagster "


@contextmanager
def demo(url: str) -> Iterator[subprocess.Popen[str]]:
    """Start ./demo on a database; whatever happens, it ends with the block."""
    process = subprocess.Popen(
        [REPOSITORY / "demo"],
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def until(process: subprocess.Popen[str], start: str) -> list[str]:
    """Lines up to the first that starts so."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(start):
            return lines
    raise AssertionError(f"no line starts with {start!r}:\n" + "\n".join(lines))


def processes_of(url: str) -> list[str]:
    """Command lines of the processes that know the database, this one left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            if f"DATABASE_URL={url}\0".encode() in environment:
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def an_interrupted_demo_leaves_no_process(url: str) -> None:
    with demo(url) as process:
        until(process, DAGSTER_STARTS)
        time.sleep(5)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 130, output
    deadline = time.monotonic() + 10
    while processes_of(url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(url) == []


def one_changed_value_makes_the_verdict_different(url: str) -> None:
    with demo(url) as process:
        said = until(process, DAGSTER_STARTS)
        with psycopg.connect(url) as connection:
            connection.execute(
                'update meltano_raw.invoices set "Status" = $$tampered$$'
                ' where "Invoice No" = (select min("Invoice No") from meltano_raw.invoices)'
            )
        said += until(process, "verdict: ")
        assert process.wait(timeout=60) == 5
    compared = [line.strip() for line in said if line.startswith("    meltano_")]
    # The view on the table shows the value too.
    assert [line for line in compared if not line.endswith(": equal")] == [
        "meltano_raw.invoices 52 rows, dagster_raw.invoices 52 rows: different",
        "meltano_analytics.stg_invoices 52 rows, dagster_analytics.stg_invoices 52 rows: different",
    ]
    assert len(compared) == 11
    assert any("'tampered'" in line for line in said)
    assert [line.partition(" rows")[0].strip() for line in said if ".csv " in line] == 2 * [
        "customers.csv 36",
        "invoices.csv 52",
        "items.csv 40",
        "sales_receipts.csv 48",
    ]
    assert "verdict: different" in said


def test_the_demo(database: Callable[[str], str]) -> None:
    # One test, as two demos do not run at once; the second finds what the first left.
    url = database("demo")
    an_interrupted_demo_leaves_no_process(url)
    one_changed_value_makes_the_verdict_different(url)
