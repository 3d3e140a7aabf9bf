<#-- @ftlvariable name="" type="dev.m2d.plan.JobPlan" -->
<#-- One job: its steps in Meltano's order. -->
<#macro task_call task>${task.constructor}(${task.text}, ${task.target}<#list task.arguments as argument>, ${argument.name}=${argument.value}</#list>)</#macro>
${docstring}

<#list imports as import>
${import}
</#list>

<#list stubs as stub>
${stub.variable} = unsupported(
    name=${stub.name},
    code=${stub.code},
    text=${stub.text},
    advice=${stub.advice},
)
</#list>
<#if stubs?has_content>

</#if>
${variable} = ${constructor}(
    name=${name},
    meltano_name=${meltanoName},
<#if single>
<#list tasks as task>
    tasks=(<@task_call task/>,),
</#list>
<#else>
    tasks=(
<#list tasks as task>
        <@task_call task/>,
</#list>
    ),
</#if>
<#if variables?has_content>
    variables={
<#list variables as variable>
        ${variable},
</#list>
    },
</#if>
)
