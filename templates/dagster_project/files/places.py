"""Places of files that jobs name by variables, as the script did that ran them with Meltano."""

import json
from collections.abc import Sequence
from typing import Any

import dagster as dg

from dagster_project.singer.variables import values_of


def places(jobs: Sequence[Any]) -> list[dict[str, str]]:
    """The variables under which an importer finds its files, each set once.

    Args:
        jobs: those that run the importer; one without variables looks where its surroundings say.

    Returns:
        one set at least.
    """
    found: list[dict[str, str]] = []
    for job in jobs:
        values = values_of(job)
        if values not in found:
            found.append(values)
    return found or [{}]


def joined(ticks: Sequence[dg.SensorResult]) -> dg.SensorResult:
    """What a sensor asks for that has looked in several places; of a file that is in two, once.

    Such runs have one key, of which Dagster starts the first.
    """
    if len(ticks) == 1:
        return ticks[0]
    asked = [request for tick in ticks for request in tick.run_requests or ()]
    reasons = [tick.skip_reason.skip_message or "" for tick in ticks if tick.skip_reason]
    seen = {k: sha256 for tick in ticks for k, sha256 in json.loads(tick.cursor or "{}").items()}
    return dg.SensorResult(
        run_requests=asked or None,
        skip_reason=None if asked else dg.SkipReason(" ".join(dict.fromkeys(reasons))),
        dynamic_partitions_requests=[
            added for tick in ticks for added in tick.dynamic_partitions_requests or ()
        ],
        cursor=json.dumps(seen, sort_keys=True),
    )
