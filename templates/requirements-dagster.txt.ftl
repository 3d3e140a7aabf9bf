<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- The pins in the form of pip. -->
# The pins of pyproject.toml, for tools that read this form.
<#list requirements.lines as line>
${line}
</#list>
