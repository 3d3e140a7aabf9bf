"""The Singer kit: runs taps, mappers, targets and commands for Dagster.

The names below load when they are first used, so that ``python -m dagster_project.singer`` does
not wait for Dagster.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.singer.commands import command_asset
    from dagster_project.singer.executor import in_order
    from dagster_project.singer.pipeline import ANY_STREAM, Pipeline, SingerOptions, Stream
    from dagster_project.singer.programs import program_asset
    from dagster_project.singer.run import run_pipeline
    from dagster_project.singer.variables import RunVariables

__all__ = [
    "ANY_STREAM",
    "Pipeline",
    "RunVariables",
    "SingerOptions",
    "Stream",
    "command_asset",
    "in_order",
    "program_asset",
    "run_pipeline",
]

_MODULES = {
    "ANY_STREAM": "pipeline",
    "Pipeline": "pipeline",
    "RunVariables": "variables",
    "SingerOptions": "pipeline",
    "Stream": "pipeline",
    "command_asset": "commands",
    "in_order": "executor",
    "program_asset": "programs",
    "run_pipeline": "run",
}


def __getattr__(name: str) -> object:
    """Load a name of the kit."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
