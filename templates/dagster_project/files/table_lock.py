"""One load a table: keeps apart what fills it, in this instance of Dagster and beside it."""

from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import quote

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.files.whole_file import LONGEST_NAME
from dagster_project.singer.project import Project
from dagster_project.singer.request import Log
from dagster_project.singer.run_lock import only_run


@contextmanager
def only_load(
    importer: Importer, file_type: FileType, project: Project, run_id: str, log: Log
) -> Generator[None, None, None]:
    """Hold the lock of the table of a type during a block, after whoever has it now.

    The pool of the table does so where its limit is one, and among the runs of one instance.

    Args:
        importer: that fills it.
        file_type: whose table.
        project: as the run sees it; each environment has tables of its own.
        run_id: the run, as Dagster calls it.
        log: is told of the wait.
    """
    name = f"{project.environment}:{importer.pool(file_type)}"
    if len(quote(name, safe="")) > LONGEST_NAME:
        name = sha256(name.encode()).hexdigest()
    with only_run(project.cache / "runs", name, run_id, log, wait=True):
        yield
