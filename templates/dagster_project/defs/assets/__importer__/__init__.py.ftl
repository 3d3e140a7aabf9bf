<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- The package of one importer of files. -->
${title}
