"""A run that loses its process, and whose retry Dagster loses, is asked for by the sensor."""

import logging
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import dagster as dg
import pytest
from dagster._daemon.auto_run_reexecution.event_log_consumer import EventLogConsumerDaemon
from dagster_project.files import lost_retries
from dagster_project.files.lost_retries import INSTEAD_TAG, PATIENCE
from importing import NAME, rows

JOB = f"{NAME}_customers_file"
RETRIES = {"enabled": True, "max_retries": 0, "retry_on_asset_or_op_failure": False}


@pytest.fixture
def archiving(world, tmp_path, monkeypatch):
    """Files are moved away; Dagster begins runs again whose process died."""
    monkeypatch.setattr(lost_retries, "PATIENCE", timedelta())
    world.policy(after_load="archive", mode="quarantine", files_per_run=2)
    with dg.DagsterInstance.local_temp(str(tmp_path), {"run_retries": RETRIES}) as instance:
        world.instance = instance
        yield world


def died(world, request):
    """A run as it is after its process was killed."""
    job = world.repository.get_job(JOB)
    tags = {**job.tags, **request.tags}
    if request.partition_key:
        tags["dagster/partition"] = request.partition_key
    run = world.instance.create_run_for_job(job, tags=tags)
    world.instance.report_run_failed(run, "Its process was killed.")
    return world.instance.get_run_by_id(run.run_id)


def daemon_looks(instance):
    """What Dagster's daemon does every few seconds to begin runs again."""
    daemon = EventLogConsumerDaemon()
    daemon._logger = logging.getLogger()
    list(daemon.run_iteration(SimpleNamespace(instance=instance)))


def test_dagster_forgets_the_retry_of_a_run_whose_status_comes_late(archiving, monkeypatch):
    """Where this fails, Dagster is mended, and the module and its tests can go."""
    archiving.put("customers.csv")
    [request] = archiving.tick("customers").run_requests
    daemon_looks(archiving.instance)
    real = archiving.instance.run_storage.handle_run_event

    def late(*event):
        daemon_looks(archiving.instance)
        return real(*event)

    monkeypatch.setattr(archiving.instance.run_storage, "handle_run_event", late)
    run = died(archiving, request)
    assert run.tags["dagster/will_retry"] == "true"
    daemon_looks(archiving.instance)
    assert "dagster/auto_retry_run_id" not in archiving.instance.get_run_by_id(run.run_id).tags


@pytest.mark.parametrize("count", [1, 2])
def test_the_sensor_asks_again_once(archiving, server, count):
    if count == 2:
        archiving.tap(customers_path="data/inbox", customers_keys=[])
        (archiving.root / "data" / "inbox").mkdir()
        for number in range(2):
            path = archiving.put("customers.csv", lambda t, n=number: t.replace("Nord", f"N{n}"))
            path.rename(archiving.root / "data" / "inbox" / f"customers_{number}.csv")
    else:
        archiving.put("customers.csv")
    first = archiving.tick("customers")
    [request] = first.run_requests
    run = died(archiving, request)

    [again] = archiving.tick("customers", first.cursor).run_requests
    assert again.tags[INSTEAD_TAG] == run.run_id
    assert again.partition_key == request.partition_key
    assert again.run_key != request.run_key
    assert archiving.run(JOB, partition_key=again.partition_key, tags=again.tags).success
    assert rows(server, "customers") == [(36 * count,)]
    assert archiving.files("data") == []

    assert not archiving.tick("customers", first.cursor).run_requests


def test_what_dagster_begins_again_or_people_have_seen_is_left(archiving, monkeypatch):
    archiving.put("customers.csv")
    first = archiving.tick("customers")
    [request] = first.run_requests
    run = died(archiving, request)

    def asked(**settings):
        for name, value in settings.items():
            monkeypatch.setattr(lost_retries, name, value)
        now = datetime.now(timezone.utc)
        return [*lost_retries.lost_retries(archiving.instance, JOB, now)]

    assert len(asked()) == 1
    assert not asked(PATIENCE=PATIENCE), "Dagster has not had the time"
    assert not asked(PATIENCE=timedelta(), OLDEST=timedelta(days=-1)), "long ago"
    archiving.instance.add_run_tags(run.run_id, {"dagster/auto_retry_run_id": "the next one"})
    assert not asked(OLDEST=timedelta(days=1))
    other = died(archiving, request)
    assert len(asked()) == 1
    archiving.instance.add_run_tags(other.run_id, {"dagster/will_retry": "false"})
    assert not asked()
