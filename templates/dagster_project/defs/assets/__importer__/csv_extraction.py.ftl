<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- The step of one importer that finds files, and the files that sensors have seen. -->
${extractionTitle}

from collections.abc import Iterator

import dagster as dg

from ${module} import ${constants}
from dagster_project.files import RETRY, arrival, discover_files


@dg.multi_asset(
    name=${extractionName},
    specs=IMPORTER.extraction_specs(),
    check_specs=IMPORTER.header_checks(),
    can_subset=True,
    retry_policy=RETRY,
    required_resource_keys={"file_system", "postgres"<#if pipeline.takesVariables>, "variables"</#if>},
)
def ${extraction}(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult]:
    """List the files of each type and compare their headers."""
    yield from discover_files(context, IMPORTER)


# A file that a sensor has seen: a partition of its type.
<#list types as type>
${type.variable}_file = arrival(IMPORTER, ${type.constant}<#if pipeline.takesVariables>, takes_variables=True</#if>)
</#list>
