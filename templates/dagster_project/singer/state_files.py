"""Where state files lie, and how one is replaced: whole or not at all, under Meltano's lock."""

import os
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from dagster_project.singer.errors import KitError

if TYPE_CHECKING:
    from upath import UPath

_LOCK_TIMEOUT_SECONDS = 10.0
_RETRY_SECONDS = 0.1


def place_of(uri: str) -> "Path | UPath":
    """The folder a URI names: a path, `file:///…`, or anything universal-pathlib knows.

    Raises:
        KitError: the scheme needs a package that is not installed.
    """
    parts = urlsplit(uri)
    if parts.scheme == "file":
        return Path(unquote(parts.netloc + parts.path))
    if len(parts.scheme) <= 1:  # none, or the letter of a Windows drive
        return Path(uri)
    # Only stores in a cloud pay for this import.
    from upath import UPath

    try:
        place = UPath(uri)
        place.exists()
    except (ImportError, ValueError) as e:
        raise KitError(
            f"state cannot be kept at `{shown(uri)}`: {e}",
            "Install the package that reads this kind of place (s3fs, gcsfs or adlfs).",
        ) from e
    return place


def shown(uri: str) -> str:
    """A URI without the user and password it may hold."""
    parts = urlsplit(uri)
    if "@" not in parts.netloc:
        return uri
    return parts._replace(netloc=f"…@{parts.netloc.rpartition('@')[2]}").geturl()


def folder_name(state_id: str) -> str:
    """The folder of a state id: the id itself; on Windows, which forbids `:`, its Base64 form.

    Raises:
        KitError: the id would lie outside the store.
    """
    if not state_id or state_id.startswith("/") or ".." in state_id.split("/"):
        raise KitError(f"`{state_id}` is no state id", "Give the id that `state list` shows.")
    return b64encode(state_id.encode()).decode() if os.name == "nt" else state_id


def state_id_of(folder: str) -> str:
    """The other way round."""
    return b64decode(folder.encode()).decode() if os.name == "nt" else folder


def replace_text(path: "Path | UPath", text: str) -> None:
    """Write a file so that a reader, or a crash, never sees half of it.

    On a local disk the text reaches the disk before the name does; object stores replace whole
    objects.
    """
    if not isinstance(path, Path) or type(path).__module__.startswith("upath"):
        path.write_text(text)
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".state-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: "Path | UPath") -> Generator[None]:
    """Hold Meltano's lock of a state id: a file `lock` that says since when.

    A lock older than ten seconds belonged to a process that died, and is removed; so is one that
    does not change for so long, whatever the clock says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "lock"
    seen, since = "", time.monotonic()
    while not _take(lock):
        text = _text_of(lock)
        if text != seen:
            seen, since = text, time.monotonic()
        if max(_age(lock, text), time.monotonic() - since) > _LOCK_TIMEOUT_SECONDS:
            lock.unlink(missing_ok=True)
            seen, since = "", time.monotonic()
        else:
            time.sleep(_RETRY_SECONDS)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: "Path | UPath") -> bool:
    try:
        if isinstance(lock, Path) and not type(lock).__module__.startswith("upath"):
            with lock.open("x", encoding="utf-8") as file:
                file.write(str(time.time()))
            return True
        if lock.exists():
            return False
        lock.write_text(str(time.time()))
    except FileExistsError:
        return False
    return True


def _text_of(lock: "Path | UPath") -> str:
    """What a lock says; nothing while another process is about to write or to remove it."""
    try:
        return lock.read_text()
    except FileNotFoundError:
        return ""


def _age(lock: "Path | UPath", text: str) -> float:
    """Seconds since the time in the lock, or since it was made when it says none."""
    try:
        return time.time() - float(text)
    except ValueError:
        try:
            return time.time() - lock.stat().st_mtime
        except FileNotFoundError:
            return 0.0
