"""./bench generate: what a person waits for before Dagster is in play, beside what Meltano takes for its own start."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import measure

SIZES = (4, 1000)


def main() -> int:
    """Print the figures."""
    meltano, m2d = os.environ["M2D_MELTANO"], measure.REPOSITORY / "m2d"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        for size in SIZES:
            measure.make_project(Path(top) / str(size), size)

        def run(*command: str | Path, project: int = 4) -> measure.Cost:
            folder = Path(top) / str(project)
            shutil.rmtree(folder / "dagster_project", ignore_errors=True)
            return measure.measure(command, folder, environment)

        found = measure.in_turn(
            {
                "meltano --version": lambda: run(meltano, "--version"),
                "m2d version": lambda: run(m2d, "version"),
                "meltano compile, 4 plugins": lambda: run(meltano, "compile"),
                "m2d generate, 4 plugins": lambda: run(m2d, "generate"),
                "m2d generate, 1,000 plugins": lambda: run(m2d, "generate", project=1000),
            }
        )
    wall = {name: measure.middle(costs, "wall") for name, costs in found.items()}
    figures = measure.Figures()
    figures.add("meltano_version", wall["meltano --version"], "s")
    figures.add("m2d_version", wall["m2d version"], "s", wall["meltano --version"])
    figures.add("meltano_compile_4", wall["meltano compile, 4 plugins"], "s")
    figures.add("m2d_generate_4", wall["m2d generate, 4 plugins"], "s")
    figures.add("m2d_generate_1000", wall["m2d generate, 1,000 plugins"], "s")
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
