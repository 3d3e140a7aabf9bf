<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- The step of one importer that fills the tables. -->
${loadingTitle}

from collections.abc import Iterator

import dagster as dg

from ${module} import IMPORTER
from dagster_project.files import RETRY, load_tables
from dagster_project.singer import SingerOptions


@dg.multi_asset(
    name=IMPORTER.name,
    specs=IMPORTER.loading_specs(),
    check_specs=IMPORTER.table_checks(),
    can_subset=True,
    pool=IMPORTER.pipeline.pool,
    retry_policy=RETRY,
    required_resource_keys={"file_system", "postgres"<#if pipeline.takesVariables>, "variables"</#if>},
)
def ${pipeline.function}(context: dg.AssetExecutionContext, config: SingerOptions) -> Iterator[dg.MaterializeResult]:
    """Load every file that is there, and report each table."""
    yield from load_tables(context, config, IMPORTER)
