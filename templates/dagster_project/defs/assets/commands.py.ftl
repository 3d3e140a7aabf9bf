<#-- @ftlvariable name="" type="dev.m2d.plan.CommandsModule" -->
<#-- Commands of plugins, each a step with Meltano's argv, environment and working directory. -->
"""Commands of Meltano plugins that jobs run."""

from dagster_project.singer import command_asset

<#list commands as command>
${command.function} = command_asset(${command.type}, ${command.plugin}, ${command.commandLiteral}, key=${command.keyTuple}, name=${command.name})
</#list>
