"""One project, two sides: how the real Meltano and the generated Dagster project are installed and run.

Used by the demo, the benchmarks and the end-to-end tests. Nothing here is mocked or skipped; a command that fails ends in a
`Failed` that holds its last lines.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

import warm

REPOSITORY = Path(__file__).resolve().parent.parent
TAP_CSV = REPOSITORY / "fixtures" / "plugins" / "tap-csv"
LAST_LINES = 40
GRACE_SECONDS = 10


class Failed(Exception):
    """A command ended with a status other than 0; the text names it and ends with what it printed last."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of one's own, by its URL; gone at the end."""
    command = [REPOSITORY / "tools" / "postgres"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        if not url:
            raise Failed("tools/postgres gave no URL")
        yield url
    finally:
        server.communicate("", timeout=60)


@contextlib.contextmanager
def ended(
    process: subprocess.Popen | warm.Started, first: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    """End the session that a process leads when the block is left before the process ends."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.send_signal(first)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def database_variables(url: str) -> dict[str, str]:
    """The variables by which the QuickBooks fixtures find their database."""
    parts = urlsplit(url)
    return {
        "DATABASE_URL": url,
        "POSTGRES_HOST": parts.hostname or "127.0.0.1",
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": unquote(parts.username or "postgres"),
        "POSTGRES_PASSWORD": unquote(parts.password or ""),
        "POSTGRES_DATABASE": parts.path.lstrip("/") or "postgres",
    }


class Project:
    """A Meltano project in a folder of its own, the Dagster project generated beside its meltano.yml, and a log a step.

    Args:
        folder: of the Meltano project.
        logs: folder of the logs.
        variables: of the environment, over those of this process.
        dbt: whether it has a dbt project; Dagster runs without dbt where there is none.

    Attributes:
        programs: what starts the modules of a Python where nobody measures how long that takes.
    """

    programs: ClassVar[Mapping[str, warm.Warm]] = {}

    def __init__(
        self,
        folder: Path,
        logs: Path,
        variables: Mapping[str, str] | None = None,
        *,
        dbt: bool = True,
    ) -> None:
        self.folder = folder
        self.logs = logs
        self.output = folder / "dagster_project"
        # ./verify gives a folder in memory: what Dagster writes of a run is a thousand commits.
        scratch = os.environ.get("M2D_SCRATCH")
        self.dagster_home = (
            Path(tempfile.mkdtemp(prefix="dagster_home.", dir=scratch))
            if scratch
            else logs.parent / "dagster_home"
        )
        self.meltano = Path(os.environ["M2D_MELTANO"])
        self.dbt = dbt
        self.python = Path(os.environ["M2D_DAGSTER_PYTHON" if dbt else "M2D_PLAIN_PYTHON"])
        logs.mkdir(parents=True, exist_ok=True)
        self.dagster_home.mkdir(parents=True, exist_ok=True)
        folders = [self.python.parent, self.meltano.parent, Path(os.environ["M2D_UV"]).parent]
        self.environment = {
            **{name: value for name, value in os.environ.items() if not self.disturbs(name)},
            "PATH": os.pathsep.join([*map(str, folders), os.environ["PATH"]]),
            "UV_SYSTEM_CERTS": "1",
            "TAP_CSV_SOURCE": str(TAP_CSV),
            "DAGSTER_HOME": str(self.dagster_home),
            "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
            **(variables or {}),
        }

    @staticmethod
    def disturbs(name: str) -> bool:
        # Python may keep compiled files, as on any machine: plugins start in half of the time.
        return name in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PYTHONPATH") or name.startswith(
            ("MELTANO_", "DAGSTER_")
        )

    def run(
        self,
        step: str,
        *command: str | Path,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
        expected: int | None = 0,
    ) -> float:
        """Run a command, its output in the log of the step; return the seconds it took."""
        log = self.logs / f"{step}.log"
        begin = time.monotonic()
        words, place = [*map(str, command)], folder or self.folder
        environment = {**self.environment, **(variables or {})}
        # Python reads PYTHONPATH when it starts.
        warmed = self.programs.get(words[0]) if "PYTHONPATH" not in environment else None
        if warmed and words[1] in ("-m", "-c"):
            process = warmed.start(words, place, environment, log)
        else:
            with log.open("wb") as output:
                process = subprocess.Popen(
                    words,
                    cwd=place,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        with ended(process):
            status = process.wait()
        seconds = time.monotonic() - begin
        if expected is not None and status != expected:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
            raise Failed(f"{' '.join(map(str, command))}\nended with {status}:\n{last}\n({log})")
        return seconds

    def generate(self, *arguments: str) -> float:
        """Write the Dagster project with ./m2d."""
        return self.run("generate", REPOSITORY / "m2d", "generate", self.folder, *arguments)

    def install_meltano(self) -> float:
        """Install the plugins of Meltano's side."""
        return self.run("meltano-install", self.meltano, "install")

    def install_dagster(self) -> float:
        """Install the plugins of Dagster's side, and dbt's manifest."""
        kit = "dagster_project.singer"
        seconds = self.run("dagster-install", self.python, "-m", kit, "install", folder=self.output)
        if self.dbt:
            prepare = [self.python, "-m", "dagster_project.dbt", "prepare"]
            seconds += self.run("dagster-dbt-prepare", *prepare, folder=self.output)
        return seconds

    def use_own_environment(self) -> None:
        """Run Dagster in an environment with nothing but what the generated project asks for.

        The one of tools/setup holds dbt too, which Dagster then imports whenever a location loads.
        """
        uv, folder = Path(os.environ["M2D_UV"]), self.logs.parent / "venv"
        self.run("venv", uv, "venv", "--python", self.python, folder)
        self.python = folder / "bin" / "python"
        pins = self.output / "requirements-dagster.txt"
        install = [uv, "pip", "install", "--compile-bytecode", "--python", self.python]
        self.run("venv-install", *install, "-r", pins)

    def run_meltano(self, *blocks: str, **options: Any) -> float:
        """`meltano run BLOCKS`."""
        return self.run("meltano-run", self.meltano, "run", *blocks, **options)

    def run_dagster(self, job: str, *arguments: str, **options: Any) -> float:
        """Execute a job of the generated project in a process of its own."""
        command = [
            self.python,
            "-m",
            "dagster",
            "job",
            "execute",
            "-m",
            "dagster_project.definitions",
        ]
        return self.run(
            "dagster-run", *command, "-j", job, *arguments, folder=self.output, **options
        )
