<#-- @ftlvariable name="" type="dev.m2d.plan.DagsterPlan" -->
<#-- The contract of the comparison; written once, then the user's. -->
# The contract of the comparison between Meltano (control) and this project (candidate). Yours to edit; `m2d generate` only adds streams.
# Everything is compared exactly, streams that are not named here too, unless a rule says otherwise:
#   presence (NULL or not) · rank · within_run · tolerance (abs, rel) · as (json, number, timestamp, text) · unordered · drop
# A rule needs a `reason`, and an `owner` before the gate opens; it may have a last day, `until: 2027-01-31`. docs/parallel-run.md shows how to
# run a comparison.
schema_version: 1
canon: 1
pair: {control: meltano, candidate: dagster}

# Columns of every stream that has them: written by Singer targets at each run, so never equal and never just ignored.
columns:
  _sdc_extracted_at: {rule: within_run, reason: "the moment at which the tap read the row"}
  _sdc_received_at: {rule: within_run, reason: "the moment at which the target got the row"}
  _sdc_batched_at: {rule: within_run, reason: "the moment at which the target began the batch"}
  _sdc_sequence: {rule: within_run, reason: "the moment at which the target got the row, in milliseconds"}
  _sdc_sync_started_at: {rule: within_run, reason: "the moment at which the target started, in milliseconds"}
  _sdc_deleted_at: {rule: presence, reason: "the moment of a soft delete; that there is one must agree"}
  _sdc_table_version: {rule: rank, reason: "a clock; which rows are of an older version must agree"}

# By asset key. key: explains differences, never decides · load_method: how the target writes; append-only reports rows that one side
# repeats · replication_method: how the tap reads; LOG_BASED needs more pairs · watermark: rows beyond the pair's are out of the window
# also: may_be_empty, min_rows, duplicates, columns, types, types_may_widen
# max_rows: {rows: 3, reason: …, owner: …, until: …}: rows that may differ unexplained in a pair that the gate still counts as clean
# cut_over, decommissioned: the days on which you let Dagster take over and removed Meltano; without `cut_over` the stream is Meltano's
<#if parity?has_content>
streams:
<#list parity as stream>
<#if stream.bare>
  ${stream.name}: {}
<#else>
  ${stream.name}:
<#list stream.key>
    key: [<#items as column>${column}<#sep>, </#items>]
</#list>
<#if stream.loadMethod??>
    load_method: ${stream.loadMethod}
</#if>
<#if stream.replicationMethod??>
    replication_method: ${stream.replicationMethod}
</#if>
<#if stream.watermark??>
    watermark: ${stream.watermark}
</#if>
</#if>
</#list>
<#else>
streams: {}
</#if>

# Differences that are accepted for a while: {id: KD-1, stream: …, column: …, left: …, right: …, reason: …, owner: …, until: …}
known_differences: []

# When `m2d compare --gate --history parity-runs` opens.
gate:
  consecutive_clean: 5 # pairs in a row that were equal, each side at its source (`--mode live`)
  consecutive_clean_append: 10 # the same of append-only streams
  consecutive_clean_log_based: 10 # the same of streams that are read from a log of changes
  min_days: 3 # days on which they were captured
  include_days: [<#list parityDays as day>${day}<#sep>, </#list>] # kinds of days that must be among them: weekend, month_end; named where a schedule differs on them
  max_age_hours: 48 # of the last one
  clock_skew_minutes: 5 # by which it may end after the gate's own time
  perf_ratio_max: 1.20 # time without the start-up, candidate against control, upper end of the interval
  rss_ratio_max: 1.5 # peak memory likewise, the median
  perf_pairs: 5 # fewest pairs that give an interval
  perf_warm_up: 1 # first pairs that are left out once there are more
  perf_confidence: 0.95 # of the interval
  slas: [] # {work: …, max_seconds: 3600}, a job or pipeline: the candidate with its start-up, in the last pairs that must be clean
  max_rows: 0 # of streams that have none of their own; above 0 with a reason: {rows: 3, reason: …, owner: …, until: …}
  min_rows: 1
  volume_min: 0.95 # rows against the usual number
  volume_pairs: 10 # of which the usual number is the median
  known_max: 0.05 # share of columns with an accepted difference
  alert_after: 3 # pairs in a row that prove nothing
  reverse_clean: 5 # clean pairs after the cut-over, before Meltano may go …
  reverse_days: 7 # … or days with clean pairs up to their end
  require: [full, incremental, noop, resume, round_trip, mutation] # scenarios; mutation is `m2d compare BUNDLE --selftest`
  waivers: [] # {condition: performance, work: …, up_to: 1.5, reason: …, owner: …, until: …}; also condition: memory
