"""One supervised process from its start to its end."""

import os
import queue
from dataclasses import dataclass
from pathlib import Path

from dagster_project.singer.logs import LogLines
from dagster_project.singer.process import (
    GRACE_SECONDS,
    JOIN_SECONDS,
    Command,
    Deadline,
    Events,
    Process,
    ProcessError,
    stop,
)
from dagster_project.singer.redact import Redactor


@dataclass(frozen=True)
class Finished:
    """A process that ended well.

    Attributes:
        output: its standard output when it was captured, else empty.
        last_lines: what it printed last to the logs, without secrets.
    """

    output: bytes
    last_lines: str


def run_process(
    command: Command,
    *,
    redactor: Redactor,
    deadline: Deadline,
    capture: bool = False,
    folder: Path | None = None,
    grace: float = GRACE_SECONDS,
) -> Finished:
    """Run a command under a supervisor and wait for it.

    Args:
        command: what to run.
        redactor: hides secrets in the logs.
        deadline: end of the time it may take.
        capture: keep the standard output instead of showing it in the logs.
        folder: private folder that goes when this process dies.
        grace: seconds between the request to end and the end.

    Raises:
        ProcessError: it failed, or the time was over.
        KitError: it could not be started.
    """
    events: Events = queue.SimpleQueue()
    process = Process(command, LogLines(command.name, redactor))
    blocks: list[bytes] = []
    source, sink = os.pipe() if capture else (None, None)
    try:
        try:
            process.start(events, folder=folder, stdout=sink)
        finally:
            if sink is not None:
                os.close(sink)
        if source is not None:
            process.thread(lambda: collect(source, blocks))
        wait(process, events, deadline)
    finally:
        stop([process], grace)
        process.close()
        process.join(JOIN_SECONDS)
    if process.code != 0:
        raise ProcessError(
            f"{command.title} {process.ending()}",
            "Its last lines say why; the whole log is among the compute logs of the step.",
            process.log.text(),
        )
    return Finished(b"".join(blocks), process.log.text())


def wait(process: Process, events: Events, deadline: Deadline) -> None:
    """Wait for the end of a process.

    Raises:
        ProcessError: the time is over.
    """
    try:
        events.get(timeout=deadline.remaining())
    except queue.Empty:
        raise ProcessError(
            f"{process.command.title}: the time limit of {deadline.seconds:g} s is over",
            "Set a higher limit, or look at what it waits for.",
            process.log.text(),
        ) from None


def collect(source: int, blocks: list[bytes]) -> None:
    """Read a descriptor to its end."""
    with open(source, "rb", buffering=0) as file:
        while block := file.read(1 << 16):
            blocks.append(block)
