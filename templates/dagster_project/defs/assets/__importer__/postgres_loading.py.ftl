<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- The steps of one importer that fill the tables. -->
${loadingTitle}

from ${module} import ${constants}
from dagster_project.files import load_table

# Each table has a step and a pool of its own.
<#list types as type>
${type.load} = load_table(IMPORTER, ${type.constant}<#if pipeline.takesVariables>, takes_variables=True</#if>)
</#list>
