"""Runs that are ended from outside."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg


@contextmanager
def ended_once() -> Generator[None, None, None]:
    """Let a step end that a person has cancelled; by its retry policy Dagster would begin it again.

    Raises:
        dg.Failure: the step was interrupted.
    """
    try:
        yield
    except (dg.DagsterExecutionInterruptedError, KeyboardInterrupt):
        raise dg.Failure(
            "The run was ended from outside. Files that were loaded by then stay loaded, of the one "
            "that was being loaded there is nothing; the next run loads what is left.",
            allow_retries=False,
        ) from None
