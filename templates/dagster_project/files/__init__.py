"""The file kit: CSV files into PostgreSQL without a Singer process.

Files are found, parsed as tap-csv parses them, checked, loaded with one upsert a file, and archived.
The names below load when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_project.files.arrivals import arrival, file_job, file_sensor
    from dagster_project.files.extraction import discover_files
    from dagster_project.files.failures import failure_notices
    from dagster_project.files.file_system import FileSystemResource
    from dagster_project.files.file_types import FileType
    from dagster_project.files.importer import RETRY, Importer
    from dagster_project.files.io_manager import PostgresDataFrameIOManager
    from dagster_project.files.load_step import load_table
    from dagster_project.files.management import manage_files
    from dagster_project.files.postgres import PostgresResource
    from dagster_project.files.upkeep import archive_job, retention_job

__all__ = [
    "RETRY",
    "FileSystemResource",
    "FileType",
    "Importer",
    "PostgresDataFrameIOManager",
    "PostgresResource",
    "archive_job",
    "arrival",
    "discover_files",
    "failure_notices",
    "file_job",
    "file_sensor",
    "load_table",
    "manage_files",
    "retention_job",
]

_MODULES = {
    "RETRY": "importer",
    "FileSystemResource": "file_system",
    "FileType": "file_types",
    "Importer": "importer",
    "PostgresDataFrameIOManager": "io_manager",
    "PostgresResource": "postgres",
    "archive_job": "upkeep",
    "arrival": "arrivals",
    "discover_files": "extraction",
    "failure_notices": "failures",
    "file_job": "arrivals",
    "file_sensor": "arrivals",
    "load_table": "load_step",
    "manage_files": "management",
    "retention_job": "upkeep",
}


def __getattr__(name: str) -> object:
    """Load a name of the kit."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
