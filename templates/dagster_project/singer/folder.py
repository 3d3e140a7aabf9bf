"""The private files of a run: configuration, catalog and state of its plugins."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from dagster_project.singer.errors import KitError


class PrivateFolder:
    """A folder only this user can read; it is removed when the block ends, however it ends.

    When the process is killed, the supervisors of its plugins remove the folder instead.
    """

    def __init__(self) -> None:
        """Create the folder (mode 0700).

        Raises:
            KitError: the system has no place for temporary files.
        """
        try:
            self.path = Path(tempfile.mkdtemp(prefix="m2d-"))
        except OSError as error:
            raise KitError(
                f"no temporary folder can be made: {error.strerror or error}",
                "Free some space, or let TMPDIR name a folder that can be written.",
            ) from error

    def __enter__(self) -> "PrivateFolder":
        """Enter the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)

    def write_json(self, name: str, value: object) -> Path:
        """Write a JSON file with mode 0600 and return its path.

        Raises:
            KitError: it cannot be written.
        """
        return self.write(name, json.dumps(value, indent=2, default=str))

    def write(self, name: str, text: str) -> Path:
        """Write a text file with mode 0600 and return its path.

        Raises:
            KitError: it cannot be written.
        """
        path = self.path / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise KitError(
                f"{name} cannot be written for the plugin: {error.strerror or error}",
                "Free some space, or let TMPDIR name a folder that can be written.",
            ) from error
        return path
