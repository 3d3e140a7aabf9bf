<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- The step of one importer that archives files and reports failures. -->
"""Moves loaded files away, and reports the files that failed."""

from collections.abc import Iterator

import dagster as dg

from ${module} import IMPORTER
from dagster_project.files import RETRY, manage_files


@dg.multi_asset(
    name=${managementName},
    specs=IMPORTER.management_specs(),
    can_subset=True,
    pool=IMPORTER.pipeline.pool,
    retry_policy=RETRY,
    required_resource_keys={"file_system", "postgres"<#if pipeline.takesVariables>, "variables"</#if>},
)
def ${management}(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult]:
    """Archive what is loaded, and list the last failures."""
    yield from manage_files(context, IMPORTER)
