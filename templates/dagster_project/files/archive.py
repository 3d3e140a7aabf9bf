"""Move a file that is done with to where it is kept; nothing is lost, doubled or overwritten."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from glob import escape
from itertools import count
from pathlib import Path

from dagster_project.files.hashes import BLOCK, sha256_of
from dagster_project.files.model import Candidate
from dagster_project.files.moves import (
    FileChangedError,
    Move,
    alone,
    noted,
    settle_interrupted,
    sync,
)
from dagster_project.files.whole_file import shortened
from dagster_project.singer.errors import KitError

# What file systems say that have no hard links, or do not let this account make one.
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


@dataclass(frozen=True)
class Shelf:
    """A folder in which files are kept: the archive, by day, or the files that failed.

    A kept file is named `<name>.<first of its SHA-256>.<first of the run id>.csv`.
    """

    root: Path
    by_day: bool = True

    def keep(self, candidate: Candidate, run_id: str, day: date) -> Path:
        """Move a file here; after a kill, the same call ends what was begun.

        Args:
            candidate: the file, unchanged since it was found.
            run_id: the run that loaded it, or failed to.
            day: of the load.

        Returns:
            where the file is now.

        Raises:
            KitError: it was changed, is nowhere, or cannot be moved; then it is where it was.
        """
        try:
            with alone(self.root):
                settle_interrupted(self.root)
                if not os.path.lexists(candidate.path):
                    return self._kept(candidate)
                found = _unchanged(candidate)
                return self._move(candidate, found, self._names(candidate, run_id, day))
        except FileChangedError:
            raise _changed(candidate) from None
        except OSError as e:
            raise KitError(
                f"{candidate.path} cannot be moved to {self.root}: {e.strerror}",
                "The file stays where it was. Make room, or give the account that runs Dagster "
                "the right to change both folders.",
            ) from e

    def settle(self) -> None:
        """End what a kill has interrupted, without a file to keep."""
        if self.root.is_dir():
            with alone(self.root):
                settle_interrupted(self.root)

    def of_day(self, day: date) -> Path:
        """The folder of a day of the archive."""
        return self.root / day.strftime("%Y/%m/%d")

    def _names(self, candidate: Candidate, run_id: str, day: date) -> Iterator[Path]:
        folder = self.of_day(day) if self.by_day else self.root
        folder.mkdir(parents=True, exist_ok=True)
        stem, mark, suffix = _name(candidate, run_id)
        for number in count(1):
            again = "" if number == 1 else f".{number}"
            yield folder / shortened(stem, f"{mark}{again}{suffix}")

    def _move(self, candidate: Candidate, found: os.stat_result, names: Iterator[Path]) -> Path:
        for destination in names:
            if os.path.lexists(destination):
                continue
            try:
                self._move_to(candidate, found, destination)
            except FileExistsError:
                # Another program took the name.
                if not os.path.lexists(destination):
                    raise
                continue
            return destination
        raise AssertionError("there is always another name")

    def _move_to(self, candidate: Candidate, found: os.stat_result, destination: Path) -> None:
        """Move a file by a link, by a new name or by a copy, as its places allow; none overwrites."""
        source = candidate.path
        move = Move(
            str(source),
            str(destination),
            candidate.sha256,
            candidate.size,
            found.st_ino,
            found.st_mtime_ns,
        )
        is_link = source.is_symlink()
        if not is_link and self._linked(move):
            return
        move = replace(move, reserved=True)
        near = not is_link and found.st_dev == destination.parent.stat().st_dev
        with noted(self.root, move):
            if near:
                _rename(move)
            else:
                _copy(candidate, move.part)
                destination.open("x").close()
                os.replace(move.part, destination)  # noqa: PTH105
                move.end()

    def _linked(self, move: Move) -> bool:
        """Move it by a second name; tell whether the file systems can do that."""
        try:
            with noted(self.root, move):
                os.link(move.source, move.destination)
                move.end()
        except OSError as e:
            if e.errno not in _NO_LINKS | {errno.EXDEV} or not os.path.lexists(move.source):
                raise
            return False
        return True

    def _kept(self, candidate: Candidate) -> Path:
        """Where a file that is gone from its place was put by an earlier call."""
        _, mark, suffix = _name(candidate, "")
        for path in sorted(self.root.rglob(f"*{escape(mark)}*{escape(suffix)}")):
            if path.stat().st_size == candidate.size and sha256_of(path) == candidate.sha256:
                return path
        raise KitError(
            f"{candidate.path} is gone, and not in {self.root} either",
            "Someone else has moved or removed it; what was loaded of it is not affected.",
        )


def _name(candidate: Candidate, run_id: str) -> tuple[str, str, str]:
    path = candidate.path
    suffix = ".csv" if path.name.endswith(".csv") else ""
    mark = f".{candidate.sha256[:12]}.{run_id[:8]}"
    return path.name.removesuffix(".csv"), mark, suffix


def _rename(move: Move) -> None:
    destination = Path(move.destination)
    # Whoever comes second finds the name taken; only our own empty file is replaced.
    destination.open("x").close()
    if not move.take():
        raise FileNotFoundError(errno.ENOENT, "it is gone")
    os.replace(move.taken, destination)  # noqa: PTH105
    sync(destination.parent)
    sync(Path(move.source).parent)


def _copy(candidate: Candidate, part: Path) -> None:
    with candidate.path.open("rb") as read, part.open("wb") as written:
        shutil.copyfileobj(read, written, BLOCK)
        written.flush()
        os.fsync(written.fileno())
    if sha256_of(part) != candidate.sha256:
        raise _changed(candidate)
    # The time goes with the content; not every file system takes the rest.
    with suppress(OSError):
        shutil.copystat(candidate.path, part)


def _unchanged(candidate: Candidate) -> os.stat_result:
    now = candidate.path.stat()
    if (now.st_size, now.st_mtime) != (candidate.size, candidate.mtime) and (
        now.st_size != candidate.size or sha256_of(candidate.path) != candidate.sha256
    ):
        raise _changed(candidate)
    return now


def _changed(candidate: Candidate) -> KitError:
    return KitError(
        f"{candidate.path} was changed after it was found",
        "It stays where it is, and is found again as a new file.",
    )
