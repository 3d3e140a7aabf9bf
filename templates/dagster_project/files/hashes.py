"""Hashes of files; those of files that have not changed since are remembered."""

import hashlib
import os
import time
from pathlib import Path

BLOCK = 1 << 20
# Hashes that are kept for the next time a file is looked at.
REMEMBERED = 20_000
# Seconds after a change in which another one could bear the same time.
COARSE = 2.0

_hashes: dict[tuple[str, int, int, int, int], str] = {}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file of any size, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def remembered_sha256(path: Path, state: os.stat_result) -> str:
    """The same; a file that is as it was when this process has read it is not read again.

    A sensor looks at all files every half minute, and a run in each of its steps.
    """
    key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    known = _hashes.get(key)
    if known is None:
        known = sha256_of(path)
        if time.time() - max(state.st_mtime, state.st_ctime) > COARSE:
            if len(_hashes) >= REMEMBERED:
                _hashes.clear()
            _hashes[key] = known
    return known
