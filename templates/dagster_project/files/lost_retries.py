"""Runs whose process died and that Dagster means to begin again, but has forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import dagster as dg

from dagster_project.files.batches import FILE_TAG, FIRST_TAG, LAST_TAG, PARTITION_TAG
from dagster_project.files.tags import TYPE_TAG
from dagster_project.singer.jobs import ENVIRONMENT_TAG, IMPORTER_TAG

# Dagster decides on a retry by the status of a run, which it may read before that is written; then
# the run keeps the first tag and never gets the second (dagster-io/dagster#33741).
_WANTED_TAG = "dagster/will_retry"
_DONE_TAG = "dagster/auto_retry_run_id"
INSTEAD_TAG = "files/instead_of_run"
_KEPT_TAGS = (ENVIRONMENT_TAG, IMPORTER_TAG, TYPE_TAG, FILE_TAG, FIRST_TAG, LAST_TAG)
# Dagster looks every few seconds; what it leaves for so long it will not begin again.
PATIENCE = timedelta(minutes=2)
# What is older, people have seen.
OLDEST = timedelta(days=1)


def lost_retries(instance: dg.DagsterInstance, job: str, now: datetime) -> Iterator[dg.RunRequest]:
    """Ask for what a run was to load, where its retry does not come.

    Args:
        instance: which knows the runs.
        job: whose runs.
        now: aware of its time zone.
    """
    failed = dg.RunsFilter(
        job_name=job,
        statuses=[dg.DagsterRunStatus.FAILURE],
        tags={_WANTED_TAG: "true"},
        updated_after=now - OLDEST,
    )
    for record in instance.get_run_records(failed):
        run = record.dagster_run
        ended = datetime.fromtimestamp(record.end_time or now.timestamp(), timezone.utc)
        if _DONE_TAG in run.tags or ended > now - PATIENCE:
            continue
        tag = {INSTEAD_TAG: run.run_id}
        if instance.get_runs_count(dg.RunsFilter(tags=tag)):
            continue
        kept = {name: run.tags[name] for name in _KEPT_TAGS if name in run.tags}
        yield dg.RunRequest(
            run_key=f"instead of {run.run_id}",
            partition_key=run.tags.get(PARTITION_TAG),
            run_config=run.run_config,
            tags={**kept, **tag},
        )
