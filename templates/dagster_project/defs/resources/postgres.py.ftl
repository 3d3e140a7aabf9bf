<#-- @ftlvariable name="" type="dev.m2d.plan.ImportersModule" -->
<#-- The database of the importers. -->
${resourceTitle}

import dagster as dg

from dagster_project.files import PostgresResource


@dg.definitions
def resources() -> dg.Definitions:
    """Name the resource that file importers require."""
    return dg.Definitions(
        resources={
            "postgres": PostgresResource(
                statement_timeout_seconds=3600, lock_timeout_seconds=60, pool_size=4
            )
        }
    )
