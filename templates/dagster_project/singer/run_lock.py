"""One run a state: refuses a second one, and notices that the one before was killed."""

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from dagster_project.singer.errors import KitError
from dagster_project.singer.request import Log


@contextmanager
def only_run(
    folder: Path, state_id: str, run_id: str, log: Log, *, wait: bool = False
) -> Generator[None, None, None]:
    """Hold the lock of a state during a block.

    Dagster's pool of the pipeline keeps runs of one instance apart; this one keeps apart whatever
    runs on one machine, as Meltano does. The system lets go of the lock when the process dies, and
    what is still written in the file then tells the next run.

    Args:
        folder: where locks are kept.
        state_id: the state.
        run_id: the run, as Dagster calls it.
        log: takes a warning about a run that was killed.
        wait: for the end of a run with this state.

    Raises:
        KitError: a run with this state is going on, and it is not waited for.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / quote(state_id, safe="")).open("a+", encoding="utf-8")
    except OSError as error:
        log.warning(f"runs with one state are not kept apart: {error}")
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not wait:
                raise KitError(
                    f"Another `{state_id}` pipeline is already running{shown(holder(file))}",
                    "Wait for its end, or cancel it.",
                ) from None
            log.info(f"waits for the run before it{shown(holder(file))} of `{state_id}`")
            fcntl.flock(file, fcntl.LOCK_EX)
        killed = holder(file)
        if killed:
            log.warning(
                f"the run before this one{shown(killed)} was ended from outside (its process was "
                "killed, or the machine stopped); this run goes on from the last state that the "
                "target had confirmed"
            )
        write(file.fileno(), json.dumps({"run": run_id}))
        try:
            yield
        finally:
            write(file.fileno(), "")


def holder(file: IO[str]) -> str:
    """Read which run has the lock, or had it when it was killed; empty when nobody."""
    file.seek(0)
    try:
        return str(json.loads(file.read()).get("run", ""))
    except (ValueError, AttributeError):
        return ""


def shown(run_id: str) -> str:
    """Name a run in a message."""
    return f" (run {run_id})" if run_id else ""


def write(descriptor: int, text: str) -> None:
    """Replace what the lock file says; a full disk must not stop a run."""
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, text.encode())
    except OSError:
        return
