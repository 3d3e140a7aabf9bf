"""Runs that are ended from outside."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

# Of this process; an executor goes on in it with what does not depend on a step that has failed.
_ENDED: set[str] = set()


@contextmanager
def ended_once(run_id: str) -> Generator[None, None, None]:
    """Let a step end that a person has cancelled; by its retry policy Dagster would begin it again.

    Args:
        run_id: the run; its next steps in this process end at once.

    Raises:
        dg.Failure: the step was interrupted, or one before it.
    """
    try:
        if run_id in _ENDED:
            raise KeyboardInterrupt
        yield
    except (dg.DagsterExecutionInterruptedError, KeyboardInterrupt):
        _ENDED.add(run_id)
        raise dg.Failure(
            "The run was ended from outside. Files that were loaded by then stay loaded, of the one "
            "that was being loaded there is nothing; the next run loads what is left.",
            allow_retries=False,
        ) from None
