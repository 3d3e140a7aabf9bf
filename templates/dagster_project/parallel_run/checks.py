"""Asset checks `parity`: the verdict of the latest pair, where people look at the asset."""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from dagster_project.singer.model import as_map
from dagster_project.singer.pipeline import Pipeline
from dagster_project.singer.project import Project, read_yaml

NAME = "parity"
SWITCH = "PARITY_ENABLED"


def enabled() -> bool:
    """Whether parallel runs are switched on: unless `PARITY_ENABLED` is 0."""
    return os.environ.get(SWITCH, "1").strip().lower() not in ("0", "false", "no", "off")


def parity_checks(pipelines: Iterable[Pipeline]) -> dg.AssetChecksDefinition | None:
    """One check for each stream of the pipelines and each further one that parity.yaml names.

    A missing or stale verdict fails the check, as does one that is not `equal`; an inconclusive one
    is a warning. No check blocks: what is loaded does not wait for a comparison. None when there is
    nothing to check, or parallel runs are switched off.
    """
    keys = checked_keys(pipelines)
    if not keys or not enabled():
        return None

    @dg.multi_asset_check(
        name="parity_checks",
        specs=[
            dg.AssetCheckSpec(
                NAME,
                asset=key,
                description="What `m2d compare` said of the latest parallel run of Meltano and "
                "this project.",
                blocking=False,
            )
            for key in keys
        ],
        can_subset=True,
    )
    def parity(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        selected = {check.asset_key for check in context.selected_asset_check_keys}
        yield from results([key for key in keys if key in selected])

    return parity


def checked_keys(pipelines: Iterable[Pipeline]) -> list[dg.AssetKey]:
    """The assets that have the check."""
    contract = Project.load().output / "parity.yaml"
    named = as_map((read_yaml(contract) if contract.is_file() else {}).get("streams"))
    keys = [key for pipeline in pipelines for key in pipeline.keys]
    return list(dict.fromkeys([*keys, *(dg.AssetKey(name.split("/")) for name in named)]))


def results(keys: Iterable[dg.AssetKey]) -> Iterator[dg.AssetCheckResult]:
    """The result of the check of each asset, of what lies in `parity-runs/` now."""
    from dagster_project.parallel_run.verdicts import Verdicts

    verdicts, warning = Verdicts.load(Project.load()), dg.AssetCheckSeverity.WARN
    for key in keys:
        finding = verdicts.of("/".join(key.path))
        metadata: dict[str, Any] = dict(finding.facts)
        if finding.pair:
            metadata["pair"] = finding.pair
        if finding.report:
            metadata["report"] = dg.MetadataValue.path(finding.report)
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=NAME,
            passed=finding.passed,
            severity=warning if finding.inconclusive else dg.AssetCheckSeverity.ERROR,
            description=finding.reason,
            metadata=metadata,
        )
