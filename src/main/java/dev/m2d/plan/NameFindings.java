package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Capabilities;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.naming.NameLedger.Rename;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what became of names since the last run: those that stay, and those that are gone. */
final class NameFindings {

  /** What Dagster shows, and keeps history of. */
  private static final List<Kind> SHOWN = List.of(Kind.JOB, Kind.SCHEDULE, Kind.ASSET);

  private final Renames renames;
  private final NameLedger ledger;
  private final ResolvedProject project;
  private final Diagnostics findings;

  NameFindings(Renames renames, NameLedger ledger, ResolvedProject project, Diagnostics findings) {
    this.renames = renames;
    this.ledger = ledger;
    this.project = project;
    this.findings = findings;
  }

  void report() {
    renames.found().forEach(this::renamed);
    renames.exchanges().forEach(this::exchanged);
    SHOWN.forEach(this::gone);
  }

  private void exchanged(Renames.Exchange exchange) {
    String pair = "`" + exchange.one() + "` and `" + exchange.other() + "`";
    String told =
        switch (exchange.kind()) {
          case JOB ->
              "Jobs "
                  + pair
                  + " have exchanged their names. Dagster knows them by name: each goes on with the"
                  + " runs of the other.";
          case SCHEDULE ->
              "Schedules "
                  + pair
                  + " have exchanged their names. Dagster knows them by name: each goes on with the"
                  + " ticks of the other, and is started if the other was.";
          default ->
              "Plugins "
                  + pair
                  + " have exchanged their names. Assets, their history and the bookmarks of each"
                  + " go on with what the other loads.";
        };
    findings.add(Code.M2D544, exchange.at(), told);
  }

  private void renamed(Rename rename, Span at) {
    String name = ledger.name(rename.kind(), rename.to()).orElse(rename.from());
    switch (rename.kind()) {
      case JOB -> job(rename, at, name);
      case SCHEDULE -> stays(at, "Schedule `" + rename.from() + "`", rename.to(), name);
      case OP -> {
        if (!rename.to().endsWith(" models") && !rename.to().endsWith(" tests")) {
          findings.add(
              Code.M2D540,
              at,
              "`"
                  + rename.from()
                  + "` is `"
                  + rename.to()
                  + "` now; its op and its assets keep their names (`"
                  + name
                  + "`).");
        }
      }
      case POOL -> {
        if (takesState(rename.to())) {
          findings.add(
              Code.M2D542,
              at,
              "The state id of `"
                  + rename.from()
                  + "` ended in `"
                  + name
                  + "`; that of `"
                  + rename.to()
                  + "` has no bookmark yet: the next run loads everything.");
        }
      }
      case ASSET, SENSOR, PLUGIN, LOCATION -> {}
    }
  }

  /** A tap that is known to take no state loads everything in each run, whatever it is called. */
  private boolean takesState(String blocks) {
    String tap = blocks.substring(0, Math.max(blocks.indexOf(' '), 0));
    return project
        .plugin(new PluginId(PluginType.EXTRACTORS, tap))
        .filter(p -> Capabilities.lacks(project, p, "state"))
        .isEmpty();
  }

  /** The job of an EL schedule is told with its schedule, whose name is its state id. */
  private void job(Rename rename, Span at, String name) {
    if (rename.to().startsWith(SchedulePlanner.OWN_JOB)) {
      findings.add(
          Code.M2D542,
          at,
          "The state id of an EL schedule is its name: "
              + rename.to()
              + " has no bookmark yet, that of "
              + rename.from()
              + " stays behind; the next run of `"
              + name
              + "` loads everything.");
    } else {
      stays(at, "Job `" + rename.from() + "`", rename.to(), name);
    }
  }

  private void stays(Span at, String what, String to, String name) {
    if (name.equals(to)) {
      return; // Its new name was accepted already.
    }
    findings.add(
        Code.M2D540,
        at,
        what + " is called `" + to + "` now; in Dagster it keeps its name, `" + name + "`.");
  }

  private void gone(Kind kind) {
    List<String> names =
        renames.ledger().entries().stream()
            .filter(e -> e.kind() == kind && !e.isGone())
            .filter(e -> ledger.entry(kind, e.origin()).filter(Entry::isGone).isPresent())
            .map(Entry::name)
            .toList();
    if (!names.isEmpty()) {
      findings.add(
          Code.M2D541,
          Span.ofFile("meltano.yml"),
          "No longer in the project: "
              + kind.label()
              + (names.size() == 1 ? " " : "s ")
              + names.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", "))
              + ".");
    }
  }
}
