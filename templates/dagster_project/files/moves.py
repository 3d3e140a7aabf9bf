"""Notes of moves that are under way, so that the next call ends what a kill has interrupted."""

import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project.files.hashes import sha256_of

FOLDER = ".moving"


class FileChangedError(Exception):
    """Someone wrote to the file while it was moved, or put another in its place."""


@dataclass(frozen=True)
class Move:
    """A file on its way.

    Attributes:
        inode: of the file at the source; someone may put another there at any time.
        mtime: of it, in nanoseconds.
        reserved: an empty file may stand at the destination, to keep others from taking the name.
    """

    source: str
    destination: str
    sha256: str
    size: int
    inode: int
    mtime: int
    reserved: bool = False

    @property
    def part(self) -> Path:
        """Where a copy grows until it is whole."""
        destination = Path(self.destination)
        return destination.with_name(f".{destination.name}.part")

    @property
    def taken(self) -> Path:
        """What the file is called at its old place while it is removed from there."""
        mark = hashlib.sha256(os.fsencode(self.destination)).hexdigest()
        return Path(self.source).with_name(f".{self.sha256[:12]}.{mark[:12]}.taken")

    def settle(self) -> None:
        """Leave the file in one place: at the destination when it is whole there, else at the source."""
        source, destination = Path(self.source), Path(self.destination)
        if os.path.lexists(self.taken):
            if self.is_at(destination) and self.is_at(self.taken):
                self.taken.unlink()
            else:
                self._put_back()
        if os.path.lexists(source):
            if self.is_at(destination):
                # Another file may have come to the source since.
                if self.is_at(source):
                    with suppress(OSError):
                        self.end()
            elif _are_one(source, destination):
                # Written to while it had both names.
                destination.unlink()
            elif self.reserved and self.size and _is_empty(destination):
                destination.unlink()
        self.part.unlink(missing_ok=True)

    def end(self) -> None:
        """Remove the file from its old place; where that fails, it is not to be in the new one.

        Another file, which someone has put there meanwhile, stays.

        Raises:
            FileChangedError: someone wrote to the file; it is where it was.
            OSError: it cannot be removed; it is where it was.
        """
        source, destination = Path(self.source), Path(self.destination)
        try:
            sync(destination.parent)
            took = self.take()
        except FileChangedError:
            if _are_one(source, destination):
                destination.unlink()
                raise
            return
        except OSError:
            if os.path.lexists(source):
                destination.unlink()
            raise
        if took:
            self.taken.unlink()
        sync(source.parent)

    def take(self) -> bool:
        """Give the file, if it is there, a name under which nobody puts another in its place.

        Raises:
            FileChangedError: it is not the file that was there; it keeps its name.
        """
        try:
            Path(self.source).rename(self.taken)
        except FileNotFoundError:
            return False
        now = self.taken.stat()
        if (now.st_ino, now.st_size, now.st_mtime_ns) != (self.inode, self.size, self.mtime):
            self._put_back()
            raise FileChangedError
        return True

    def _put_back(self) -> None:
        if os.path.lexists(self.source):
            # One that is newer still, which would have overwritten this one.
            self.taken.unlink()
        else:
            self.taken.rename(self.source)

    def is_at(self, path: Path) -> bool:
        """Whether the file, whole, is there."""
        try:
            return path.stat().st_size == self.size and sha256_of(path) == self.sha256
        except OSError:
            return False


@contextmanager
def alone(root: Path) -> Generator[None, None, None]:
    """Be the only one that moves files to a folder; the lock goes with the process.

    What is looked at and then changed would else be changed by another in between.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # A process that was forked in between has the file open, too.
            fcntl.flock(stream, fcntl.LOCK_UN)


@contextmanager
def noted(root: Path, move: Move) -> Generator[None, None, None]:
    """Keep a note of a move while it is under way; only within `alone`.

    When it fails, the file is left in one place.
    """
    name = uuid.uuid4().hex
    new, note = (root / FOLDER / f"{name}.{kind}" for kind in ("new", "json"))
    with new.open("x") as stream:
        stream.write(json.dumps(asdict(move)))
        stream.flush()
        os.fsync(stream.fileno())
    new.rename(note)
    sync(note.parent)
    try:
        yield
    except FileExistsError:
        # The name is someone else's: nothing but a copy was made.
        move.part.unlink(missing_ok=True)
        note.unlink()
        raise
    except BaseException:
        move.settle()
        note.unlink()
        raise
    note.unlink()


def settle_interrupted(root: Path) -> None:
    """End all moves that a kill has interrupted; only within `alone`."""
    for new in (root / FOLDER).glob("*.new"):
        new.unlink()
    for note in sorted((root / FOLDER).glob("*.json")):
        Move(**json.loads(note.read_text())).settle()
        note.unlink()


def _is_empty(path: Path) -> bool:
    """Whether there is a file without content."""
    return path.is_file() and not path.stat().st_size


def _are_one(path: Path, other: Path) -> bool:
    """Whether two names are those of one file."""
    try:
        return path.samefile(other) and not path.is_symlink()
    except OSError:
        return False


def sync(folder: Path) -> None:
    """Have the names in a folder outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
