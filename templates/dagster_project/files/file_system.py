"""Where imported files are kept, as a Dagster resource."""

from pathlib import Path

import dagster as dg
from pydantic import Field

from dagster_project.files.archive import Shelf

FOLDERS = ("archive", "failed", "reports")


class FileSystemResource(dg.ConfigurableResource):
    """The folders of files that were loaded or failed, and when a file may be read.

    Where files come from is set in the extractor, as with Meltano. Relative folders start at the
    Meltano project.
    """

    archive: str = Field(default="files/archive", description="Of loaded files, by day.")
    failed: str = Field(default="files/failed", description="Of files that could not be loaded.")
    reports: str = Field(
        default="files/reports", description="Of error reports and of rejected rows."
    )
    settle_seconds: float = Field(
        default=5, ge=0, description="A file changed so shortly ago may still be written."
    )

    def below(self, root: Path, **fields: object) -> "FileSystemResource":
        """The same with absolute folders.

        Args:
            root: where relative folders start.
            fields: what takes the place of fields of this resource.
        """
        values = {**self.model_dump(), **fields}
        folders = {name: str(root / str(values[name])) for name in FOLDERS}
        return FileSystemResource(**{**values, **folders})

    @property
    def archive_shelf(self) -> Shelf:
        """Where loaded files are moved to."""
        return Shelf(Path(self.archive))

    @property
    def failed_shelf(self) -> Shelf:
        """Where files are moved to that could not be loaded."""
        return Shelf(Path(self.failed), by_day=False)

    @property
    def folders(self) -> tuple[Path, ...]:
        """All of them."""
        return tuple(Path(getattr(self, name)) for name in FOLDERS)

    @property
    def shelves(self) -> tuple[Shelf, Shelf]:
        """Where files are moved to."""
        return self.archive_shelf, self.failed_shelf

    @property
    def reports_folder(self) -> Path:
        """Where reports of files are written that stay where they are, and rejected rows."""
        return Path(self.reports)
