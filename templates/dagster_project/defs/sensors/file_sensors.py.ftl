<#-- @ftlvariable name="" type="dev.m2d.plan.ImportersModule" -->
<#-- A sensor for each type of files, and one that tells failures. -->
"""Start a run for each file that arrives; stopped until someone starts them."""

<#list imports as import>
${import}
</#list>

<#list types as type>
${type.name}_files = file_sensor(${type.importer}, ${type.type}<#if type.jobs??>, jobs=${type.jobs}</#if>)
</#list>

failure_notices_sensor = failure_notices(name="failure_notices")
