"""./bench check: what `m2d generate --check` costs in a hook, and how it grows with the files."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import measure

# Plugins that make about 200 and about 2,000 files.
SIZES = {"200": 20, "2000": 1100}
LIMIT = 10


def main() -> int:
    """Print the figures."""
    m2d = measure.REPOSITORY / "m2d"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    figures = measure.Figures()
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        for name, plugins in SIZES.items():
            folder = Path(top) / name
            measure.make_project(folder, plugins)
            measure.measure((m2d, "generate"), folder, environment)
            output = folder / "dagster_project"
            files = [p for p in output.rglob("*") if p.is_file() and ".m2d" not in p.parts]
            figures.add(f"check_files_{name}", len(files), "files")
        found = measure.in_turn(
            {
                name: lambda name=name: measure.measure(
                    (m2d, "generate", "--check"), Path(top) / name, environment
                )
                for name in SIZES
            }
        )
    wall = {name: measure.middle(costs, "wall") for name, costs in found.items()}
    for name in SIZES:
        figures.add(f"check_{name}", wall[name], "s")
    figures.add("check_growth", wall["2000"] / wall["200"], "times", LIMIT)
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
