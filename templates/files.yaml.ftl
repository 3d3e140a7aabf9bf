<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- How files are imported; written once, then the user's. -->
# How files are imported. Read at each run; yours to edit.
# An importer's settings win over those of the environment, which win over the defaults:
#   mode            as-meltano: what tap and target did; strict: a bad row stops the load of its file; quarantine: the other rows are loaded
#   after_load      keep: a file stays where it is, as with Meltano; archive: it moves to `archive`, one that failed to `failed`
#   archive, failed, reports    folders, relative to the Meltano project, in the place of defs/resources/file_system.py
#   settle_seconds  a file that was changed so shortly ago may still be written; in the same place
#   files_per_tick  files that a sensor asks to load at most each time it looks
#   files_per_run   files in one of these runs; each run has a process to start, so that with 1 hundreds of files at once take a while
#   chunk_rows      rows in memory at once
#   memory_mb       megabytes, at least 64, that a step may take above what its process has when it begins; a file that takes more fails; without it no limit
#   retention_days  age at which the retention job deletes archived and failed files; without it they stay
#   statement_timeout_seconds, lock_timeout_seconds, pool_size    of the database, in the place of defs/resources/postgres.py
# Beside these: archive_from, the first day of the archives, for the job that loads a day of them again
schema_version: 1
defaults: {mode: as-meltano, after_load: keep}
<#if project.environments?has_content>
environments:
<#list project.environments as environment>
  ${environment}: {}
</#list>
<#else>
environments: {}
</#if>
importers:
<#list importers as importer>
  ${importer.pipeline.name}: {}
</#list>

# Where failures are told, once the sensor `failure_notices` is started: {channel: log} ·
#   {channel: email, host: …, sender: …, recipients: [...], user: NAME_OF_A_VARIABLE, password: NAME_OF_A_VARIABLE} ·
#   {channel: webhook, url: NAME_OF_A_VARIABLE}, for Slack, Teams or another that takes JSON
notifications: [{channel: log}]
