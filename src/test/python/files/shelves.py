"""What tests of the archive share."""

import tempfile
from datetime import date
from pathlib import Path

DAY = date(2026, 3, 9)
RUN = "0a1b2c3d-4e5f"
CONTENT = "id\n1\n"
# On another file system than the folders of the tests, which may be in memory.
HERE = Path(tempfile.gettempdir()).stat().st_dev
PLACES = [Path(place) for place in ("/dev/shm", "/tmp")]
ELSEWHERE = next((p for p in PLACES if p.is_dir() and p.stat().st_dev != HERE), None)


def files(*roots):
    """All that is there, with its content; but the lock."""
    return {
        path: path.read_text()
        for root in roots
        for path in sorted(Path(root).rglob("*"))
        if path.is_file() and path.name != "lock"
    }
