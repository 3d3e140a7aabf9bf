"""Tap, mappers and target, joined by pipes, until all of them have ended.

tap ──► relay ──► mapper ──► relay ──► target ──► STATE lines
"""

import fcntl
import os
import queue
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.singer.errors import KitError
from dagster_project.singer.logs import LogLines
from dagster_project.singer.process import (
    JOIN_SECONDS,
    Command,
    Deadline,
    Ended,
    Event,
    Events,
    Process,
    ProcessError,
    signals_ignored,
    stop,
)
from dagster_project.singer.redact import Redactor
from dagster_project.singer.relay import LineTooLongError, SingerWatcher, relay
from dagster_project.singer.state_lines import StateLines, StateReader

PIPE_SIZE = 1 << 20  # bytes; larger pipes mean fewer changes between processes
LEAVE_SECONDS = 30.0  # for a process whose successor has ended, or whose output nobody reads
TELL_SECONDS = 3.0  # for the end of a process whose output has ended: it may be told later

BROKEN_PIPE = re.compile(r"broken ?pipe", re.IGNORECASE)

OnState = Callable[[Mapping[str, object]], None]
Warn = Callable[[str], None]


@dataclass
class Link:
    """A relay between two processes."""

    watcher: SingerWatcher
    source: int
    sink: int
    complete: bool = False  # everything that came in has gone out
    broken: bool = False  # the reader has gone
    failed: bool = False  # stopped by itself; the ends are still open

    def run(self, events: Events) -> None:
        """Copy until the end, and tell when that was not the end of the messages."""
        try:
            relay(self.source, self.sink, self.watcher)
            self.complete = True
        except BrokenPipeError:
            self.broken = True
            events.put(Event("broken"))
        except BaseException as error:
            # The reader must not take this for the end of the messages: it is ended first.
            self.failed = True
            events.put(Event("failed", error))
            return
        self.close()

    def close(self) -> None:
        """Close both ends."""
        os.close(self.source)
        os.close(self.sink)


@dataclass
class Pipe:
    """A tap, any number of mappers and a target.

    Attributes:
        commands: from the tap to the target.
        redactor: hides secrets in the logs.
        folder: private folder with the files of the plugins.
        on_state: stores a STATE value that the target has confirmed.
        warn: takes warnings for people.
        each_state: whether every state counts, or only the last of those that arrive at once.
        line_limit: longest Singer message in bytes.
        watchers: what passed between the processes; the last one is what the target got.
    """

    commands: Sequence[Command]
    redactor: Redactor
    folder: Path
    on_state: OnState
    warn: Warn
    each_state: bool = False
    line_limit: int | None = None
    watchers: list[SingerWatcher] = field(default_factory=list)
    _processes: list[Process] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)
    _failed: list[Process] = field(default_factory=list)  # by themselves, in this order
    _events: Events = field(default_factory=queue.SimpleQueue)
    _states: StateReader | None = None

    def run(self, deadline: Deadline) -> None:
        """Start everything and wait for the end of everything.

        Raises:
            ProcessError: a process failed, a message was too long, or the time was over.
            KitError: a process could not be started, or a state not be stored.
        """
        try:
            self._start()
            self._wait(deadline)
        finally:
            with signals_ignored():
                self._end()
        with suppress(queue.Empty):
            while True:
                self._handle(self._events.get_nowait())
        self._judge()

    def _end(self) -> None:
        """End all processes, and store what the target has confirmed before."""
        stop(self._processes)
        for process in self._processes:
            process.close()
        for link in self._links:
            if link.failed:
                link.close()
        for process in self._processes:
            process.join(JOIN_SECONDS)
        if self._states is not None:
            self._states.finish()

    def _start(self) -> None:
        """Start from the target to the tap, so that nothing is written before it can be read."""
        source, sink = make_pipe()
        lines = StateLines(self.on_state, self.warn, each=self.each_state)
        self._states = StateReader(source, lines, self._events)
        self._states.start()
        for command in reversed(self.commands):
            is_tap = command is self.commands[0]
            stdin, before = (os.open(os.devnull, os.O_RDONLY), -1) if is_tap else make_pipe()
            process = Process(command, LogLines(command.name, self.redactor))
            self._processes.insert(0, process)
            try:
                process.start(self._events, folder=self.folder, stdin=stdin, stdout=sink)
            except BaseException:
                if not is_tap:
                    os.close(before)
                raise
            finally:
                os.close(stdin)
                os.close(sink)
            if not is_tap:
                source, sink = make_pipe()
                link = Link(SingerWatcher(self.line_limit), source, before)
                self._links.insert(0, link)
                self.watchers.insert(0, link.watcher)
                process.thread(lambda link=link: link.run(self._events))

    def _wait(self, deadline: Deadline) -> None:
        leaving: float | None = None  # when processes that are of no use any more are ended
        while any(process.running for process in self._processes):
            patience = None if leaving is None else max(0.0, leaving - time.monotonic())
            try:
                event = self._events.get(timeout=deadline.remaining(patience))
            except queue.Empty:
                if deadline.passed():
                    raise self._time_is_over(deadline) from None
                self._end_useless()
                leaving = None
                continue
            patience = self._handle(event)
            if patience is not None:
                leaving = time.monotonic() + patience

    def _handle(self, event: Ended | Event) -> float | None:
        """Act on what a thread tells.

        Returns:
            How long (seconds) processes whose output nobody needs may go on; ``None`` when there
            are none.
        """
        if isinstance(event, Event):
            if event.kind == "broken":
                return LEAVE_SECONDS
            if isinstance(event.error, LineTooLongError):
                raise self._line_too_long(event.error)
            if isinstance(event.error, KitError):
                raise event.error
            raise KitError(f"the messages could not be passed on: {event.error!r}")
        process = event.process
        if process.stopped:
            return None
        index = self._processes.index(process)
        upstream = [other for other in self._processes[:index] if other.running]
        early = index > 0 and not self._links[index - 1].complete
        if process.code != 0 or early:
            self._failed.append(process)
        if early:
            stop(upstream)
            return None
        if not upstream:
            return None
        return TELL_SECONDS if process.code != 0 else LEAVE_SECONDS

    def _end_useless(self) -> None:
        """End processes whose successor has ended, and those that do not read any more."""
        for index, process in enumerate(self._processes):
            if not process.running:
                continue
            if index > 0 and self._links[index - 1].broken:
                self._failed.append(process)
                stop(self._processes[: index + 1])
            elif any(not other.running for other in self._processes[index + 1 :]):
                self.warn(f"{process.command.title} did not end after its output; it was ended")
                stop([process])

    def _judge(self) -> None:
        """Name the first cause.

        Raises:
            ProcessError: a process failed.
        """
        if not self._failed:
            return
        culprit = self._first_cause()
        title, tap = culprit.command.title, self.commands[0].title
        if culprit.code == 0 or culprit.stopped:
            message = f"{title} stopped reading before the {tap} had finished"
            advice = "Rows were left unread. The log of the plugin says why it stopped."
        else:
            message = f"{title} {culprit.ending()}"
            advice = "Its last lines say why; the whole log is among the compute logs of the step."
        others = [p.command.title for p in self._failed if p is not culprit and p.code != 0]
        if others:
            message += f"; {' and '.join(others)} failed as well"
        raise ProcessError(message, advice, culprit.log.text())

    def _first_cause(self) -> Process:
        """Find which of the failed processes the others followed; ends are told in any order."""
        culprit = self._failed[0]
        index = self._processes.index(culprit)
        while index > 0 and self._links[index - 1].complete:
            # Its input ended because the one before it had ended, and that one may have failed.
            index -= 1
            if self._processes[index] in self._failed:
                culprit = self._processes[index]
        index = self._processes.index(culprit)
        killed = culprit.code == -signal.SIGPIPE or BROKEN_PIPE.search(culprit.log.text())
        if killed and index < len(self._links) and not self._links[index].complete:
            # It could not go on because its successor had gone.
            after = self._processes[index + 1 :]
            culprit = next((process for process in after if process in self._failed), culprit)
        return culprit

    def _time_is_over(self, deadline: Deadline) -> KitError:
        return ProcessError(
            f"the time limit of {deadline.seconds:g} s is over",
            "Set time_limit_seconds higher, or look at what the plugins wait for.",
            self._processes[0].log.text(),
        )

    def _line_too_long(self, error: LineTooLongError) -> KitError:
        stream = f" of stream `{error.stream}`" if error.stream else ""
        return ProcessError(
            f"Output line length limit exceeded: {self.commands[0].title} wrote a message{stream} "
            f"longer than {error.limit} bytes, which is half of the setting elt.buffer_size",
            "Set elt.buffer_size (variable MELTANO_ELT_BUFFER_SIZE) to at least twice the length "
            "of the longest message, in bytes.",
        )


def make_pipe() -> tuple[int, int]:
    """Make an operating system pipe of a good size: read end, write end."""
    reading, writing = os.pipe()
    with suppress(OSError, AttributeError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    return reading, writing
