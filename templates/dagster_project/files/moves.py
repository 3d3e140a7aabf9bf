"""Notes of moves that are under way, so that the next call ends what a kill has interrupted."""

import fcntl
import json
import os
import uuid
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dagster_project.files.discovery import sha256_of

FOLDER = ".moving"


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
