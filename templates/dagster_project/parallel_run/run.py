"""What a person asks for, and one side while its pair is made."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagster_project.parallel_run.measure import Measured
from dagster_project.parallel_run.sides import Side


@dataclass(frozen=True)
class Wish:
    """What a person asks for; see `pair --help`."""

    job: str | None = None
    pipeline: str | None = None
    mode: str = "live"
    scenario: str = "full"
    between: tuple[str, ...] = ()
    start: str = "nothing"
    other_destination: bool = False


@dataclass
class Run:
    """One side while a pair is made.

    Attributes:
        side: what is started.
        models: what each dbt project builds on it.
        measured: the judged commands that have ended, in order.
        records: what the judged commands loaded, by stream.
        uncounted: pipelines of which nobody knows what they loaded.
        started: when the first command was started, be it one that only set the scene.
        broken: whether a command failed that was not meant to.
    """

    side: Side
    models: list[Any] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=dict)
    uncounted: list[str] = field(default_factory=list)
    started: str | None = None
    broken: bool = False

    @property
    def log(self) -> Path:
        """What its commands printed, with secrets."""
        return self.side.folder.path / "log.txt"
