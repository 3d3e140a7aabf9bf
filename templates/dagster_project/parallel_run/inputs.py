"""Input files that lie outside of the Meltano project: both sides read copies of them.

Those within the project are copied with it. The copies have the same paths on both sides, since
taps write paths into rows; each side gets them anew, so that neither sees what the other one did.
Which files that are, Meltano is asked for its side: what meltano.yml says of a tap is to be run.
"""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dagster_project.parallel_run.answers import Answers
from dagster_project.parallel_run.isolation import variable_of
from dagster_project.parallel_run.plan import Work
from dagster_project.parallel_run.workspace import remove
from dagster_project.singer.model import Setting
from dagster_project.singer.project import Project
from dagster_project.singer.settings import resolve

MOST_BYTES = 4 << 30
PARSED = ("array", "object")


@dataclass
class Inputs:
    """The input files of a work and their copies.

    Attributes:
        folder: where the copies are.
        variables: what tells the taps of this project so.
        of_meltano: what tells those of Meltano.
        sources: the files and folders by the name of their copy.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    of_meltano: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)

    @property
    def now(self) -> Path:
        """What the taps read."""
        return self.folder / "now"

    def variables_of(self, side: str) -> dict[str, str]:
        """What tells the taps of a side where the copies are."""
        return self.variables if side == "candidate" else self.of_meltano

    def freeze(self) -> None:
        """Take the input as it is now, for all sides."""
        self._copy(self.sources, "frozen")

    def give(self) -> None:
        """Give a side the frozen input."""
        self._copy({name: self.folder / "frozen" / name for name in self.sources}, "now")

    def _copy(self, sources: dict[str, Path], name: str) -> None:
        target = self.folder / name
        remove(target)
        target.mkdir(mode=0o700, parents=True)
        for copy, source in sources.items():
            if source.is_dir():
                shutil.copytree(source, target / copy)
            else:
                shutil.copy2(source, target / copy)


def find_inputs(
    project: Project, work: Work, folder: Path, answers: Answers, tell: Callable[[str], None]
) -> Inputs:
    """Find the files outside of the project that settings of the taps name.

    Args:
        project: the project as the run sees it in production.
        work: what is to be run.
        folder: where the copies go.
        answers: what Meltano says of its taps; it is asked for those that have such files here.
        tell: takes a line for each file that is not copied.
    """
    found = Inputs(folder)
    for name in dict.fromkeys(pipeline.extractor for pipeline in work.pipelines):
        tap = resolve(project, project.plugin("extractors", name))
        settings = tap.plugin.settings.values()
        values = [(setting, tap.settings.get(setting.name)) for setting in settings]
        own = _told(found, project, project.root, name, values, tell)
        if own:
            theirs = _values_of(settings, answers.variables("extractors", name))
            root = answers.folder.root
            found.of_meltano |= _told(found, project, root, name, theirs, tell)
        found.variables |= own
    size = sum(_size(source) for source in found.sources.values())
    if size > MOST_BYTES:
        tell(f"the input has {size >> 30} GiB: both sides read it in place")
        return Inputs(folder)
    return found


def _told(
    found: Inputs,
    project: Project,
    root: Path,
    tap: str,
    values: Iterable[tuple[Setting, object]],
    tell: Callable[[str], None],
) -> dict[str, str]:
    """The variables that name copies of files in the place of the files."""
    told: dict[str, str] = {}
    for setting, value in values:
        changed = _changed(found, project, root, value)
        if changed == value:
            continue
        if not _can_be_told(setting, value):
            tell(f"{tap}: `{setting.name}` names files that both sides read in place")
            continue
        told[variable_of(setting)] = changed if isinstance(changed, str) else json.dumps(changed)
    return told


def _values_of(
    settings: Iterable[Setting], variables: Mapping[str, str]
) -> Iterator[tuple[Setting, object]]:
    """The values of settings, out of the variables that hold them."""
    for setting in settings:
        text = next((variables[name] for name in setting.exports if name in variables), None)
        value: object = text
        if text is not None and setting.kind in PARSED:
            with contextlib.suppress(ValueError):
                value = json.loads(text)
        yield setting, value


def _changed(found: Inputs, project: Project, root: Path, value: object) -> object:
    """The value with the copies of files in the place of the files; paths start at the root."""
    if isinstance(value, list):
        return [_changed(found, project, root, item) for item in value]
    if isinstance(value, dict):
        return {key: _changed(found, project, root, item) for key, item in value.items()}
    if not isinstance(value, str) or not _may_lead_out(value):
        return value
    # What a working copy names from its own root on is of the project that it is a copy of.
    source = (project.root / value.removeprefix(f"{root}/")).resolve()
    outside = not source.is_relative_to(project.root.resolve())
    if not outside or project.root.resolve().is_relative_to(source) or not _can_be_copied(source):
        return value
    for name, known in found.sources.items():
        if known == source:
            return str(found.now / name)
    name = f"{len(found.sources) + 1}-{source.name}"
    found.sources[name] = source
    return str(found.now / name)


def _may_lead_out(value: str) -> bool:
    return value.startswith("/") or ".." in PurePosixPath(value).parts


def _can_be_told(setting: Setting, value: object) -> bool:
    return isinstance(value, str) or setting.kind in PARSED


def _can_be_copied(source: Path) -> bool:
    """Whether there are files and folders only: a database listens at a socket, say."""
    try:
        paths = [source, *source.rglob("*")] if source.is_dir() else [source]
        return all(path.is_file() or path.is_dir() for path in paths)
    except OSError:  # a text that is too long for a path
        return False


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())
