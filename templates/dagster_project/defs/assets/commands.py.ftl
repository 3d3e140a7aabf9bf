<#-- @ftlvariable name="" type="dev.m2d.plan.CommandsModule" -->
<#-- Commands of plugins and programs, each a step with Meltano's argv, environment and working directory. -->
"""Commands of Meltano plugins that jobs run."""

from dagster_project.singer import ${imports}

<#list commands as command>
${command.function} = ${command.constructor}(<#list command.what as word>${word}, </#list>key=${command.keyTuple}, name=${command.name}<#list command.options as option>, ${option.name}=${option.value}</#list>)
</#list>
