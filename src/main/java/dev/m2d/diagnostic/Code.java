package dev.m2d.diagnostic;

import static dev.m2d.diagnostic.Severity.ERROR;
import static dev.m2d.diagnostic.Severity.NOTE;
import static dev.m2d.diagnostic.Severity.WARNING;

/**
 * Every kind of finding: 1xx YAML, 2xx Meltano, 3xx connectors, 4xx dbt, 5xx plan, 6xx output, 7xx
 * m2d.yaml, 8xx scripts, 9xx comparisons. No number is used again: 227 (now 509), 228 (now 504),
 * 507 (now 224).
 *
 * <p>An error means that nothing is written. A warning means that the part it names is left out,
 * assumed, or will not behave as its text suggests. A note asks for nothing.
 */
public enum Code {
  M2D101(
      ERROR,
      "The text is not YAML",
      "Correct the text at the place shown; YAML indents with spaces only."),
  M2D102(ERROR, "A key is written twice in one mapping", "Keep one of the two entries."),
  M2D103(ERROR, "The file is empty", "Write a project into it, or restore it."),
  M2D104(
      ERROR,
      "The file cannot be read",
      "Check that the file exists, can be read, and is text in UTF-8."),
  M2D105(
      ERROR,
      "The document is too deep, or its aliases multiply too much",
      "Write the values out instead of nesting or aliasing them."),
  M2D106(ERROR, "The text is not JSON", "Restore the file, or let Meltano write it again."),
  M2D201(ERROR, "A value has the wrong shape", "Write a value of the shape that is asked for."),
  M2D202(ERROR, "An entry has no name", "Give it a `name`."),
  M2D203(
      WARNING,
      "A plugin type is unknown",
      "Use one of Meltano's plugin types; the entries are left out."),
  M2D204(
      ERROR,
      "A name contains a colon",
      "Choose a name without a colon; state ids are built with it."),
  M2D205(
      ERROR,
      "An include path leads outside the project or to a folder",
      "Include files that lie inside the project."),
  M2D206(WARNING, "An include path matches no file", "Correct the pattern or remove it."),
  M2D207(ERROR, "Included files define the same thing twice", "Keep one of the two definitions."),
  M2D208(
      WARNING,
      "A plugin, environment, job or schedule is defined twice",
      "Remove the second definition, or rename it."),
  M2D209(WARNING, "`include_paths` stands in an included file", "Move the pattern to meltano.yml."),
  M2D210(WARNING, "A plugin inherits from itself", "Break the circle of `inherit_from`."),
  M2D211(
      WARNING,
      "The definition of a plugin is not in the project",
      "Run `meltano lock` and commit the lock file, so that its settings and capabilities are known."),
  M2D212(
      NOTE,
      "A lock file is used that Meltano would not find",
      "Add the `variant` of the lock file to the plugin."),
  M2D213(
      WARNING,
      "A key of a plugin looks like a setting but is none",
      "Move it below `config`, if the plugin is meant to see it."),
  M2D214(
      WARNING,
      "A key of a plugin under an environment changes nothing",
      "Only `config`, `env` and extras can differ between environments."),
  M2D215(
      WARNING,
      "An environment configures a plugin that the project does not have",
      "Add the plugin, or remove the entry."),
  M2D216(
      WARNING,
      "The default environment is not defined",
      "Define the environment, or name another one."),
  M2D217(WARNING, "A key that Meltano refuses is left out", "Remove the key."),
  M2D218(
      NOTE,
      "A key of a schedule that Meltano ignores is left out",
      "Remove the key, or express it in the generated schedule."),
  M2D219(
      WARNING,
      "The tasks of a job are written in a way Meltano misreads",
      "Write a list of texts with single spaces between the names."),
  M2D220(
      WARNING,
      "A name in a job is neither a plugin nor a mapping",
      "Correct the name; until then the step fails with this text."),
  M2D221(
      WARNING,
      "The plugins of a job stand in an order that Meltano refuses",
      "An extractor is followed by any mappings and one loader; until then the step fails with this text."),
  M2D222(
      WARNING,
      "A plugin has no such command",
      "Correct the command's name, or define it under `commands`."),
  M2D223(
      WARNING,
      "A command after an extractor, mapping or loader is ignored",
      "Remove the part after the colon."),
  M2D224(
      WARNING,
      "A schedule names a job or plugin that the project does not have",
      "Correct the name; until then no schedule is made."),
  M2D225(
      WARNING,
      "A job or a schedule lacks what it runs",
      "Add it: `tasks` of a job; `job`, or `extractor` and `loader`, of a schedule."),
  M2D226(
      WARNING,
      "The kind of a setting is unknown",
      "Use one of Meltano's kinds; the value is taken as it is."),
  M2D229(WARNING, "A mapping name is used twice", "Give each mapping a name of its own."),
  M2D230(
      WARNING,
      "A reference in the project's `env` stays literal",
      "Write the value itself; Meltano does not expand references there for settings."),
  M2D231(
      WARNING,
      "A variable has a value that is not text",
      "Put the value in quotes; Meltano cannot start a process with it."),
  M2D232(
      NOTE, "A setting of Meltano itself has no meaning in Dagster", "Nothing needs to be done."),
  M2D233(
      NOTE,
      "A plugin has no part in running pipelines",
      "Nothing needs to be done: what it added to the project lies there as files."),
  M2D234(
      WARNING,
      "A tap declares no capabilities",
      "Declare `capabilities`; without them Meltano applies no `select` and passes no state."),
  M2D235(
      WARNING,
      "A setting is given two different values by its name and an alias",
      "Keep one of them; Meltano refuses both together."),
  M2D236(WARNING, "A project setting is unknown", "Correct the name, or remove the key."),
  M2D237(
      WARNING,
      "A setting that only an heir declares has no value",
      "Give it a value, or declare it in the plugin that is inherited from; here the setting is left out."),
  M2D240(
      WARNING,
      "A number or a boolean stands where Meltano needs text",
      "Put it in quotes; Meltano fails when it comes to it."),
  M2D241(
      WARNING,
      "Meltano refuses a number or a boolean in place of text",
      "Put it in quotes; Meltano does not load the project with it."),
  M2D242(
      WARNING,
      "A date is written in words that are not read here",
      "Write it as 2024-01-31, or as `3 days ago`; Meltano leaves other words to a library that guesses."),
  M2D243(
      WARNING,
      "A part of a plugin has a shape that Meltano cannot use",
      "Correct it; until then the plugin fails when it is used, as with Meltano."),
  M2D244(
      WARNING,
      "A variant is not the one that is defined",
      "Name the variant that the lock file holds, or run `meltano lock --update`; until then the plugin fails."),
  M2D260(
      NOTE,
      "A plugin type that Meltano has given up is left out",
      "Remove its entries: nothing runs them, and Meltano 2 and later refuse the project for them."),
  M2D261(
      NOTE,
      "An orchestrator has no part in running pipelines",
      "Keep it running until its last schedule has moved to Dagster, then remove it."),
  M2D262(
      NOTE,
      "A schedule transforms as `meltano elt` does",
      "Nothing needs to be done: the transformer's `run` is a step of the job."),
  M2D263(
      WARNING,
      "A schedule lacks a part that Meltano requires, and is converted without it",
      "Add it: `interval`; with an `extractor` and a `loader` also `transform`."),
  M2D301(
      NOTE,
      "A connector is not in the catalogue",
      "Nothing needs to be done; describe it in `m2d/connectors/` to have its streams and secrets known."),
  M2D302(
      ERROR,
      "A connector description is wrong",
      "Correct the file by the schema of the catalogue."),
  M2D401(
      WARNING,
      "A dbt project is not where its plugin looks for it",
      "Set `project_dir` of the plugin to the folder with dbt_project.yml."),
  M2D402(
      WARNING,
      "A file of the dbt project cannot be used",
      "Correct the file; until then what it declares is unknown."),
  M2D501(
      NOTE,
      "The streams of a tap are not known",
      "Capture its catalog with `python -m dagster_project.singer catalog capture TAP` and generate"
          + " again; then each stream is an asset."),
  M2D502(
      WARNING,
      "Two pipelines write what is one asset",
      "Load the stream by one of them only, or keep the prefixed key."),
  M2D503(WARNING, "A job has no step", "Give it tasks, or remove it."),
  M2D504(
      WARNING,
      "A secret is written in a committed file",
      "Take it out of the Meltano files, and set the variable where the project runs."),
  M2D505(
      WARNING,
      "The project names no jobs",
      "Name the runs that scripts start in `m2d.yaml` beside meltano.yml, under `jobs:` in"
          + " Meltano's form, and generate again."),
  M2D506(
      WARNING,
      "A schedule transforms without a transformer",
      "Add the dbt transformer that it relied on, or set `transform: skip`."),
  M2D508(NOTE, "A schedule never runs by itself", "Start its job by hand, as with Meltano."),
  M2D509(
      WARNING,
      "Dagster refuses an interval",
      "Write the interval as five plain cron fields, each within its range."),
  M2D510(
      WARNING,
      "Dagster has no seconds in an interval",
      "Look at the schedule before you start it, and write the interval as five fields."),
  M2D520(
      WARNING,
      "Two schedules with one bookmark start at the same time",
      "Move one of them to another minute, or let one job load both parts."),
  M2D521(
      NOTE,
      "Two schedules start one job",
      "Nothing needs to be done if both are meant; otherwise remove one."),
  M2D522(
      WARNING,
      "Two pipelines share a bookmark",
      "Let one of them use a tap of its own name that inherits from the first (`inherit_from`)."),
  M2D523(
      NOTE,
      "A tap loads everything in each run",
      "Nothing needs to be done if that is meant; otherwise declare `capabilities: [state]`, if the"
          + " tap has it."),
  M2D524(
      NOTE,
      "A stream is loaded whole in each run",
      "Nothing needs to be done if that is meant; otherwise choose INCREMENTAL and a replication"
          + " key."),
  M2D525(
      WARNING,
      "Two pipelines load one table",
      "Load the table by one of them, or give one a schema of its own."),
  M2D526(
      NOTE,
      "A package is not pinned to one version",
      "Write `==` and a version, or commit the pins that `python -m dagster_project.singer install`"
          + " writes to `requirements/` and install with `--locked`."),
  M2D527(
      NOTE,
      "A package does not come from an index",
      "Name a commit (`@` and its hash) or a released version, and see that the place can be reached"
          + " where the project runs."),
  M2D528(
      NOTE,
      "A plugin asks for a Python of its own",
      "Have that Python at hand where the project runs, or let uv fetch it."),
  M2D529(
      NOTE,
      "A variable is set nowhere in the project",
      "Set it where the project runs; until then it is empty, as with Meltano."),
  M2D530(
      WARNING,
      "A file with requirements is not in the project",
      "Restore the file, or name the packages in `pip_url`: without it the plugin cannot be"
          + " installed."),
  M2D531(
      NOTE,
      "Two schedules start one dbt project at the same time",
      "Nothing needs to be done if one may wait; otherwise move one of them to another minute."),
  M2D601(
      ERROR,
      "A generated file was edited",
      "Move the change to a module of your own, or restore the file from version control or from"
          + " `.m2d/base/`, and run again."),
  M2D602(
      ERROR,
      "Something is in the way of a generated file",
      "Move it away or rename it, and run again."),
  M2D603(
      ERROR,
      "A generated file that is no longer needed was edited",
      "Move what you need of it to a module of your own, delete the file, and run again."),
  M2D604(
      ERROR,
      "The manifest cannot be used",
      "Restore `.m2d/manifest.json` from version control, or generate into an empty folder with"
          + " `-o`."),
  M2D605(
      ERROR,
      "A symbolic link leads out of the output folder",
      "Replace the link by a real file or folder, and run again."),
  M2D606(
      ERROR,
      "The output folder holds files that m2d did not write",
      "Choose an empty folder with `-o DIR`, or take this one over with `--adopt`."),
  M2D607(
      ERROR,
      "The text inside a managed block was edited",
      "Move your text out of the block, restore the block from `.m2d/base/`, and run again."),
  M2D608(
      ERROR,
      "An entry cannot be added to a file of yours",
      "Add the entry by hand, and run again."),
  M2D609(
      ERROR,
      "Another run is writing to the output folder",
      "Wait until it has ended, and run again."),
  M2D701(ERROR, "A key of m2d.yaml is unknown", "Use one of the known keys."),
  M2D702(
      ERROR,
      "A value in m2d.yaml has the wrong shape",
      "Write a value of the shape that is asked for."),
  M2D703(
      ERROR,
      "A job in m2d.yaml has the name of a job in the project",
      "Give the job another name."),
  M2D704(
      ERROR,
      "An entry of m2d.yaml is about a job that is not there",
      "Give it `tasks`, or the name of a job of meltano.yml."),
  M2D705(
      WARNING,
      "A task in m2d.yaml cannot be run",
      "Write a task as `meltano run`, `elt` or `invoke` takes it, or a program under `command`."),
  M2D706(
      WARNING,
      "An entry of m2d.yaml names no call of Meltano",
      "Correct `from`; `m2d audit --propose` tells the places."),
  M2D801(
      NOTE,
      "A file was not searched for calls of Meltano",
      "Look whether it calls Meltano; name what it runs in m2d.yaml, under `jobs:`."),
  M2D802(
      NOTE,
      "A file speaks of Meltano, but no call was understood in it",
      "Look whether it calls Meltano; name what it runs in m2d.yaml, under `jobs:`."),
  M2D803(
      NOTE,
      "A DAG generator runs the schedules of meltano.yml",
      "Its schedules are converted from meltano.yml. Pause its DAGs when the Dagster schedules are in charge."),
  M2D804(
      WARNING,
      "One schedule starts several jobs one after the other",
      "Give the first of them `schedule:` in m2d.yaml, and the others later ones; or write one job of all tasks."),
  M2D820(
      NOTE,
      "A job was taken from a script",
      "Switch the script off when the Dagster job is in charge. In m2d.yaml an entry of `jobs:` with this place as"
          + " `from` gives it another `name`, or leaves it out with `drop: true`."),
  M2D821(
      WARNING,
      "A pipeline of a script was not taken",
      "Write it to m2d.yaml with `m2d audit --propose`, and correct it there."),
  M2D822(
      WARNING,
      "A call of Meltano is not known before it runs",
      "Name what it runs in m2d.yaml, under `jobs:`."),
  M2D901(
      ERROR,
      "A side of a comparison is missing or cannot be read",
      "Name a file, a folder or a quoted pattern of .csv, .tsv, .jsonl or .ndjson files."),
  M2D902(ERROR, "A file of rows is broken", "Write it again as a whole, or give `--delimiter`.");

  private final Severity severity;
  private final String title;
  private final String remedy;

  Code(Severity severity, String title, String remedy) {
    this.severity = severity;
    this.title = title;
    this.remedy = remedy;
  }

  /** The severity it has unless a place says otherwise. */
  public Severity severity() {
    return severity;
  }

  /** One line, without a full stop. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
