"""A run that a person cancels, as the web interface does: it ends at once, and so does what it asked of the server."""

import os
import signal
import threading
import time

import psycopg
from dagster_project.files import RETRY
from importing import definitions, rows

WAITS = "select count(*) from pg_stat_activity where application_name = 'dagster' and wait_event_type = 'Lock'"


def waiting(server: str) -> int:
    with psycopg.connect(server) as connection:
        [count] = connection.execute(WAITS).fetchone()
    return count


def test_a_cancelled_load_ends_at_once_and_leaves_nothing_behind(world, server):
    """Dagster has the retry policy begin a step again that was interrupted."""
    world.put_all()
    assert world.run().success
    before = rows(server, "invoices")
    world.repository = definitions(retry_policy=RETRY).get_repository_def()

    def cancel():
        end = time.monotonic() + 60
        while not waiting(server) and time.monotonic() < end:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    with psycopg.connect(server) as other:
        other.execute("lock table raw.invoices in access exclusive mode")
        person = threading.Thread(target=cancel)
        person.start()
        ran = world.run()
        person.join()
        assert not ran.success
        assert "ended from outside" in ran.failure
        assert waiting(server) == 0
    assert world.run().success
    assert rows(server, "invoices") == before
    assert world.files("data") == ["customers.csv", "invoices.csv", "sales_receipts.csv"]
