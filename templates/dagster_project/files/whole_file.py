"""Write a file that is there whole, or not at all."""

import os
import uuid
from pathlib import Path

from dagster_project.files.moves import sync

# Of the 255 bytes that a name may have, some are for what it is called while it is written.
LONGEST_NAME = 240


def shortened(name: str, suffix: str) -> str:
    """A name with a suffix, cut where no file could be called so."""
    room = LONGEST_NAME - len(os.fsencode(suffix))
    return os.fsencode(name)[:room].decode(errors="ignore") + suffix


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; whoever reads it sees all of it, also after a kill or a power failure.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        sync(path.parent)
    finally:
        part.unlink(missing_ok=True)
