<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- Every variable that configures the project. -->
# Variables that configure this project. Copy to .env (not committed) and fill in.
# The environment of the process wins over this file, this file over the .env of the Meltano project, and that over meltano.yml:
# a variable that is not set leaves its value in place.

<#if project.environments?has_content>
# Meltano environment: <#list project.environments as environment>${environment}<#sep>, </#list>
<#else>
# Meltano environment
</#if>
# MELTANO_ENVIRONMENT=<#if project.defaultEnvironment??>${project.defaultEnvironment}</#if>
# The Meltano project, if it is not the folder above
# MELTANO_PROJECT_ROOT=
# Bookmarks, the plugins' environments
# M2D_STATE_URI=
# M2D_VENVS=
<#if importers?has_content>
# Folders of loaded and failed files are in files.yaml, by environment; the variables that its `notifications` name belong here
</#if>
<#list env as group>

${group.title}
<#list group.variables as variable>
${variable.line}
</#list>
</#list>
