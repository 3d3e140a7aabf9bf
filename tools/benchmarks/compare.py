"""./bench compare: m2d compare beside DuckDB, datacompy and md5sum on the same two files, and beside reladiff on two tables.

The right side is the left one shuffled, with planted differences; a run that misses one ends the benchmark.
--full adds the files of ten million rows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import measure
import rows_to_compare
import tables_to_compare

ROWS, MANY = 1_000_000, 10_000_000
DIFFERENT = 5
COMPARERS = os.environ["M2D_COMPARERS_PYTHON"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
PLANTED = {
    "changed": rows_to_compare.CHANGED,
    "missing": rows_to_compare.MISSING,
    "extra": rows_to_compare.EXTRA,
    "duplicate": rows_to_compare.DUPLICATE,
}
# CSV has no types of its own: without these its cells are compared as text.
TYPED = "schema_version: 1\ncanon: 1\nstreams:\n  left:\n    types:\n" + "".join(
    f"      {name}: {kind}\n" for name, kind in rows_to_compare.CLASSES.items()
)


def shell(command: str) -> list[str | Path]:
    """A command of several processes, as one."""
    return ["bash", "-c", command]


def by_m2d(left: Path, right: Path, *, typed: bool = False) -> measure.Cost:
    """Compare, and look whether every planted difference was found."""
    out = left.parent / "report"
    command = f"{measure.REPOSITORY}/m2d compare {left} {right} --key id --out {out}"
    if typed:
        contract = left.parent / "parity.yaml"
        contract.write_text(TYPED)
        command += f" --contract {contract}"
    cost = measure.measure(
        shell(f"{command}; [ $? = {DIFFERENT} ]"), left.parent, ENVIRONMENT, memory=True
    )
    stream = json.loads((out / "verdict.json").read_text())["streams"][0]
    found = {kind: stream["data"][kind] for kind in PLANTED}
    if found != PLANTED:
        sys.exit(f"bench: m2d found {found} of the planted {PLANTED}")
    return cost


def by_other(name: str, left: Path, right: Path) -> measure.Cost:
    """Run another comparer; which of the differences it tells is its own affair."""
    script = Path(__file__).with_name("comparers.py")
    command = [COMPARERS, script, name, left, right]
    return measure.measure(command, left.parent, ENVIRONMENT, memory=True)


def by_md5sum(left: Path, right: Path) -> measure.Cost:
    """Read and hash both files at once: less than that no comparison can do."""
    return measure.measure(shell(f"md5sum {left} & md5sum {right}; wait"), left.parent, ENVIRONMENT)


def ratio(found: dict[str, list[measure.Cost]], ours: str, theirs: str) -> float:
    """The median of the rounds' ratios of wall time."""
    pairs = zip(found[ours], found[theirs], strict=True)
    return median(ours.wall / theirs.wall for ours, theirs in pairs)


def files(folder: Path, figures: measure.Figures, rows: int, *, full: bool) -> None:
    """Compare two files."""
    folder.mkdir()
    left, right = rows_to_compare.write(folder, rows)
    ways: dict[str, Callable[[], measure.Cost]] = {
        "m2d": lambda: by_m2d(left, right),
        "m2d typed": lambda: by_m2d(left, right, typed=True),
        "md5sum": lambda: by_md5sum(left, right),
    }
    if not full:
        for name in ("duckdb", "datacompy"):
            ways[name] = lambda name=name: by_other(name, left, right)
    found = measure.in_turn(ways)
    size = f"compare_{rows // 1_000_000}m"
    if full:
        figures.add(f"{size}_text_to_md5sum_wall", ratio(found, "m2d", "md5sum"), "x", 3.5)
        figures.add(f"{size}_typed_to_md5sum_wall", ratio(found, "m2d typed", "md5sum"), "x", 5.0)
    else:
        figures.add(f"{size}_to_duckdb_wall", ratio(found, "m2d", "duckdb"), "x", 0.6)
        figures.add(f"{size}_typed_to_duckdb_wall", ratio(found, "m2d typed", "duckdb"), "x", 0.6)
        figures.add(f"{size}_to_datacompy_polars_wall", ratio(found, "m2d", "datacompy"), "x", 0.55)
        figures.add(f"{size}_to_md5sum_wall", ratio(found, "m2d", "md5sum"), "x")
    memory = max(measure.middle(found[way], "memory") for way in ("m2d", "m2d typed"))
    figures.add(f"{size}_memory", memory, "MB", 300)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="./bench compare")
    parser.add_argument("--full", action="store_true", help="also ten million rows")
    options = parser.parse_args()
    figures = measure.Figures()
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        files(Path(top) / "one", figures, ROWS, full=False)
        tables_to_compare.add(Path(top), figures)
        if options.full:
            files(Path(top) / "ten", figures, MANY, full=True)
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
