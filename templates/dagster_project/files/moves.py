"""Notes of moves that are under way, so that the next call ends what a kill has interrupted."""

import fcntl
import json
import os
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project.files.discovery import sha256_of

FOLDER = ".moving"
_STALE_SECONDS = 3600


@dataclass(frozen=True)
class Move:
    """A file on its way.

    Attributes:
        reserved: an empty file may stand at the destination, to keep others from taking the name.
    """

    source: str
    destination: str
    sha256: str
    size: int
    reserved: bool = False

    @property
    def part(self) -> Path:
        """Where a copy grows until it is whole."""
        destination = Path(self.destination)
        return destination.with_name(f".{destination.name}.part")

    def settle(self) -> None:
        """Leave the file in one place: at the destination when it is whole there, else at the source."""
        source, destination = Path(self.source), Path(self.destination)
        if os.path.lexists(source):
            if self.is_at(destination):
                # Another file may have come to the source since.
                if self.is_at(source):
                    with suppress(OSError):
                        self.end()
            elif self.reserved and self.size and is_empty(destination):
                destination.unlink()
        self.part.unlink(missing_ok=True)

    def end(self) -> None:
        """Remove the file from its old place; where that fails, it is not to be in the new one."""
        source, destination = Path(self.source), Path(self.destination)
        try:
            sync(destination.parent)
            source.unlink(missing_ok=True)
        except OSError:
            if os.path.lexists(source):
                destination.unlink()
            raise
        sync(source.parent)

    def is_at(self, path: Path) -> bool:
        """Whether the file, whole, is there."""
        try:
            return path.stat().st_size == self.size and sha256_of(path) == self.sha256
        except OSError:
            return False


@contextmanager
def noted(root: Path, move: Move) -> Generator[None, None, None]:
    """Keep a note of a move while it is under way, and settle it at the end, however it ends.

    The note is locked by who moves; a note without a lock is one that a kill has left.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    new, note = folder / f"{name}.new", folder / f"{name}.json"
    with new.open("x") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write(json.dumps(asdict(move)))
        stream.flush()
        os.fsync(stream.fileno())
        new.rename(note)
        sync(folder)
        try:
            yield
        finally:
            move.settle()
            note.unlink(missing_ok=True)


def settle_interrupted(root: Path) -> None:
    """End all moves that were interrupted; those of living processes are left alone."""
    for note in sorted((root / FOLDER).glob("*.json")):
        with suppress(FileNotFoundError), note.open() as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # Its owner may have ended it between the opening and the lock.
            if os.fstat(stream.fileno()).st_ino == note.stat().st_ino:
                Move(**json.load(stream)).settle()
                note.unlink()
    for new in (root / FOLDER).glob("*.new"):
        with suppress(FileNotFoundError):
            if new.stat().st_mtime < time.time() - _STALE_SECONDS:
                new.unlink()


def is_empty(path: Path) -> bool:
    """Whether there is a file without content."""
    return path.is_file() and not path.stat().st_size


def sync(folder: Path) -> None:
    """Have the names in a folder outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
