"""./bench generate: what a person waits for before Dagster is in play, beside what Meltano takes for its own start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import measure

REPOSITORY = Path(__file__).resolve().parents[2]
MAKE = Path(os.environ.get("M2D_MAKE_PROJECT") or REPOSITORY.parent / "shared/tools/make-project")
SIZES = (4, 1000)
# Of a few plugins some environments configure none; Meltano refuses a list that is empty.
EMPTY = "  config:\n    plugins:\n      extractors:\n"


def main() -> int:
    """Print the figures."""
    if not MAKE.is_file():
        sys.exit(f"bench: no generator of projects at {MAKE}; M2D_MAKE_PROJECT names another place")
    meltano, m2d = os.environ["M2D_MELTANO"], REPOSITORY / "m2d"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        for size in SIZES:
            command = [sys.executable, MAKE, Path(top) / str(size), "--plugins", str(size)]
            subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)
            meltano_yml = Path(top) / str(size) / "meltano.yml"
            text = re.sub(rf"^{EMPTY}(?! {{6}})", "", meltano_yml.read_text(), flags=re.MULTILINE)
            meltano_yml.write_text(text)

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
