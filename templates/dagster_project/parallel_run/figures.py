"""What parallel runs measured, in words, between the markers of docs/parallel-run.md."""

import json
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.parallel_run.bundle import finished
from dagster_project.parallel_run.workspace import RUNS
from dagster_project.singer.model import Tree, as_map

PAGE = Path("docs") / "parallel-run.md"
BEGIN = "<!-- parallel-run:begin figures -->"
END = "<!-- parallel-run:end figures -->"
RESAMPLES = 10_000
SEED = 20_240_131
SIDES = ("control", "candidate")
SHORT_SECONDS = 30


@dataclass(frozen=True)
class Measuring:
    """How times are compared: what `gate` of parity.yaml says of it.

    Attributes:
        pairs: with fewer there is no interval.
        warm_up: how many do not count once there are more: they warmed the caches.
        confidence: of the interval.
    """

    pairs: int = 5
    warm_up: int = 1
    confidence: float = 0.95

    @staticmethod
    def of(contract: Tree) -> "Measuring":
        """That of a contract."""
        gate, silent = as_map(contract.get("gate")), Measuring()
        return Measuring(
            max(1, int(str(gate.get("perf_pairs", silent.pairs)))),
            int(str(gate.get("perf_warm_up", silent.warm_up))),
            float(str(gate.get("perf_confidence", silent.confidence))),
        )


@dataclass(frozen=True)
class Pair:
    """One finished pair: its manifest, how its sides ran, what was said of it, its contract."""

    manifest: Tree
    runs: Sequence[Tree]
    verdict: str | None
    contract: Tree = field(default_factory=dict)

    @property
    def work(self) -> tuple[str, str, str]:
        """What ran: the job or pipeline, the mode, the scenario."""
        job, pipeline = self.manifest.get("job"), self.manifest.get("pipeline")
        what = f"Job `{job}`" if job else f"Pipeline `{pipeline}`"
        return what, str(self.manifest.get("mode")), str(self.manifest.get("scenario"))

    @property
    def day(self) -> str:
        """The day on which it began."""
        return str(self.manifest.get("startedAt"))[:10]

    @property
    def counts(self) -> bool:
        """Whether both sides came to their end, so that their times can be compared."""
        ended = all(run.get("exitCode") == 0 for run in self.runs)
        return ended and min(works(self.runs)) > 0

    @property
    def starts_are_known(self) -> bool:
        """Whether the end of the start-up was seen on both sides."""
        return _starts_are_known(self.runs)

    def values(self, name: str) -> tuple[float, float]:
        """A measure of both sides: Meltano's, then this project's.

        `work` are the seconds without those of the start, `rows` the rows in a second of them.
        """
        if name in ("work", "rows"):
            control, candidate = works(self.runs)
            if name == "work":
                return control, candidate
            first, second = (
                0
                if r.get("uncounted")
                else sum(map(int, map(str, as_map(r.get("records")).values())))
                for r in self.runs
            )
            return first / control, second / candidate
        control, candidate = (_measure(run, name) for run in self.runs)
        return control, candidate


def works(runs: Sequence[Tree]) -> tuple[float, float]:
    """The seconds of both sides without those of the start, which do not grow with the data.

    This is what the gate compares. Where the start of a side was not seen these are whole times.
    """
    control, candidate = (_work(run, known=_starts_are_known(runs)) for run in runs)
    return control, candidate


def _work(run: Tree, *, known: bool) -> float:
    wall = _measure(run, "wallSeconds")
    work = wall - _measure(run, "startupSeconds") if known else wall
    return work if work > 0 else wall


def _starts_are_known(runs: Sequence[Tree]) -> bool:
    return all(run.get("startupSeconds") for run in runs)


def _measure(run: Tree, name: str) -> float:
    return float(str(run.get(name) or 0))


def rewrite(output: Path) -> bool:
    """Write the figures of all pairs into the page; a page without the markers stays as it is.

    Returns:
        Whether the page was rewritten.
    """
    page = output / PAGE
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        return False
    body = "\n\n".join(sentences([_pair(path) for path in finished(output / RUNS)]))
    part = page.with_name(f".{page.name}.part")
    part.write_text(f"{head}{BEGIN}\n{body}\n{END}{tail}", encoding="utf-8")
    part.replace(page)
    return True


def sentences(pairs: Sequence[Pair]) -> list[str]:
    """A paragraph for each job or pipeline and each way in which it was compared."""
    groups: dict[tuple[str, str, str], list[Pair]] = {}
    for pair in pairs:
        if pair.manifest.get("mode") != "noise":
            groups.setdefault(pair.work, []).append(pair)
    return [_paragraph(work, group) for work, group in groups.items()] or ["Nothing measured yet."]


def _paragraph(kind: tuple[str, str, str], pairs: Sequence[Pair]) -> str:
    what, mode, scenario = kind
    days = sorted({pair.day for pair in pairs})
    span = f"on {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    said = [pair.verdict or "not compared" for pair in pairs]
    tally = ", ".join(f"{said.count(word)} {word}" for word in dict.fromkeys(said))
    text = [f"{what}, mode {mode}, scenario {scenario}: {_pairs(len(pairs))} {span}; {tally}."]
    counted = [pair for pair in pairs if pair.counts]
    measuring = Measuring.of(pairs[-1].contract)
    counted = counted[min(measuring.warm_up, max(0, len(counted) - measuring.pairs)) :]
    if not counted:
        return f"{text[0]} No pair came to its end on both sides, so nothing was measured."
    work = [pair.values("work") for pair in counted]
    ours, theirs = _median(work, 1), _median(work, 0)
    text.append(
        f"This project worked for {_seconds(ours)} where Meltano worked for {_seconds(theirs)}: "
        f"{_compared([candidate / control for control, candidate in work], measuring)}."
    )
    start = [pair.values("startupSeconds") for pair in counted if pair.starts_are_known]
    if len(start) < len(counted):
        text.append(
            f"In {_pairs(len(counted) - len(start))} whole times count, as the start of a side was "
            "not seen."
        )
    if start:
        text.append(
            f"Before that, {_seconds(_median(start, 1))} and {_seconds(_median(start, 0))} were "
            "start-up."
        )
    if min(ours, theirs) < SHORT_SECONDS:
        text.append(
            "What a side does after its last row counts as work, and with Dagster it takes some "
            "seconds whatever was loaded: of work as short as this it says more than of a large load."
        )
    memory = [pair.values("maxRssBytes") for pair in counted]
    if _median(memory, 0) and _median(memory, 1):
        text.append(
            f"Memory at most {_median(memory, 1) / 1e6:.0f} MB and {_median(memory, 0) / 1e6:.0f} MB."
        )
    rows = [pair.values("rows") for pair in counted]
    if _median(rows, 0) and _median(rows, 1):
        text.append(f"Rows a second {_rate(_median(rows, 1))} and {_rate(_median(rows, 0))}.")
    return " ".join(text)


def _compared(ratios: Sequence[float], measuring: Measuring) -> str:
    """How the times of this project stand to Meltano's."""
    ratio = statistics.median(ratios)
    percent = abs(ratio - 1) * 100
    words = (
        "the same within one percent"
        if percent < 1
        else f"{percent:.0f} % {'slower' if ratio > 1 else 'faster'}"
    )
    found = interval(ratios, measuring)
    if found is None:
        few = "too few pairs for an interval"
        return f"{words} (ratio {ratio:.2f}, {few})"
    return (
        f"{words} (median of the ratios {ratio:.2f}, with {measuring.confidence * 100:g} % between "
        f"{found[0]:.2f} and {found[1]:.2f}, {_pairs(len(ratios))})"
    )


def interval(ratios: Sequence[float], measuring: Measuring) -> tuple[float, float] | None:
    """The interval that holds the median, by resampling; None for too few values."""
    if len(ratios) < measuring.pairs:
        return None
    draw = random.Random(SEED)  # noqa: S311, the same figures on each run
    medians = sorted(
        statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES)
    )
    outside = round(RESAMPLES * (1 - measuring.confidence) / 2)
    return medians[outside], medians[-1 - outside]


def _median(values: Sequence[tuple[float, float]], side: int) -> float:
    return statistics.median(value[side] for value in values)


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def _rate(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count} pairs"


def _pair(path: Path) -> Pair:
    verdict = path / "verdict" / "verdict.json"
    return Pair(
        manifest=_json(path / "manifest.json"),
        runs=[_json(path / side / "run.json") for side in SIDES],
        verdict=str(_json(verdict).get("verdict")) if verdict.is_file() else None,
        contract=_json(path / "contract.json"),
    )


def _json(path: Path) -> dict[str, object]:
    return as_map(json.loads(path.read_bytes())) if path.is_file() else {}
