<#-- @ftlvariable name="" type="dev.m2d.plan.ImporterPlan" -->
<#-- What one importer reads and fills: its pipeline and its types of files. -->
<#macro stream_call stream>Stream(${stream.label}, key=${stream.keyTuple}<#if stream.table??>, table=${stream.table}</#if><#if stream.description??>, description=${stream.description}</#if>)</#macro>
${constantsTitle}

from dagster_project.files import FileType, Importer
from dagster_project.singer import Pipeline, Stream

PIPELINE = Pipeline(
    name=${pipeline.name},
    extractor=${pipeline.extractor},
    loader=${pipeline.loader},
<#if pipeline.single>
<#list pipeline.streams as stream>
    streams=(<@stream_call stream/>,),
</#list>
<#else>
    streams=(
<#list pipeline.streams as stream>
        <@stream_call stream/>,
</#list>
    ),
</#if>
<#if pipeline.pool??>
    frozen_pool=${pipeline.pool},
</#if>
)

<#list types as type>
${type.constant} = FileType(${type.stream}<#if type.name??>, name=${type.name}</#if>, patterns=${type.patterns}<#if type.columns??>, columns=${type.columns}</#if>)
</#list>

IMPORTER = Importer(PIPELINE, types=${typeTuple}<#if ownStem??>, stem=${ownStem}</#if>)
