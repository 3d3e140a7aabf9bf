<#-- @ftlvariable name="" type="dev.m2d.plan.ReadmePlan" -->
<#-- How to run Meltano and this project side by side, and what that measured. -->
# Parallel runs of ${code}

Before Dagster takes over, both systems run on the same input, each into a place of its own, and `m2d compare` says whether they left
the same: rows, schema, bookmarks, files. The next `m2d generate` brings the text between `m2d` markers up to date and merges your edits
of it; the figures are replaced by each pair; the rest is yours.

## What was measured

<!-- parallel-run:begin figures -->
Nothing measured yet.
<!-- parallel-run:end figures -->

## How to run

<!-- m2d:begin how -->
Before the first pair: Meltano with its plugins installed (`meltano install` in its project; `M2D_MELTANO` names the command where it is not
`meltano` on the `PATH`), this project's plugins installed (`uv run python -m dagster_project.singer install`), and `m2d` on the `PATH` or named by
`M2D`. A pair of a small project takes two to three minutes, most of it the start of Meltano and Dagster; every thirty seconds it says what it waits for.

```sh
${pair} # both sides, one bundle below parity-runs/
${pair} --mode replay # what the taps said is recorded once and played to both, in all pairs of the command
${pair} --mode noise # Meltano twice: which columns are never equal to themselves
${pair} --pairs 5 # in alternating order; from five on the times have an interval
m2d compare parity-runs/PAIR # the verdict: 0 equal, 5 different, 6 inconclusive
m2d compare parity-runs/PAIR --selftest # twelve faults are put in; each has to be found
m2d compare --gate --history parity-runs # may this project take over? 8: not yet, and what blocks
uv run python -m dagster_project.parallel_run clean # drop what was left at the destinations of the active environment
```

`pair` calls `m2d` itself where it finds it, and prints the command where it does not.

* **Nothing of production is touched.** Each side gets its own schema, database file or folder, with `__parity` in its name, its own working
  copy of the Meltano project, its own bookmarks. Where follows from the settings of the loaders (`destination` in plugins/loaders/); there is
  nothing to set. Input files outside of the Meltano project are copied too, for each side those that its own project names; those that a
  URL names (`file://`) are read in place.
* **What that would hide is compared first:** Meltano is asked where it writes, and a pair is refused when this project writes elsewhere.
  `--other-destination` is for who means that; the pair's manifest.json names the settings. Variables of this project's `.env` are given to
  Meltano's side too, and `pair` names those that Meltano does not have of its own.
* **What cannot be kept apart is refused by name:** a loader of which nobody knows how to send it elsewhere; a job with a command or a program,
  since nobody knows where those write (compare the pipelines of the job one by one, with `--pipeline`); a dbt model in a schema or file that is
  not the side's own, a dbt hook that names no relation of the side, a dbt project outside of the Meltano project; names of files that lead
  out of the target's folder; a job that loads nothing; schemas at Snowflake and BigQuery, which are not dropped from here, so that a pair could not start from empty ones.
* **Both sides discover the catalogs of their taps anew.** In production Meltano and this project keep what a tap has discovered until its settings
  change, so that a column that the source has got since is in the pair and not yet in production. `meltano run --refresh-catalog TAP TARGET`
  discovers it there; here `rm -r .cache/catalogs` (or what `M2D_CATALOG_CACHE` names) does, at the next run. A catalog in `catalogs/` is used in
  both cases: `uv run python -m dagster_project.singer catalog capture TAP` writes it anew.
* **Streams that are read from PostgreSQL's log** (`LOG_BASED`) are refused, since reading uses up what production's slot holds, until each side
  has a slot: make logical replication slots `NAME_control` and `NAME_candidate`, and set `M2D_PARITY_SLOT=NAME`.
<#if importers??>
* **Native pipelines** are compared in `live` mode, which gives each side a copy of the files of its own; no tap runs in them that could be
  played a record, so `--mode replay` and the scenarios that need one are refused: take `resume` out of `require` in `parity.yaml`. In a pair they
  move no file, whatever `after_load` in `files.yaml` says, and their reports stay in the copy. Another runner in `migration.yaml`, or another
  `mode` in `files.yaml`, is other code: verdicts of before do not count for it.
</#if>
* **What no stream names is compared too:** tables and files at the destination that belong to no stream are in the report as `unknown/…`.
* **Scenarios** (`--scenario`): `full` from nothing; `incremental` after changes (`--between COMMAND` makes them, or `--from production` goes on from
  production's bookmarks); `noop` with nothing new;
  `resume` after the target was killed (of a job that of its first pipeline, where the job stops: for the streams of the others use
  `--pipeline`); `new_column`; `round_trip`, where each side goes on from the bookmarks of the other and must read nothing again. The gate asks for those that `parity.yaml` requires.
* **`parity.yaml` is the contract.** Everything is compared exactly unless a rule there says otherwise, with a reason.
* **Bundles hold data.** They are in `parity-runs/`, readable by you only, and never committed. `clean --bundles` removes them.

## In Dagster

* Each asset has a check `parity`: the verdict of its latest pair. It fails while there is none, and when the verdict is older than
  `max_age_hours`, or something has changed since that says what runs: the code, `plugins/`, `catalogs/`, the order of a job, what the settings
  of a plugin come to (secrets do not count), `meltano.yml` and what it includes, the dbt project, `parity.yaml`. Where the check
  runs without the Meltano project, it says nothing of that one. Such a failure is an error, an inconclusive pair a warning; neither blocks or
  fails what loads the asset.
* The job `parallel_run` makes a pair of every job that loads and reports the checks; of a job with a command or a program it compares the
  pipelines one by one. Its configuration names some of them: `jobs`, `pipelines`. Its schedule is stopped; `uv run dagster schedule start parallel_run`
  starts it, `PARITY_CRON` sets the time (UTC). A pair that fails fails that job's run and no other.
* `PARITY_ENABLED=0` takes the checks away and lets job and schedule do nothing.

Snowflake, BigQuery and Redshift: the SQL of the export was checked by parsers of their dialects, but not run against the real ones.
<!-- m2d:end how -->
