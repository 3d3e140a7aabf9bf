"""What `m2d compare` said of the latest pair, as far as it still holds. Nothing is judged here."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

from dagster_project.parallel_run import evidence, identity
from dagster_project.parallel_run.bundle import finished
from dagster_project.parallel_run.figures import SIDES, works
from dagster_project.parallel_run.workspace import RUNS
from dagster_project.singer.model import Tree, as_list, as_map
from dagster_project.singer.project import Project

EQUAL, INCONCLUSIVE = "equal", "inconclusive"
MAX_AGE_HOURS = 48.0
ROWS = ("changed", "missing", "extra", "duplicate", "unexplained")
HOW = "python -m dagster_project.parallel_run pair"


@dataclass(frozen=True)
class Finding:
    """What there is to say of one asset.

    Attributes:
        passed: whether the engine called it equal, and that still holds.
        reason: one sentence.
        pair: id of the pair, and `report` the page about it; None without a pair.
        facts: rows, differences and the ratio of times, by name.
        inconclusive: whether a pair was compared, and nothing can be said.
    """

    passed: bool
    reason: str
    pair: str | None = None
    report: Path | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
    inconclusive: bool = False


@dataclass(frozen=True)
class Verdicts:
    """The bundles of a project, newest first; pairs of the old side with itself are left out."""

    project: Project
    bundles: Sequence[tuple[Path, Tree]]
    now: datetime

    @cached_property
    def parts(self) -> Mapping[str, str]:
        """What the project is now, once for all assets."""
        return identity.parts(self.project)

    @classmethod
    def load(cls, project: Project, now: datetime | None = None) -> "Verdicts":
        """Read which pairs there are."""
        found = [(path, _json(path / "manifest.json")) for path in finished(project.output / RUNS)]
        pairs = [(path, manifest) for path, manifest in found if manifest.get("mode") != "noise"]
        return cls(project, pairs[::-1], now or datetime.now(timezone.utc))

    def of(self, asset: str) -> Finding:
        """What the latest pair that ran an asset says of it.

        Args:
            asset: its key, joined with "/".
        """
        for bundle, manifest in self.bundles:
            streams = [str(as_map(s).get("name")) for s in as_list(manifest.get("streams"))]
            # An asset that stands for all streams of a tap has its tables below its name.
            mine = {s for s in streams if s == asset or s.startswith(f"{asset}/")}
            if mine:
                return self._judged(bundle, manifest, mine)
        return Finding(False, f"No pair has run this asset yet: `{HOW}` makes one.")

    def _judged(self, bundle: Path, manifest: Tree, names: set[str]) -> Finding:
        path = bundle / "verdict" / "verdict.json"
        if not path.is_file():
            advice = f"`m2d compare {bundle}` does it."
            return Finding(False, f"The latest pair was not compared yet: {advice}", bundle.name)
        verdict = _json(path)
        report = path.with_name("report.html")
        streams = [as_map(s) for s in as_list(verdict.get("streams"))]
        mine = [stream for stream in streams if stream.get("name") in names]
        facts = _facts(mine) | _ratio(bundle)
        stale = self._stale(bundle, manifest, verdict)
        said, why = _said(verdict, mine, names)
        is_equal = stale is None and said == EQUAL
        reason = stale or (
            f"Equal in pair {bundle.name}." if is_equal else f"{said.capitalize()}: {why}."
        )
        inconclusive = stale is None and said == INCONCLUSIVE
        return Finding(is_equal, reason, bundle.name, report, facts, inconclusive)

    def _stale(self, bundle: Path, manifest: Tree, verdict: Tree) -> str | None:
        """Why a verdict holds no longer."""
        contract = evidence.contract(self.project)
        pair = as_map(verdict.get("pair"))
        if pair.get("id") != bundle.name:
            return f"The verdict is about another pair, {pair.get('id')}."
        path = self.project.output / evidence.CONTRACT
        own = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        captured = as_map(manifest.get("contract")).get("sha256")
        used = pair.get("contract")
        if used != own and (used != captured or _json(bundle / "contract.json") != contract):
            return f"{evidence.CONTRACT} has changed since: compare again, or make another pair."
        ran = as_map(as_map(manifest.get("code")).get("parts"))
        # What is not here, as the Meltano project in an image, cannot have been changed here.
        changed = [name for name, part in ran.items() if self.parts.get(name, part) != part]
        if changed or identity.CODE not in ran:
            names = " and ".join(changed) or identity.CODE
            has = "have" if len(changed) > 1 else "has"
            return f"{names[0].upper()}{names[1:]} {has} changed since: make another pair."
        hours = as_map(contract.get("gate")).get("max_age_hours")
        limit = timedelta(hours=float(str(hours)) if hours is not None else MAX_AGE_HOURS)
        age = self.now - datetime.fromisoformat(str(manifest["endedAt"]).replace("Z", "+00:00"))
        if age > limit:
            return f"The pair is {age / timedelta(hours=1):.0f} hours old: make another one."
        return None


def _said(verdict: Tree, streams: Sequence[Tree], names: set[str]) -> tuple[str, str]:
    """What the engine called the worst of it, and why."""
    invalid = [str(reason) for reason in as_list(verdict.get("invalid"))]
    if invalid:
        return INCONCLUSIVE, "; ".join(invalid)
    if {stream.get("name") for stream in streams} != names:
        return INCONCLUSIVE, "the verdict does not name the stream"
    parts = [as_map(part) for part in as_list(verdict.get("parts"))]
    concerned = [part for part in parts if part.get("stream") in (None, *names)]
    wrong = [found for found in (*streams, *concerned) if found.get("verdict") != EQUAL]
    if not wrong:
        return EQUAL, ""
    worst = next((found for found in wrong if found.get("verdict") != INCONCLUSIVE), wrong[0])
    why = "; ".join(map(str, as_list(worst.get("reasons")))) or "see the report"
    return str(worst.get("verdict")), f"{worst.get('name')}: {why}"


def _facts(streams: Sequence[Tree]) -> dict[str, float]:
    data = [as_map(stream.get("data")) for stream in streams]

    def total(*names: str) -> int:
        return sum(int(str(one.get(name, 0))) for one in data for name in names)

    return {
        "rows_meltano": total("leftRows"),
        "rows_dagster": total("rightRows"),
        "differences": total(*ROWS),
    }


def _ratio(bundle: Path) -> dict[str, float]:
    """How long this project worked, as a multiple of Meltano's time; of sides that ended well."""
    runs = [_json(bundle / side / "run.json") for side in SIDES]
    control, candidate = works(runs)
    ended = all(run.get("exitCode") == 0 for run in runs)
    return {"time_ratio": round(candidate / control, 3)} if ended and control > 0 else {}


def _json(path: Path) -> dict[str, object]:
    return as_map(json.loads(path.read_bytes())) if path.is_file() else {}
