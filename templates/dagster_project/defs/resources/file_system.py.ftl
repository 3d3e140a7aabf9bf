<#-- @ftlvariable name="" type="dev.m2d.plan.ImportersModule" -->
<#-- The folders of the importers. -->
"""Where importers put files that were loaded or failed, and their reports.

Where files come from is in the settings of the extractor. What files.yaml says wins, by environment
and importer. Relative folders start at the Meltano project.
"""

import dagster as dg

from dagster_project.files import FileSystemResource


@dg.definitions
def resources() -> dg.Definitions:
    """Name the resource that file importers require."""
    return dg.Definitions(
        resources={
            "file_system": FileSystemResource(
                archive="files/archive",
                failed="files/failed",
                reports="files/reports",
                settle_seconds=5,
            )
        }
    )
