<#-- @ftlvariable name="" type="dev.m2d.plan.PipelinePlan" -->
<#-- One pipeline: a multi-asset with a spec a stream. -->
<#macro stream_call stream>Stream(${stream.label}, key=${stream.keyTuple}<#if stream.table??>, table=${stream.table}</#if><#if stream.description??>, description=${stream.description}</#if>)</#macro>
${docstring}

from collections.abc import Iterator

import dagster as dg

from dagster_project.singer import ${imports}

PIPELINE = Pipeline(
    name=${name},
    extractor=${extractor},
    loader=${loader},
<#if single>
<#list streams as stream>
    streams=(<@stream_call stream/>,),
</#list>
<#else>
    streams=(
<#list streams as stream>
        <@stream_call stream/>,
</#list>
    ),
</#if>
<#if mapped>
    mappings=${mappingTuple},
    mappers=${mapperTuple},
</#if>
<#if pool??>
    frozen_pool=${pool},
</#if>
)


@dg.multi_asset(name=PIPELINE.name, specs=PIPELINE.specs(), can_subset=True, pool=PIPELINE.pool<#if takesVariables>, required_resource_keys={"variables"}</#if>)
def ${function}(context: dg.AssetExecutionContext, config: SingerOptions) -> Iterator[dg.MaterializeResult]:
    """Run the tap into the target and report each stream."""
    yield from run_pipeline(context, config, PIPELINE)
