<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- The switchboard; written once, then the user's. -->
# The switchboard of the migration. Read when the code location loads; yours to edit.
#   runner     singer: this project runs tap and target; meltano: it calls `meltano run` for the pair
<#if importers?has_content>
#              native: it reads the files and fills the tables itself, once its module is written so
</#if>
#   scheduler  meltano: ticks of the Dagster schedule are skipped; dagster: they run
#   order      strict: Meltano's order, stop at the first failure; lineage: Dagster's order, dbt build
schema_version: 1
<#if pipelines?has_content>
pipelines:
<#list pipelines as pipeline>
  ${pipeline.name}: {runner: ${pipeline.runner}}
</#list>
<#else>
pipelines: {}
</#if>
<#if jobs?has_content>
jobs:
<#list jobs as job>
  ${job.name}: {scheduler: meltano, order: strict}
</#list>
<#else>
jobs: {}
</#if>
