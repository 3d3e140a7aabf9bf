<#-- @ftlvariable name="" type="dev.m2d.plan.ImportersModule" -->
<#-- Jobs of importers: one file, a day of the archive, the end of retention. -->
"""Jobs on files: load one that arrived, load a day of the archive again, remove what is old."""

<#list imports as import>
${import}
</#list>

# What the file sensors start.
<#list types as type>
${type.name}_file_job = file_job(${type.importer}, ${type.type}<#if type.jobs??>, jobs=${type.jobs}</#if>)
</#list>

<#list importers as importer>
${importer.name}_archived_day = archive_job(${importer.importer}<#if importer.jobs??>, jobs=${importer.jobs}</#if>)
${importer.name}_retention = retention_job(${importer.importer}<#if importer.jobs??>, jobs=${importer.jobs}</#if>)
</#list>
