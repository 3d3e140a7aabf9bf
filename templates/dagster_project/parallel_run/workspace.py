"""The folder in which the sides of a pair run: a working copy of the projects for each.

parity-runs/.work__parity/
  <side>/project/      the Meltano project; its .meltano has links to the installed plugins
  <side>/output/       the generated project, when it does not lie in the Meltano project
  <side>/venvs/        links to the plugins' environments of the generated project
  <side>/destination/  what file and database-file targets write
  <side>/state/        bookmarks, in the layout of Meltano's filesystem backend
  inputs/              copies of input files that lie outside of the project
  tapes/               what the taps said, for mode replay
"""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from dagster_project.singer.errors import KitError
from dagster_project.singer.project import Project

MARK = "__parity"
RUNS = "parity-runs"
WORK = f".work{MARK}"
# What a pair has started may end a moment after it.
SECONDS_TO_END = 5.0
SIDES = ("control", "control2", "candidate")
# Of the generated project, what holds much and says nothing.
LEFT_OUT = (".venvs", ".cache", "state", RUNS)
# Anywhere: caches, and the history of the code.
NOT_COPIED = frozenset({".git", ".meltano", "__pycache__", "node_modules", ".pytest_cache"})


@dataclass(frozen=True)
class SideFolder:
    """The folder of one side."""

    name: str
    path: Path
    output_inside: Path | None

    @property
    def root(self) -> Path:
        """The working copy of the Meltano project."""
        return self.path / "project"

    @property
    def output(self) -> Path:
        """The working copy of the generated project."""
        inside = self.output_inside
        return self.path / "output" if inside is None else self.root / inside

    @property
    def system(self) -> Path:
        """Meltano's `.meltano` of the working copy."""
        return self.root / ".meltano"

    @property
    def venvs(self) -> Path:
        """The plugins' environments as the generated project finds them."""
        return self.path / "venvs"

    @property
    def cache(self) -> Path:
        """What this project discovers on the side: anew in each pair, as Meltano does."""
        return self.path / "cache"

    @property
    def destination(self) -> Path:
        """Where file targets write."""
        return self.path / "destination"

    @property
    def state(self) -> Path:
        """The bookmarks of this side."""
        return self.path / "state"

    @property
    def played(self) -> Path:
        """What the tape player says about itself."""
        return self.path / "played"

    @property
    def programs(self) -> Path:
        """Programs that come first on this side's PATH."""
        return self.path / "bin"


class Workspace:
    """The work folder of the parallel runs of a project.

    Args:
        project: the project.
    """

    def __init__(self, project: Project) -> None:
        """Remember where; nothing is made."""
        self.project = project
        self.runs = project.output / RUNS
        self.path = self.runs / WORK
        inside = project.output.is_relative_to(project.root) and project.output != project.root
        self._inside = project.output.relative_to(project.root) if inside else None

    @property
    def tapes(self) -> Path:
        """The recorded tapes."""
        return self.path / "tapes"

    @property
    def inputs(self) -> Path:
        """Copies of input files that lie outside of the project."""
        return self.path / "inputs"

    def side(self, name: str) -> SideFolder:
        """The folder of a side."""
        return SideFolder(name, self.path / name, self._inside)

    @contextlib.contextmanager
    def locked(self) -> Generator[None, None, None]:
        """Keep two parallel runs apart.

        Raises:
            KitError: there is another one.
        """
        for folder in (self.runs, self.path):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise KitError(
                    "another parallel run of this project is going on",
                    "Wait for its end: both would write to the same isolated destinations.",
                ) from None
            deadline = time.monotonic() + SECONDS_TO_END
            while (left := processes_in(self.path)) and time.monotonic() < deadline:
                time.sleep(0.1)
            if left:
                raise KitError(
                    f"processes of an earlier parallel run still work in {self.path}: "
                    f"{', '.join(map(str, left))}",
                    "It was killed before it could end them. Wait for their end, or end them.",
                )
            yield

    def copy(self, name: str) -> SideFolder:
        """Make the working copies of a side anew; its destination and its state stay."""
        side = self.side(name)
        made = (side.root, side.path / "output", side.venvs, side.cache, side.played, side.programs)
        for old in made:
            remove(old)
        for folder in (side.destination, side.state, side.played, side.programs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        output = self.project.output
        skipped = {output / left_out for left_out in LEFT_OUT}
        skipped |= {self.project.venvs, self.project.cache, self.path}
        copy_tree(self.project.root, side.root, skipped)
        if self._inside is None:
            copy_tree(output, side.output, skipped)
        link_venvs(self.project.system_directory, side.system, "*/*/venv")
        link_venvs(self.project.venvs, side.venvs, "*/*")
        return side


def processes_in(folder: Path) -> list[int]:
    """The processes whose working directory is below a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if place.readlink().is_relative_to(folder.resolve()):
                found.append(int(place.parent.name))
    return sorted(found)


def copy_tree(source: Path, target: Path, skipped: set[Path], top: Path | None = None) -> None:
    """Copy a folder. Virtual environments become links, and links that lead out stay links.

    Args:
        source: the folder.
        target: its copy.
        skipped: what is not copied.
        top: the folder that is copied as a whole, when `source` is a part of it.
    """
    top = top or source
    # Links that lead to a part of the whole lead to its copy, however they are written.
    copied = target / os.path.relpath(top, source)
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(os.scandir(source), key=lambda found: found.name):
        path, made = Path(entry.path), target / entry.name
        if entry.name in NOT_COPIED or path in skipped:
            continue
        if entry.is_symlink():
            goal, within = path.resolve(), top.resolve()
            if goal.is_relative_to(within) and not any(
                goal.is_relative_to(left_out.resolve()) for left_out in skipped
            ):
                goal = copied / goal.relative_to(within)
                made.symlink_to(os.path.relpath(goal, target))
            else:
                made.symlink_to(goal)
        elif entry.is_dir() and (path / "pyvenv.cfg").is_file():
            made.symlink_to(path)
        elif entry.is_dir():
            copy_tree(path, made, skipped, top)
        elif entry.is_file():
            shutil.copy2(path, made)


def link_venvs(source: Path, target: Path, pattern: str) -> None:
    """Link installed environments, so that nothing is installed a second time."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob(pattern)):
        if path.is_dir():
            made = target / path.relative_to(source)
            made.parent.mkdir(parents=True, exist_ok=True)
            made.symlink_to(path.resolve())


def remove(path: Path) -> None:
    """Remove a file or folder of the work folder, whatever it is.

    Raises:
        KitError: it lies outside a folder whose name has the mark.
    """
    if not any(MARK in part for part in path.parts[:-1]):
        raise KitError(f"{path} is not removed: it is not in a folder `…{MARK}…`", "")
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
