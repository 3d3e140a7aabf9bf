"""What one run is asked to do, and the values it needs from the project."""

from dataclasses import dataclass
from typing import Protocol

from dagster_project.singer.environment import meltano_setting
from dagster_project.singer.errors import KitError
from dagster_project.singer.pipeline import Pipeline, SingerOptions, Stream
from dagster_project.singer.project import Project
from dagster_project.singer.state import state_id

BUFFER_SIZE = "elt.buffer_size"
DEFAULT_BUFFER_SIZE = 100 << 20  # bytes; Meltano's default
SCHEDULE_TAG = "meltano/schedule"
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


class Log(Protocol):
    """Takes lines for people; each is a row in Dagster's event log, so there are few."""

    def info(self, msg: str, /) -> None:
        """Take a milestone."""

    def warning(self, msg: str, /) -> None:
        """Take a warning."""


@dataclass(frozen=True)
class Request:
    """One run of a pipeline.

    Attributes:
        pipeline: what to run.
        options: how.
        streams: the streams that were asked for.
        schedule: Meltano schedule on whose behalf this runs.
        log: takes milestones.
        run_id: the run, as Dagster calls it.
    """

    pipeline: Pipeline
    options: SingerOptions
    streams: tuple[Stream, ...]
    schedule: str | None
    log: Log
    run_id: str = ""

    @property
    def is_subset(self) -> bool:
        """Whether some streams of the pipeline were not asked for."""
        return len(self.streams) < len(self.pipeline.streams)

    @property
    def log_level(self) -> str:
        """Log level of the plugins, in capital letters.

        Raises:
            KitError: there is no such level.
        """
        level = (self.options.log_level or "info").lower()
        if level not in LOG_LEVELS:
            known = ", ".join(LOG_LEVELS)
            raise KitError(f"there is no log level `{level}`", f"The levels are {known}.")
        return level.upper()

    def state_id(self, project: Project) -> str:
        """Name the state of this run, as Meltano does.

        Raises:
            KitError: it is made of the environment, and none is active.
        """
        if self.options.state_id:
            return self.options.state_id
        if project.environment is None:
            raise KitError(
                "A Meltano environment must be specified",
                "Set the variable MELTANO_ENVIRONMENT to the environment to run in, or "
                "`default_environment` in meltano.yml and generate again.",
            )
        extractor = project.plugin("extractors", self.pipeline.extractor)
        loader = project.plugin("loaders", self.pipeline.loader)
        return state_id(project, extractor, loader, self.options.state_id_suffix)


def line_limit(project: Project) -> int:
    """Longest Singer message in bytes: half of Meltano's ``elt.buffer_size``.

    Raises:
        KitError: the setting is no number.
    """
    value = meltano_setting(project, BUFFER_SIZE, "MELTANO_ELT_BUFFER_SIZE")
    try:
        return int(value or DEFAULT_BUFFER_SIZE) // 2
    except ValueError:
        raise KitError(
            f"the setting {BUFFER_SIZE} is no number: {value}", "Give it in bytes."
        ) from None
