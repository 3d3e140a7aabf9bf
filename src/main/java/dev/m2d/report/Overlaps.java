package dev.m2d.report;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.SchedulePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds schedules that get in each other's way. */
final class Overlaps {

  private static final int SHOWN = 3;

  private final ResolvedProject project;
  private final Diagnostics sink;
  private final Map<String, String> crons = new HashMap<>();
  private final Map<String, String> zones = new HashMap<>();
  private final Map<String, CronTimes> times = new HashMap<>();

  Overlaps(ResolvedProject project, DagsterPlan plan, Diagnostics sink) {
    this.project = project;
    this.sink = sink;
    for (SchedulePlan schedule : plan.schedules()) {
      crons.put(schedule.meltanoName(), schedule.cron());
      zones.put(schedule.meltanoName(), schedule.timezone().orElse("UTC"));
    }
  }

  /** A schedule and what it shares with others. */
  private record User(ResolvedSchedule schedule, Span at) {}

  void find() {
    Map<String, List<User>> byJob = new LinkedHashMap<>();
    Map<String, List<User>> byBookmark = new LinkedHashMap<>();
    Map<String, List<User>> byDbt = new LinkedHashMap<>();
    for (ResolvedSchedule schedule : project.schedules()) {
      if (!crons.containsKey(schedule.name())) {
        continue;
      }
      User user = new User(schedule, schedule.span());
      if (schedule.kind() instanceof ResolvedSchedule.OfJob of) {
        byJob.computeIfAbsent(of.job().value(), j -> new ArrayList<>()).add(user);
        project.job(of.job().value()).map(Overlaps::bookmarks).orElse(Set.of()).stream()
            .forEach(b -> byBookmark.computeIfAbsent(b, x -> new ArrayList<>()).add(user));
      }
      dbt(schedule).forEach(d -> byDbt.computeIfAbsent(d, x -> new ArrayList<>()).add(user));
    }
    byJob.forEach(this::twice);
    Set<ResolvedSchedule> told = new LinkedHashSet<>();
    byBookmark.forEach(
        (bookmark, users) ->
            meet(
                Code.M2D520,
                users,
                told,
                "they share the bookmark `"
                    + bookmark
                    + "`: Meltano ends the later run with an error, here it waits."));
    byDbt.forEach(
        (dbt, users) ->
            meet(
                Code.M2D531,
                users,
                told,
                "both run `"
                    + dbt
                    + "`: Meltano runs it twice at once, here one waits for the other."));
  }

  /** The names of the dbt plugins that it runs. */
  private Set<String> dbt(ResolvedSchedule schedule) {
    Set<String> found = new LinkedHashSet<>();
    if (schedule.kind() instanceof ResolvedSchedule.OfJob of) {
      for (Block block : project.job(of.job().value()).map(ResolvedJob::blocks).orElse(List.of())) {
        if (block instanceof Block.PluginCommand command) {
          project
              .plugin(command.plugin())
              .filter(ResolvedPlugin::runsDbt)
              .ifPresent(p -> found.add(p.name()));
        }
      }
    } else if (schedule.kind() instanceof ResolvedSchedule.Elt elt
        && !elt.transform().value().equals("skip")) {
      project.plugins(PluginType.TRANSFORMERS).stream()
          .filter(ResolvedPlugin::runsDbt)
          .findFirst()
          .ifPresent(p -> found.add(p.name()));
    }
    return found;
  }

  private static Set<String> bookmarks(ResolvedJob job) {
    Set<String> found = new LinkedHashSet<>();
    for (Block block : job.blocks()) {
      if (block instanceof Block.ExtractLoad load) {
        found.add(load.extractor() + "-to-" + load.loader());
      }
    }
    return found;
  }

  private void twice(String job, List<User> users) {
    User first = users.get(0);
    for (User user : users.subList(1, users.size())) {
      add(
          Code.M2D521,
          user,
          first,
          "The schedules `"
              + first.schedule().name()
              + "` and `"
              + user.schedule().name()
              + "` both start job `"
              + job
              + "`.");
    }
  }

  /** One finding a schedule, however many others it meets. */
  private void meet(Code code, List<User> users, Set<ResolvedSchedule> told, String what) {
    for (int i = 1; i < users.size(); i++) {
      User late = users.get(i);
      List<User> met = users.subList(0, i).stream().filter(u -> meets(u, late)).toList();
      if (!met.isEmpty() && told.add(late.schedule())) {
        int more = met.size() - SHOWN;
        String names =
            met.stream().limit(SHOWN).map(Overlaps::name).collect(Collectors.joining(", "));
        add(
            code,
            late,
            met.get(0),
            "Schedule "
                + name(late)
                + " starts in the same minute as "
                + names
                + (more > 0 ? " and " + more + " more" : "")
                + " at times, and "
                + what);
      }
    }
  }

  /** Of schedules in different time zones nothing is said. */
  private boolean meets(User a, User b) {
    return Objects.equals(zones.get(a.schedule().name()), zones.get(b.schedule().name()))
        && times(a).meets(times(b));
  }

  private static String name(User user) {
    String interval = user.schedule().interval().map(i -> " (" + i.value() + ")").orElse("");
    return "`" + user.schedule().name() + "`" + interval;
  }

  private CronTimes times(User user) {
    String cron = crons.getOrDefault(user.schedule().name(), "");
    return times.computeIfAbsent(cron, CronTimes::of);
  }

  private void add(Code code, User at, User other, String message) {
    sink.add(
        Diagnostic.of(code, at.at(), message)
            .withNote("`" + other.schedule().name() + "` stands here", other.at()));
  }
}
