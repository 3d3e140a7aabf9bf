"""Remove kept files after some days; nothing does so unless a project asks for it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from dagster_project.files.error_report import SUFFIX
from dagster_project.singer.errors import KitError

# As archive.Shelf names what it keeps.
_KEPT = re.compile(r".*\.[0-9a-f]{12}\.[^.]{1,8}(\.[0-9]+)?(\.csv)?", re.DOTALL)
_DAY = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}")


@dataclass(frozen=True)
class Removed:
    """What was removed."""

    files: int
    size: int


def expired(root: Path, days: int, today: date) -> list[Path]:
    """Files of an archive, or of a folder of failed files, that are older than some days.

    In an archive the folder tells the day of the load; elsewhere it is the day on which the file
    was moved there. Other files than the kit's own are never among them.

    Raises:
        KitError: the days are none, which would remove everything.
    """
    if days < 1:
        raise KitError(f"files are to be kept for {days} days", "Keep them for at least one.")
    last = today - timedelta(days=days)
    return sorted(path for path in _kept(root) if _day(root, path) < last)


def remove(root: Path, paths: Sequence[Path]) -> Removed:
    """Remove files of a folder, each with its error report, and the folders that become empty."""
    count = size = 0
    for path in paths:
        try:
            length = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as e:
            raise KitError(
                f"{path} cannot be removed: {e.strerror}",
                "Give the account that runs Dagster the right to change its folder.",
            ) from e
        count, size = count + 1, size + length
        path.with_name(f"{path.name}{SUFFIX}").unlink(missing_ok=True)
        for folder in path.parents:
            if folder == root or root not in folder.parents:
                break
            with suppress(OSError):
                folder.rmdir()
    return Removed(count, size)


def _kept(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink() and _is_ours(path):
            yield path


def _is_ours(path: Path) -> bool:
    hidden = path.name.endswith((".part", SUFFIX))
    return not hidden and _KEPT.fullmatch(path.name) is not None


def _day(root: Path, path: Path) -> date:
    folder = path.parent.relative_to(root).as_posix()
    if _DAY.fullmatch(folder):
        with suppress(ValueError):
            return datetime.strptime(folder, "%Y/%m/%d").date()
    # Not the time of the content, which goes with the file.
    return datetime.fromtimestamp(path.stat().st_ctime, timezone.utc).date()
