"""Tags of the runs of an importer: where they belong, and what they load."""

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.singer.jobs import project_tags
from dagster_project.singer.project import Project

IMPORTER_TAG = "files/importer"
TYPE_TAG = "files/type"


def tags_of(importer: Importer, file_type: FileType | None = None) -> dict[str, str]:
    """The tags of a job of an importer, or of one of its types.

    Args:
        importer: whose files.
        file_type: the only one that is loaded.
    """
    return {
        **project_tags(Project.load()),
        IMPORTER_TAG: importer.name,
        **({TYPE_TAG: file_type.stream} if file_type else {}),
    }
