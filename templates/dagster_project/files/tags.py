"""Tags of the runs of an importer: where they belong, and what they load."""

from collections.abc import Mapping

from dagster_project.files.file_types import FileType
from dagster_project.files.importer import Importer
from dagster_project.singer.jobs import IMPORTER_TAG, run_tags

TYPE_TAG = "files/type"


def tags_of(
    importer: Importer, variables: Mapping[str, str], file_type: FileType | None = None
) -> dict[str, str]:
    """The tags of the runs of an importer, or of one of its types.

    Args:
        importer: whose files.
        variables: of the runs, raw; one of them may name their environment.
        file_type: the only one that is loaded.
    """
    return {
        **run_tags(variables),
        IMPORTER_TAG: importer.name,
        **({TYPE_TAG: file_type.stream} if file_type else {}),
    }
