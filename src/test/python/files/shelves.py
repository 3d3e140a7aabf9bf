"""What tests of the archive share."""

from datetime import date
from pathlib import Path

DAY = date(2026, 3, 9)
RUN = "0a1b2c3d-4e5f"
CONTENT = "id\n1\n"
ELSEWHERE = Path("/dev/shm")


def files(*roots):
    """All that is there, with its content; but the lock."""
    return {
        path: path.read_text()
        for root in roots
        for path in sorted(Path(root).rglob("*"))
        if path.is_file() and path.name != "lock"
    }
