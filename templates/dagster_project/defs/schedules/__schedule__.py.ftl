<#-- @ftlvariable name="" type="dev.m2d.plan.SchedulePlan" -->
<#-- One schedule: stopped, in UTC, under the old name. -->
${docstring}

from dagster_project.singer.schedules import job_schedule

${variable} = job_schedule(
    name=${name},
    meltano_name=${meltanoName},
    job=${job},
    cron=${cron},
    meltano_interval=${interval},
<#if timezone??>
    timezone=${timezone},
</#if>
)
