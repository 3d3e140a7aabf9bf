"""Programs of the Dagster environment, each in a process of its own that has the imports already.

To import Dagster and dagster-dbt takes two seconds of a processor, more than most checks that a program of theirs then makes. So one
process imports them and forks for each program; what is started has its own folder, environment, session and output, as if from a shell.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

IMPORTS = ("dagster._cli", "dagster_dbt", "dagster_dg_cli.cli", "dagster_pandas", "pytest")


class Warm:
    """Starts programs, one at a time.

    Args:
        python: of the Dagster environment.
        environment: of the process that imports; that of a program is given with it.
    """

    def __init__(self, python: Path | str, environment: Mapping[str, str]) -> None:
        """Remember; the first program has the imports made."""
        self.python, self._environment = str(python), environment
        self._server: subprocess.Popen[bytes] | None = None

    def start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path
    ) -> Started:
        """Start a script of Python's `bin`, or `python -m MODULE`, with what it prints in a file."""
        request = {"command": command, "folder": str(folder), "output": str(output)}
        line = json.dumps({**request, "environment": dict(environment)})
        if self._server is None:
            self._server = subprocess.Popen(
                [self.python, __file__],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
        assert self._server.stdin and self._server.stdout
        self._server.stdin.write(line.encode() + b"\n")
        return Started(int(self._server.stdout.readline()), self._server.stdout)

    def close(self) -> None:
        """End the process that imports."""
        if self._server is not None:
            self._server.communicate()


class Started:
    """A program that was started, with the methods of `subprocess.Popen` that tests use."""

    def __init__(self, pid: int, answers: IO[bytes]) -> None:
        """Take the pipe on which the status will come."""
        self.pid, self._answers = pid, answers
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; the exit status.

        Raises:
            subprocess.TimeoutExpired: it did not end in these seconds.
        """
        if self.returncode is None:
            if not select.select([self._answers], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(self._answers.readline())
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


def serve() -> None:
    """Fork for each line of standard input; answer with the process id, then with the exit status."""
    import gc
    import importlib
    import runpy
    import tempfile
    import time

    # Programs have other pipes, and nothing may lie in a buffer that they inherit.
    requests, answers = os.fdopen(os.dup(0), "rb", 0), os.dup(1)
    for name in IMPORTS:
        importlib.import_module(name)
    # The collector would touch, and so copy, every page that a program shares with this process.
    gc.freeze()
    while line := requests.readline():
        request = json.loads(line)
        child = os.fork()
        if child:
            os.write(answers, f"{child}\n".encode())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os.write(answers, f"{status}\n".encode())
            continue
        requests.close()
        os.close(answers)
        os.setsid()
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        tempfile.tempdir = None
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 1)
        os.dup2(1, 2)
        program, *arguments = request["command"]
        # First comes the folder of this file, in the place of that of a script or where `-m` is started.
        if arguments[:1] == ["-m"]:
            sys.argv, sys.path[0] = arguments[1:], request["folder"]
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            sys.argv, sys.path[0] = [program, *arguments], os.path.dirname(program)
            runpy.run_path(program, run_name="__main__")
        return


if __name__ == "__main__":
    serve()
