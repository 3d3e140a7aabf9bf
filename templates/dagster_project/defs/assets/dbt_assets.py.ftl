<#-- @ftlvariable name="" type="dev.m2d.plan.DbtModule" -->
<#-- The dbt projects: their models and tests, and the steps of further commands. -->
${docstring}

from collections.abc import Iterator

import dagster as dg

from dagster_project import dbt

<#list projects as project>
${project.constant} = dbt.DbtProject(name=${project.name}, plugin_type=${project.type}, plugin=${project.plugin}<#if project.takesVariables>, takes_variables=True</#if>)
</#list>
<#list projects as project>


@dbt.models(${project.constant})
def ${project.models}(context: dg.AssetExecutionContext, config: dbt.DbtOptions) -> Iterator[dg.MaterializeResult]:
    """Build models, seeds and snapshots with the dbt command of the job's task."""
    yield from dbt.run_models(context, config, ${project.constant})


@dbt.tests(${project.constant})
def ${project.tests}(context: dg.AssetCheckExecutionContext, config: dbt.DbtOptions) -> Iterator[dg.AssetCheckResult]:
    """Run the tests with the dbt command of the job's task."""
    yield from dbt.run_tests(context, config, ${project.constant})
<#list project.steps>


<#items as step>
${step.variable} = dbt.step(${project.constant}, ${step.command}, name=${step.name})
</#items>
</#list>
</#list>
