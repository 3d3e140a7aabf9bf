"""What a dbt command did: its `run_results.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

# Variables with this prefix are copied by dbt into its artifacts: so a result file is known to be
# of this run.
MARK_PREFIX = "DBT_ENV_CUSTOM_ENV_"
MARK = "DAGSTER_STEP"


@dataclass(frozen=True)
class Result:
    """The result of one node.

    Attributes:
        unique_id: of the node, as "model.shop.customers".
        status: dbt's word: success, error, skipped, pass, fail, warn …
        seconds: how long it took.
        message: what dbt says about it; may hold text of the database.
        failures: number of rows that fail a test.
        rows: number of rows the adapter reports, if it does.
    """

    unique_id: str
    status: str
    seconds: float
    message: str | None = None
    failures: int | None = None
    rows: int | None = None

    @property
    def is_test(self) -> bool:
        """Whether the node is a test."""
        return self.unique_id.startswith(("test.", "unit_test."))

    @property
    def built(self) -> bool:
        """Whether a model, seed or snapshot was built."""
        return not self.is_test and self.status in ("success", "warn")

    @property
    def tested(self) -> bool:
        """Whether a test was run to its end or broke on the way; not one that dbt skipped."""
        return self.is_test and self.status in ("pass", "warn", "fail", "error", "runtime error")

    @property
    def passed(self) -> bool:
        """Whether a test found nothing."""
        return self.status == "pass"

    @property
    def severity(self) -> dg.AssetCheckSeverity:
        """How bad a test that does not pass is."""
        return dg.AssetCheckSeverity.WARN if self.status == "warn" else dg.AssetCheckSeverity.ERROR

    @property
    def wrong(self) -> bool:
        """Whether this is a reason for dbt to fail."""
        return self.status in ("error", "fail", "runtime error", "partial success")

    @property
    def metadata(self) -> dict[str, dg.MetadataValue]:
        """What the event of the node says about it."""
        values: dict[str, dg.MetadataValue] = {
            "unique_id": dg.MetadataValue.text(self.unique_id),
            "status": dg.MetadataValue.text(self.status),
            "duration_seconds": dg.MetadataValue.float(round(self.seconds, 3)),
        }
        if self.rows is not None:
            values["rows_affected"] = dg.MetadataValue.int(self.rows)
        if self.failures is not None and self.is_test:
            values["failures"] = dg.MetadataValue.int(self.failures)
        return values


def read_results(target: Path, mark: str) -> list[Result]:
    """The results of the run with this mark; empty when dbt wrote none."""
    try:
        data = json.loads((target / "run_results.json").read_bytes())
    except (OSError, ValueError):
        return []
    if data.get("metadata", {}).get("env", {}).get(MARK) != mark:
        return []
    return [_result(item) for item in data.get("results", [])]


def _result(item: Mapping[str, Any]) -> Result:
    rows = (item.get("adapter_response") or {}).get("rows_affected")
    return Result(
        unique_id=str(item["unique_id"]),
        status=str(item["status"]).lower(),
        seconds=float(item.get("execution_time") or 0.0),
        message=item.get("message"),
        failures=item.get("failures"),
        rows=rows if isinstance(rows, int) and rows >= 0 else None,
    )
