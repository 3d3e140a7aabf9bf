"""Install the plugins: one environment each, in parallel, again only when something changed."""

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from dagster_project.singer.environment import scripts_of
from dagster_project.singer.errors import KitError
from dagster_project.singer.packages import Package, packages
from dagster_project.singer.project import Project
from dagster_project.singer.resolved import unfinished_mark
from dagster_project.singer.uv import Uv, UvError, masked

_FINGERPRINT = ".m2d-fingerprint"
_WORKERS = 4
PATIENCE_SECONDS = 30.0
_DISK = "Check that the folder of environments has space and may be written (M2D_VENVS)."
_LOCAL = re.compile(r"^(?:-e |(?P<name>\S+) @ )file://(?P<path>\S+)$")


@dataclass(frozen=True)
class Options:
    """How to install.

    Attributes:
        wanted: names of plugins; none for all.
        locked: install the pins of `requirements/` where they are.
        force: make every environment anew.
        pythons: another Python by plugin; under "" for all.
    """

    wanted: tuple[str, ...] = ()
    locked: bool = False
    force: bool = False
    pythons: Mapping[str, str] | None = None


def install(project: Project, options: Options, report: Callable[[str], None]) -> None:
    """Install all plugins that are not installed yet.

    Args:
        project: the project.
        options: which ones, and how.
        report: takes a line of progress.

    Raises:
        KitError: uv is missing, or a plugin could not be installed; all others are.
    """
    work = packages(project, options.wanted, options.pythons)
    if not work:
        report("no plugin of this project has a package to install")
        return
    uv = Uv(project)
    failed: dict[str, KitError] = {}
    with _alone(project.venvs), ThreadPoolExecutor(min(_WORKERS, len(work))) as pool:
        jobs = {pool.submit(_Installation(project, p, options, uv).run, report): p for p in work}
        for number, job in enumerate(_told(jobs, report), 1):
            name = jobs[job].name
            try:
                report(f"[{number}/{len(work)}] {name}: {job.result()}")
            except (KitError, OSError) as e:
                failed[name] = e if isinstance(e, KitError) else KitError(str(e), _DISK)
                report(f"[{number}/{len(work)}] {name}: failed")
    if failed:
        texts = [f"{name}: {failed[name]}" for name in sorted(failed)]
        rest = "\nThe other plugins are installed." if len(failed) < len(work) else ""
        raise KitError("\n\n".join(texts), rest)


def _told(
    jobs: Mapping["Future[str]", Package], report: Callable[[str], None]
) -> Iterator["Future[str]"]:
    """Jobs as they end; tells now and then which ones do not."""
    left = set(jobs)
    while left:
        done, left = wait(left, timeout=PATIENCE_SECONDS, return_when=FIRST_COMPLETED)
        if not done:
            names = ", ".join(sorted(jobs[job].name for job in left))
            report(f"still at work: {names}")
        yield from done


class _Installation:
    """One environment on its way."""

    def __init__(self, project: Project, package: Package, options: Options, uv: Uv) -> None:
        self._project = project
        self._package = package
        self._uv = uv
        self._force = options.force
        self._folder = project.venvs / package.name
        self._pins = project.output / "requirements" / f"{package.name}.txt"
        self._locked = options.locked and self._pins.is_file()
        self._wants_pins = options.locked

    def run(self, report: Callable[[str], None]) -> str:
        """Answers what was done."""
        kept = self._folder / _FINGERPRINT
        mark = unfinished_mark(self._folder)
        is_made = kept.is_file() and not mark.exists() and not self._force
        if is_made and self._fingerprint() in kept.read_text(encoding="utf-8").split():
            return "is up to date"
        begin = time.monotonic()
        report(f"{self._package.name}: installing {self._what()}")
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        self._make_environment()
        self._install()
        if not self._locked:
            self._write_pins()
        # Both: what was installed plainly is what its own pins ask for, and the other way round.
        prints = {self._package.fingerprint(pins) for pins in (None, self._read_pins())}
        kept.write_text("\n".join(sorted(prints)), encoding="utf-8")
        mark.unlink()
        return f"installed in {time.monotonic() - begin:.1f} s"

    def _what(self) -> str:
        if self._locked:
            return "its pins"
        secrets = sorted(self._package.references.values())
        words = masked(" ".join(self._package.arguments), secrets)
        return f"{words} (it has no pins yet)" if self._wants_pins else words

    def _fingerprint(self) -> str:
        return self._package.fingerprint(self._read_pins() if self._locked else None)

    def _read_pins(self) -> str | None:
        return self._pins.read_text(encoding="utf-8") if self._pins.is_file() else None

    def _make_environment(self) -> None:
        python = self._package.python
        seed = ["--seed"] if self._package.seed else []
        try:
            self._uv.run("venv", "--clear", *seed, "--python", python, str(self._folder))
        except UvError as e:
            plugin = self._package.plugins[0]
            raise KitError(
                f"Python `{python}` cannot be used:\n{e}",
                f"Install it, or name another one: `--python {plugin}=PATH`.",
            ) from None

    def _install(self) -> None:
        if not self._locked and not self._package.arguments:
            raise KitError("its `pip_url` is empty", self._cure())
        self._pip(
            "install", *(["-r", str(self._pins)] if self._locked else self._package.arguments)
        )

    def _pip(self, action: str, *arguments: str) -> str:
        python = str(scripts_of(self._folder) / "python")
        secrets = list(self._package.references.values())
        try:
            return self._uv.run("pip", action, "--python", python, *arguments, mask=secrets)
        except UvError as e:
            raise KitError(f"the package cannot be installed:\n{e}", self._cure()) from None

    def _cure(self) -> str:
        if self._package.missing:
            names = " and ".join(f"`{name}`" for name in self._package.missing)
            return f"Set {names}, which its `pip_url` names, here or in the file `.env`."
        return "Correct its `pip_url`, its pins, or the variables that uv reads (UV_INDEX_URL …)."

    def _write_pins(self) -> None:
        frozen = self._pip("freeze")
        lines = [self._portable(line) for line in frozen.splitlines()]
        text = "".join(f"{line}\n" for line in lines)
        try:
            self._pins.parent.mkdir(parents=True, exist_ok=True)
            self._pins.write_text(text, encoding="utf-8")
        except OSError:
            # A read-only output (an image): it is installed, the pins are those of the build.
            return

    def _portable(self, line: str) -> str:
        """A pin without a path of this machine and without a token."""
        local = _LOCAL.match(line)
        if local:
            path = os.path.relpath(unquote(local["path"]), self._project.root)
            prefix = "-e " if line.startswith("-e ") else ""
            return f"{prefix}./{Path(path).as_posix()}"
        if "://" not in line:
            return line  # a version: no token, but perhaps the same digits as a variable
        for name, value in self._package.references.items():
            line = line.replace(value, f"${{{name}}}")
        return line if "${" in line else masked(line, ())


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """One installation at a time in a folder of environments."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def parse_pythons(texts: Sequence[str]) -> dict[str, str]:
    """`["tap-x=3.9", "/usr/bin/python3"]` gives `{"tap-x": "3.9", "": "/usr/bin/python3"}`."""
    return {name: python for name, _, python in (t.rpartition("=") for t in texts)}
