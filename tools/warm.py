"""Programs of a Python environment, each in a process of its own that has the imports already.

To import Dagster and dagster-dbt takes two seconds of a processor, Meltano one, more than most checks that a program of theirs then makes.
So one process imports them and forks for each program; what is started has its own folder, environment, session and files, as if from a
shell. It is killed with all that it started when nobody waits for it any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DAGSTER = ("dagster._cli", "dagster_dbt", "dagster_dg_cli.cli", "dagster_pandas", "pytest")
DBT = ("dbt.cli.main", "dbt.adapters.postgres")
MELTANO = ("meltano.cli",)
HEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Warm:
    """Starts programs.

    Args:
        python: of an environment; what it does not have of the imports is left out.
        environment: of the process that imports; that of a program is given with it.
        imports: modules.

    Attributes:
        address: the socket at which it listens.
    """

    def __init__(
        self, python: Path | str, environment: Mapping[str, str], imports: Sequence[str] = DAGSTER
    ) -> None:
        """Listen; the first program has the imports made."""
        self.python, self._imports, self._environment = str(python), imports, environment
        self._folder = Path(tempfile.mkdtemp(prefix="warm."))
        self.address = str(self._folder / "socket")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(64)
        self._server: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._begin, daemon=True).start()

    def _begin(self) -> None:
        select.select([self._listener], [], [])
        descriptor = self._listener.fileno()
        self._server = subprocess.Popen(
            [self.python, __file__, str(descriptor), *self._imports],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[descriptor],
        )

    def start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path
    ) -> Started:
        """Start a script of Python's `bin`, `python -m MODULE` or `python -c CODE`, with what it prints in a file."""
        with open(os.devnull, "rb") as nothing, output.open("wb") as printed:
            files = [nothing.fileno(), printed.fileno(), printed.fileno()]
            return Started(self.address, command, str(folder), environment, files)

    def close(self) -> None:
        """End the process that imports."""
        shutil.rmtree(self._folder)
        if self._server is not None:
            self._server.communicate()


class Started:
    """A program that was started, with the methods of `subprocess.Popen` that tests use."""

    def __init__(
        self,
        address: str,
        command: Sequence[str],
        folder: str,
        environment: Mapping[str, str],
        files: Sequence[int],
    ) -> None:
        """Ask for the program, which gets these three files."""
        request = {"command": command, "folder": folder, "environment": dict(environment)}
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(address)
        socket.send_fds(self._connection, [b"."], files)
        self._connection.sendall(json.dumps(request).encode() + b"\n")
        self._answers = self._connection.makefile("rb")
        self.pid = int(self._answers.readline())
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit status.

        Raises:
            subprocess.TimeoutExpired: it did not end in these seconds.
        """
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(self._answers.readline())
            self._answers.close()
            self._connection.close()
        return self.returncode

    def poll(self) -> int | None:
        """The exit status, when it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, when it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def stand_in(path: Path, program: Path, address: str, questions: Sequence[str] = ()) -> None:
    """Write an executable that has a program started here, and is to others what the program would be.

    Args:
        path: of the executable.
        program: a script of Python's `bin`.
        address: of its `Warm`.
        questions: words of which one has to be given, else the program is started as ever; always, when there are none.
    """
    path.unlink(missing_ok=True)
    path.write_text(
        f"#!{sys.executable} -BIS\nimport sys\n\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"import warm\n\nwarm.become({str(program)!r}, {address!r}, {list(questions)!r})\n"
    )
    path.chmod(0o755)


def overlaid(python: Path, folder: Path) -> Path:
    """Make an environment with the same libraries, whose programs are links; its Python."""
    (folder / "bin").mkdir(parents=True)
    for name in ("lib", "pyvenv.cfg"):
        (folder / name).symlink_to(python.parent.parent / name)
    for program in python.parent.iterdir():
        (folder / "bin" / program.name).symlink_to(program)
    return folder / "bin" / python.name


def become(program: str, address: str, questions: Sequence[str]) -> None:
    """Be the program that is started, to those who started this one."""
    command = [program, *sys.argv[1:]]
    if questions and not {*questions} & {word.partition("=")[0] for word in command}:
        os.execv(program, command)
    numbers: list[int] = []
    for number in HEARD:
        signal.signal(number, lambda number, _: numbers.append(number))
    started = Started(address, command, os.getcwd(), os.environ, [0, 1, 2])
    for number in HEARD:
        signal.signal(number, lambda number, _: os.kill(started.pid, number))
    for number in numbers:
        os.kill(started.pid, number)
    status = started.wait()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def serve(descriptor: int, imports: Sequence[str]) -> None:
    """Fork for each program, until standard input ends."""
    import gc
    import importlib.util

    listener = socket.socket(fileno=descriptor)
    for name in imports:
        if importlib.util.find_spec(name.partition(".")[0]):
            importlib.import_module(name)
    # The collector would touch, and so copy, every page that a program shares with this process.
    gc.freeze()
    # Nobody waits for those that wait.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while 0 not in select.select([0, listener], [], [])[0]:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _, files, _, _ = socket.recv_fds(connection, 1, 3)
            with connection.makefile("rb") as lines:
                request = json.loads(lines.readline())
            child = os.fork()
            if child == 0:
                connection.close()
                run(request, files)
                return
            for file in files:
                os.close(file)
            os._exit(keep(child, connection))
        connection.close()


def keep(child: int, connection: socket.socket) -> int:
    """Tell the process id of a program, then its exit status; kill it when nobody listens."""
    connection.sendall(f"{child}\n".encode())
    end = os.pidfd_open(child)
    if end not in select.select([connection, end], [], [])[0]:
        # It leads no session yet when it has just begun.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with contextlib.suppress(OSError):
        connection.sendall(f"{status}\n".encode())
    return 0


def run(request: Mapping[str, Any], files: Sequence[int]) -> None:
    """Be a program."""
    import random
    import runpy
    import time

    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    tempfile.tempdir = None
    random.seed()
    for number, file in enumerate(files):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    program, *arguments = request["command"]
    # First comes the folder of this file, in the place of that of a script or where `-m` is started.
    sys.argv, sys.path[0] = [program, *arguments], os.path.dirname(program)
    if arguments[:1] == ["-m"]:
        sys.argv, sys.path[0] = arguments[1:], request["folder"]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    elif arguments[:1] == ["-c"]:
        sys.argv, sys.path[0] = ["-c", *arguments[2:]], ""
        exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
