"""./demo tells what it does, says `different` when a table differs, and leaves nothing behind when it is interrupted."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import parallel
import psycopg
from conftest import REPOSITORY

SCHEMA = "raw__parity_control"
DAGSTER_RUNS = r"candidate: .* job execute "
A_SIDE_RUNS = rf"control: .* run --no-install |{DAGSTER_RUNS}"


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
        process.communicate(timeout=300)


def until(process: subprocess.Popen[str], pattern: str) -> list[str]:
    """Lines up to the first whose beginning matches."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if re.match(pattern, line):
            return lines
    raise AssertionError(f"no line matches {pattern!r}:\n" + "\n".join(lines))


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
        # A side that is interrupted while it loads; each of the two is in test_parallel_sqlite.py.
        until(process, A_SIDE_RUNS)
        parallel.wait_for(lambda: any("target-postgres" in text for text in processes_of(url)))
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 130, output
    parallel.wait_for(lambda: not processes_of(url))


def one_changed_value_makes_the_verdict_different(url: str) -> None:
    with demo(url) as process:
        said = until(process, DAGSTER_RUNS)
        with psycopg.connect(url) as connection:
            connection.execute(
                f'update {SCHEMA}.invoices set "Status" = $$tampered$$'
                f' where "Invoice No" = (select min("Invoice No") from {SCHEMA}.invoices)'
            )
        said += until(process, "verdict: ")
        assert process.wait(timeout=300) == 5
    report = Path(next(line for line in said if line.startswith("report: ")).partition(" ")[2])
    verdict = json.loads(report.with_name("verdict.json").read_bytes())
    # The view on the table shows the value too.
    assert {s["name"] for s in verdict["streams"] if s["verdict"] != "equal"} == {
        "quickbooks/invoices",
        "stg_invoices",
    }
    assert len(verdict["streams"]) == 11
    assert any("'tampered'" in line for line in said)
    assert [line.partition(" rows")[0].strip() for line in said if ".csv " in line] == 2 * [
        "customers.csv 36",
        "invoices.csv 52",
        "items.csv 40",
        "sales_receipts.csv 48",
    ]
    assert "verdict: different" in said
    assert "</html>" in report.read_text(encoding="utf-8")


def test_the_demo(database: Callable[[str], str]) -> None:
    # One test, as two demos do not run at once; the second finds what the first left.
    url = database("demo")
    an_interrupted_demo_leaves_no_process(url)
    one_changed_value_makes_the_verdict_different(url)
