"""./bench read: m2d inspect beside what Meltano takes to print one configuration, or its schedules, of the same project."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

import measure

SMALL, LARGE = 8, 1000
FLAT = (100, 3000)


def main() -> int:
    """Print the figures."""
    meltano, m2d = os.environ["M2D_MELTANO"], measure.REPOSITORY / "m2d"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="m2d-bench-") as top:
        for size in sorted({SMALL, LARGE, *FLAT}):
            measure.make_project(Path(top) / str(size), size)

        def run(size: int, *command: str | Path, memory: bool = False) -> measure.Cost:
            # Whoever looks at the memory takes a part of a core, of which m2d wants both.
            return measure.measure(command, Path(top) / str(size), environment, memory=memory)

        def inspect(size: int, *, memory: bool = False) -> measure.Cost:
            return run(size, m2d, "inspect", "--json", memory=memory)

        found = measure.in_turn(
            {
                "config": lambda: run(
                    SMALL, meltano, "--environment=dev", "config", "print", "tap-src0000"
                ),
                "inspect small": lambda: inspect(SMALL),
                "schedule": lambda: run(LARGE, meltano, "schedule", "list"),
                "inspect large": lambda: inspect(LARGE, memory=True),
                "inspect one": lambda: run(LARGE, m2d, "inspect", "--json", "-e", "dev"),
                **{f"inspect {size}": (lambda size=size: inspect(size)) for size in FLAT},
            }
        )

    def ratio(ours: str, theirs: str, what: str) -> float:
        pairs = zip(found[ours], found[theirs], strict=True)
        return median(getattr(o, what) / getattr(t, what) for o, t in pairs)

    few, many = (measure.middle(found[f"inspect {size}"], "cpu") / size for size in FLAT)
    figures = measure.Figures()
    figures.add(
        "inspect_small_to_config_print_wall", ratio("inspect small", "config", "wall"), "x", 0.5
    )
    figures.add("inspect_small_to_config_print_cpu", ratio("inspect small", "config", "cpu"), "x")
    # `schedule list` reads one environment, so one environment is the fair comparison; without `-e`
    # the document holds every environment, and the project without one.
    figures.add(
        "inspect_1000_one_environment_to_schedule_list_wall",
        ratio("inspect one", "schedule", "wall"),
        "x",
        0.2,
    )
    figures.add(
        "inspect_1000_one_environment_to_schedule_list_cpu",
        ratio("inspect one", "schedule", "cpu"),
        "x",
    )
    figures.add(
        "inspect_1000_all_environments_to_schedule_list_wall",
        ratio("inspect large", "schedule", "wall"),
        "x",
    )
    figures.add("inspect_1000_memory", measure.middle(found["inspect large"], "memory"), "MB", 256)
    figures.add("inspect_cpu_per_plugin_3000_to_100", many / few, "x", 1.25)
    return figures.close()


if __name__ == "__main__":
    sys.exit(main())
