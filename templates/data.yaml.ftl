<#-- @ftlvariable name="" type="dev.m2d.plan.DataFile" -->
<#-- A data file of the kit: a plugin, the project, or the models of a dbt project. -->
${about}
${document}<#t>
