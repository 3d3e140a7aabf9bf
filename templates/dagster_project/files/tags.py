"""Tags of the runs of an importer: where they belong, and what they load."""

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.singer.errors import KitError
from dagster_project.singer.jobs import ENVIRONMENT_TAG
from dagster_project.singer.project import Project
from dagster_project.singer.schedules import PROJECT_TAG

IMPORTER_TAG = "files/importer"
TYPE_TAG = "files/type"


def tags_of(importer: Importer, file_type: FileType | None = None) -> dict[str, str]:
    """The tags of a job of an importer, or of one of its types.

    Args:
        importer: whose files.
        file_type: the only one that is loaded.
    """
    project = Project.load()
    try:
        environment = project.environment
    except KitError:
        # Each step says so; the location loads, so that people can see that.
        environment = project.environ.get("MELTANO_ENVIRONMENT")
    return {
        PROJECT_TAG: project.name,
        ENVIRONMENT_TAG: environment or "none",
        IMPORTER_TAG: importer.name,
        **({TYPE_TAG: file_type.stream} if file_type else {}),
    }
