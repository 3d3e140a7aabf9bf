package dev.m2d.cli;

import dev.m2d.naming.NameLedger.Entry;

/** What Dagster forgets when a thing gets another name, in words. */
final class RenameEffect {

  static String of(Entry thing, String name) {
    String old = "`" + thing.name() + "`";
    String now = "`" + name + "`";
    return switch (thing.kind()) {
      case JOB ->
          "Job "
              + old
              + " becomes "
              + now
              + ". Dagster keeps its runs under the old name and begins a new history. Whatever"
              + " starts it by name (a script, the API, an alert policy) needs the new one.";
      case SCHEDULE ->
          "Schedule "
              + old
              + " becomes "
              + now
              + ". Dagster forgets its ticks and whether it is started: start "
              + now
              + " by hand if "
              + old
              + " runs.";
      case ASSET ->
          "Asset "
              + old
              + " becomes "
              + now
              + ". Dagster keeps its materializations, partitions and check results under the old"
              + " key, and shows the new one as never materialized. The table stays where it is."
              + " Pairs of parallel runs that were recorded under the old key no longer count for"
              + " its cut-over.";
      case OP ->
          "Op "
              + old
              + " becomes "
              + now
              + ". Runs that were begun under the old name cannot be retried from their failure;"
              + " assets and their history stay.";
      case LOCATION ->
          "Code location "
              + old
              + " becomes "
              + now
              + ". Dagster keeps runs and assets, but knows schedules and sensors by it: it forgets"
              + " their ticks and which are started, so start them by hand once more. Whatever names"
              + " it (a workspace, a deployment, the API, an alert policy, a link) needs the new"
              + " name.";
      default ->
          "Pool "
              + old
              + " becomes "
              + now
              + ". A limit that was set for the old one does not hold for it: set it anew.";
    };
  }

  /** What it means for the thing that had the name, and is gone from the project. */
  static String given(Entry gone) {
    return "That was the name of "
        + gone.kind().label()
        + " `"
        + gone.origin()
        + "`, which is gone from the project: what Dagster keeps under it goes on here. Should that"
        + " return, it gets another name.";
  }

  private RenameEffect() {}
}
