"""Find the files of a source: those that tap-csv would read, and of these the ones to load now."""

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagster_project.files.file_types import FileType, type_of
from dagster_project.files.hashes import remembered_sha256
from dagster_project.files.model import Candidate, Source
from dagster_project.singer.errors import KitError

TO_DO = "Rename or remove it, or give the right to read it."
WRITTEN = "still being written"
TEMPORARY = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")


@dataclass(frozen=True)
class Ignored:
    """A file that is there and is not loaded.

    Attributes:
        path: as the setting of the source spells it.
        wrong: whether someone has to do something about it.
        loaded: the file, where its content is loaded.
    """

    path: str
    reason: str
    wrong: bool = False
    loaded: Candidate | None = None


@dataclass(frozen=True)
class Found:
    """What there is for a source."""

    candidates: tuple[Candidate, ...]
    ignored: tuple[Ignored, ...]


@dataclass(frozen=True)
class Rules:
    """Which files are left for later, or for good.

    Attributes:
        as_tap: read all that tap-csv reads, hidden files too, and fail where it finds nothing.
        settle_seconds: for so long a file must not have changed.
        wait: for files that were changed since; otherwise they are ignored.
        types: the files that share a folder; those of other streams are ignored.
        apart: folders inside the source that are not input, such as the archive.
        is_loaded: whether the file of a path with this SHA-256 needs no loading.
    """

    as_tap: bool = True
    settle_seconds: float = 0
    wait: bool = True
    types: tuple[FileType, ...] = ()
    apart: tuple[Path, ...] = ()
    is_loaded: Callable[[Path, str], bool] | None = None


def look(source: Source, root: Path, rules: Rules | None = None) -> Found:
    """Find the files of a source: in the order in which tap-csv reads them, or the oldest first.

    Args:
        source: a stream.
        root: where the tap would run; paths are relative to it.
        rules: by default all that the tap reads.

    Raises:
        KitError: a folder or file cannot be read, or the tap would fail.
    """
    rules = rules or Rules()
    ignored: list[Ignored] = []
    named = []
    for given in _files(source, root, rules):
        refused = _refused(given, root / source.path, root, rules)
        if refused:
            ignored.append(refused)
        else:
            named.append(given)
    if rules.as_tap and not named:
        raise KitError(
            f"stream `{source.stream}`: {root / source.path} has no file whose name ends in `.csv`",
            "tap-csv reads no others, and fails when there is none.",
        )
    unsettled = _unsettled(named, root, rules)
    candidates = []
    for given in named:
        if given not in unsettled:
            outcome = _candidate(source, given, root, rules)
        elif rules.wait:
            outcome = _fail_or(rules, given, WRITTEN, wrong=False)
        else:
            outcome = Ignored(given, WRITTEN)
        if isinstance(outcome, Ignored):
            ignored.append(outcome)
        else:
            candidates.append(outcome)
    if not rules.as_tap:
        # Of two files with one key, what the newer one says is to stay.
        candidates.sort(key=age)
    return Found(tuple(candidates), tuple(ignored))


def age(candidate: Candidate) -> tuple[float, str]:
    """What sorts files: the oldest first."""
    return candidate.mtime, candidate.given


def _files(source: Source, root: Path, rules: Rules) -> Iterator[str]:
    """Every file of the source, spelled as tap-csv spells it."""
    path = root / source.path
    try:
        is_folder = path.is_dir()
    except OSError as e:
        raise KitError(
            f"stream `{source.stream}`: {path} cannot be read: {e.strerror}",
            "Give the account that runs Dagster the right to list the folders above it.",
        ) from e
    if is_folder:
        yield from _walk(source, root, rules)
    elif os.path.lexists(path):
        yield source.path
    elif rules.as_tap or not path.parent.is_dir():
        raise KitError(
            f"stream `{source.stream}`: there is no file or folder {path}",
            "Correct the `path` in the settings of the extractor, or put the file there. "
            "Patterns such as `*.csv` are not known to tap-csv.",
        )


def _walk(source: Source, root: Path, rules: Rules) -> Iterator[str]:
    def fail(error: OSError) -> None:
        raise KitError(
            f"stream `{source.stream}`: the folder {error.filename} cannot be read: "
            f"{error.strerror}",
            "Give the account that runs Dagster the right to list it.",
        ) from error

    apart = {folder.resolve() for folder in rules.apart}
    top = os.path.normpath(source.path) + os.sep
    # In the order of the file system, as the tap: the first file gives the header.
    for folder, folders, files in os.walk(root / top, onerror=fail):
        folders[:] = [name for name in folders if Path(folder, name).resolve() not in apart]
        inside = os.path.relpath(folder, root / top)
        shown = top if inside == os.curdir else os.path.join(top, inside)  # noqa: PTH118
        yield from (os.path.join(shown, name) for name in files)  # noqa: PTH118


def as_tap_spells(source: Source, root: Path, path: Path) -> str:
    """The path of a file that was found, as `look` gave it; as it is where it is elsewhere now."""
    top = root / source.path
    if path == top:
        return source.path
    inside = os.path.relpath(path, top)
    if inside.startswith(os.pardir):
        return str(path)
    return os.path.join(os.path.normpath(source.path), inside)  # noqa: PTH118


def _refused(given: str, top: Path, root: Path, rules: Rules) -> Ignored | None:
    """Why a file is not looked at; by its name and kind only."""
    path = root / given
    try:
        given.encode()
    except UnicodeEncodeError:
        return _fail_or(rules, given, "its name is not text in UTF-8")
    if not rules.as_tap:
        # Not Path.relative_to(), which knows no `..` in the path of the source.
        inside = os.path.relpath(path, top)
        parts = (path.name,) if inside == os.curdir else Path(inside).parts
        if any(part.startswith(".") for part in parts):
            return Ignored(given, "hidden")
        stem = path.name.removesuffix(".csv")
        if path.name.startswith("~$") or stem.endswith(TEMPORARY):
            return Ignored(given, "temporary")
    # Not Path.suffix: to the tap, the name `.csv` has one, too.
    if given[-4:] != ".csv":
        return Ignored(given, "its name does not end in `.csv`")
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as e:
        # A link to nowhere is there; a file that someone takes away right now is not.
        return _fail_or(rules, given, f"cannot be read: {e.strerror}", os.path.lexists(path))
    return None if regular else _fail_or(rules, given, "not a file with content, but a device")


def _fail_or(rules: Rules, given: str, reason: str, wrong: bool = True) -> Ignored:
    """A file that is left out; the tap would not go on without it."""
    if rules.as_tap:
        shown = given.encode(errors="replace").decode()
        raise KitError(f"{shown}: {reason}", TO_DO)
    return Ignored(given, reason, wrong)


def _unsettled(names: Sequence[str], root: Path, rules: Rules) -> set[str]:
    """Files that are being written: looked at twice, with a pause when one of them is new."""
    seconds = rules.settle_seconds
    if seconds <= 0 or not names:
        return set()
    before = {name: _state(root / name) for name in names}
    now = time.time()
    if not rules.wait:
        # What comes from a clock that is ahead would never settle.
        return {n for n, state in before.items() if state and 0 <= now - state[1] < seconds}
    newest = max((state[1] for state in before.values() if state), default=0.0)
    pause = min(seconds, newest + seconds - now)
    if pause > 0:
        time.sleep(pause)
    return {name for name in names if before[name] is None or _state(root / name) != before[name]}


def _state(path: Path) -> tuple[int, float] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime


def _candidate(source: Source, given: str, root: Path, rules: Rules) -> Candidate | Ignored:
    path = root / given
    try:
        before = path.stat()
        sha256 = remembered_sha256(path, before)
        after = path.stat()
    except OSError as e:
        return _fail_or(rules, given, f"cannot be read: {e.strerror}", os.path.lexists(path))
    if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime):
        return _fail_or(rules, given, "changed while it was read", wrong=False)
    candidate = Candidate(path, after.st_size, after.st_mtime, sha256, given)
    if rules.is_loaded and rules.is_loaded(path, sha256):
        return Ignored(given, "already loaded", loaded=candidate)
    if rules.types:
        try:
            found = type_of(path, source, rules.types)
        except KitError as e:
            return _fail_or(rules, given, e.message, wrong=False)
        if isinstance(found, str):
            return Ignored(given, found)
        if found.stream != source.stream:
            return Ignored(given, f"a file of `{found.stream}`")
    return candidate
