"""How much memory a step may take: `memory_mb` of files.yaml, kept by the system itself."""

import resource
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from dagster_project.singer.errors import KitError

STATUS = Path("/proc/self/status")
MEGABYTE = 1 << 20
# The limits that are kept now, the innermost last: as the system's own, of the whole process.
_kept: list[int] = []


class OutOfMemoryError(KitError):
    """More memory was asked for than the step may take, or than there is."""


@contextmanager
def limited(megabytes: int | None, warn: Callable[[str], None]) -> Generator[None, None, None]:
    """Let this process take only so much more memory than it has now.

    What counts is what the program itself asks for (RLIMIT_DATA: the heap, arrays, stacks of
    threads), not programs and files that are mapped.

    Args:
        megabytes: of 1,048,576 bytes; None for no limit.
        warn: is told where the system cannot keep a limit.

    Raises:
        OutOfMemoryError: the block asked for more.
    """
    taken = _taken()
    if megabytes is None or taken is None:
        if megabytes is not None:
            warn(
                f"`memory_mb: {megabytes}` of files.yaml is not kept: this system does not tell "
                "what a process takes, as Linux does. Limit the container instead."
            )
        with told():
            yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    # What the account may take wins where it is less.
    others = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    allowed = min([taken + megabytes * MEGABYTE, *others])
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    _kept.append(megabytes)
    try:
        with told():
            yield
    finally:
        _kept.pop()
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def told(path: Path | None = None) -> Generator[None, None, None]:
    """Say in words that there was not enough memory, and for which file.

    Raises:
        OutOfMemoryError: instead of each `MemoryError`.
    """
    try:
        yield
    except MemoryError as error:
        # Its frames hold what fills the memory that a rollback and a report need now.
        traceback.clear_frames(error.__traceback__)
        what = f"{path} takes" if path else "the step takes"
        much = f"the {_kept[-1]} MB of `memory_mb`" if _kept else "there is"
        raise OutOfMemoryError(
            f"{what} more memory than {much}",
            "Lower `chunk_rows` in files.yaml, or raise `memory_mb` there; see, too, whether the "
            "lines of the file end, since the longest has to fit.",
        ) from None


def _taken() -> int | None:
    """The bytes that count against the limit now; None where the system does not tell."""
    try:
        lines = STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    found = next((line.split() for line in lines if line.startswith("VmData:")), None)
    return int(found[1]) * 1024 if found else None
