<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- Secrets that stood in the Meltano files. -->
# Secrets that stood in the Meltano files. Private: mode 0600, ignored by git, never overwritten.
<#list secrets as secret>
${secret.assignment}
</#list>
