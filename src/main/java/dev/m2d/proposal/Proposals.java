package dev.m2d.proposal;

import dev.m2d.config.TaskEntry;
import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Cron;
import dev.m2d.meltano.resolve.ResolvedJob;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.scan.Call;
import dev.m2d.scan.Scan;
import dev.m2d.scan.Schedule;
import dev.m2d.scan.Step;
import dev.m2d.scan.UnitKind;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes jobs of the calls that a scan found. */
public final class Proposals {

  private static final Set<UnitKind> EVENTS =
      Set.of(
          UnitKind.GITHUB,
          UnitKind.GITLAB,
          UnitKind.CIRCLECI,
          UnitKind.AZURE,
          UnitKind.BITBUCKET,
          UnitKind.CLOUDBUILD);

  private final Scan scan;
  private final ResolvedProject project;
  private final JobNames names;
  private final List<Proposal> made = new ArrayList<>();

  private Proposals(Scan scan, ResolvedProject project) {
    this.scan = scan;
    this.project = project;
    Set<String> taken = new LinkedHashSet<>();
    project.jobs().forEach(j -> taken.add(j.name()));
    project.plugins().forEach(p -> taken.add(p.name()));
    project.toolConfig().jobs().stream()
        .filter(j -> j.from().isEmpty())
        .forEach(j -> j.name().ifPresent(n -> taken.add(n.value())));
    this.names = new JobNames(taken);
  }

  /**
   * The jobs that are not in the project yet, those of documents last.
   *
   * @param project as meltano.yml alone has it
   */
  public static List<Proposal> of(Scan scan, ResolvedProject project) {
    return new Proposals(scan, project).all();
  }

  private List<Proposal> all() {
    Map<String, List<Call>> calls = new LinkedHashMap<>();
    scan.calls().stream()
        .sorted(Comparator.comparing((Call c) -> c.kind() == UnitKind.DOCUMENT))
        .forEach(c -> calls.computeIfAbsent(c.unit(), u -> new ArrayList<>()).add(c));
    UnitJobs units = new UnitJobs(new Tasks(project), scan.calls());
    calls.forEach(
        (unit, own) -> {
          List<Step> steps = scan.steps().stream().filter(s -> s.unit().equals(unit)).toList();
          unit(unit, own, units.of(own, steps));
        });
    return List.copyOf(made);
  }

  private void unit(String unit, List<Call> calls, List<UnitJobs.Draft> all) {
    List<UnitJobs.Draft> drafts = new ArrayList<>();
    for (UnitJobs.Draft draft : all) {
      Optional<ResolvedJob> job = known(draft);
      if (job.isPresent() && setsNothingNew(job.get(), draft)) {
        draft.schedule.ifPresent(s -> attach(job.get(), draft, s, unit, calls));
      } else if (isNew(draft)) {
        job.ifPresent(
            j ->
                draft.notes.add(
                    "It is the job `" + j.name() + "` of meltano.yml with variables of its own."));
        drafts.add(draft);
      }
    }
    if (drafts.isEmpty()) {
      return;
    }
    Optional<String> about =
        drafts.size() == 1 ? known(drafts.get(0)).map(ResolvedJob::name) : Optional.empty();
    List<String> named =
        names.of(unit, drafts.stream().map(d -> d.variables.texts()).toList(), about, what(drafts));
    drafts.forEach(d -> doubts(d, unit));
    boolean isOpen = drafts.stream().anyMatch(d -> !d.doubts.isEmpty());
    for (int i = 0; i < drafts.size(); i++) {
      UnitJobs.Draft draft = drafts.get(i);
      Span at = draft.at.orElseGet(() -> calls.get(0).at());
      if (isOpen && draft.doubts.isEmpty()) {
        // Half of a script is not what the script does.
        draft.doubts.add("`" + unit + "` runs other jobs, too, which are to decide about.");
      }
      if (i > 0) {
        draft.notes.add(
            "It runs after `"
                + named.get(i - 1)
                + "`"
                + draft.variables.changed(drafts.get(i - 1).variables)
                + ".");
      }
      // Jobs with one schedule would start at once.
      Optional<Schedule> shared = drafts.size() > 1 ? draft.schedule : Optional.empty();
      if (shared.isPresent()) {
        if (i == 0) {
          draft.notes.add(together(shared.get(), named));
        }
        draft.schedule = Optional.empty();
      }
      Optional<Located<String>> told =
          i == 0 ? shared.map(s -> new Located<>(together(s, named), s.at())) : Optional.empty();
      made.add(
          new Proposal(
              entry(draft, named.get(i), at),
              unit,
              draft.kind,
              at,
              List.copyOf(draft.doubts),
              List.copyOf(draft.notes),
              told));
    }
  }

  /** What the first of them runs; with a word for a full load. */
  private static String what(List<UnitJobs.Draft> drafts) {
    TaskEntry first = drafts.get(0).tasks.get(0);
    if (first instanceof TaskEntry.Run run) {
      return PythonText.str(run.words().value()) + (run.options().fullRefresh() ? "-full" : "");
    }
    return first instanceof TaskEntry.Elt elt
        ? elt.words().value()
        : first instanceof TaskEntry.Invoke invoke ? invoke.words().value() : "";
  }

  /** A schedule for a job of meltano.yml. */
  private void attach(
      ResolvedJob job, UnitJobs.Draft draft, Schedule schedule, String unit, List<Call> calls) {
    String what = "The job `" + job.name() + "`";
    for (ResolvedSchedule own : project.schedules()) {
      if (isOf(own, job) && own.cron().isPresent()) {
        boolean isSame =
            own.cron().equals(Cron.of(schedule.cron()))
                && own.timezone().map(Located::value).equals(schedule.zone());
        if (isSame) {
          return;
        }
        draft.doubts.add(
            what + " has the schedule `" + own.name() + "` (" + own.cron().get() + ") already.");
      }
    }
    if (made.stream().anyMatch(p -> p.job().tasks().isEmpty() && p.name().equals(job.name()))) {
      draft.doubts.add(what + " gets a schedule of another file already.");
    }
    doubts(draft, unit);
    draft.notes.add("It starts the job `" + job.name() + "` of meltano.yml.");
    draft.tasks.clear();
    Span at = draft.at.orElseGet(() -> calls.get(0).at());
    made.add(
        new Proposal(
            entry(draft, job.name(), at),
            unit,
            draft.kind,
            at,
            List.copyOf(draft.doubts),
            List.copyOf(draft.notes),
            Optional.empty()));
  }

  /** Whether a draft sets nothing but what a schedule of the job sets as well. */
  private boolean setsNothingNew(ResolvedJob job, UnitJobs.Draft draft) {
    Map<String, String> variables = draft.variables.texts();
    return variables.isEmpty()
        || project.schedules().stream()
            .filter(s -> s.cron().isPresent() && isOf(s, job))
            .anyMatch(s -> Tasks.texts(s.env()).equals(variables));
  }

  private static boolean isOf(ResolvedSchedule schedule, ResolvedJob job) {
    return schedule.kind() instanceof ResolvedSchedule.OfJob of
        && of.job().value().equals(job.name());
  }

  private static String together(Schedule schedule, List<String> names) {
    return "`"
        + schedule.cron()
        + "` starts "
        + names.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", then "))
        + "; as jobs with that schedule they would start at once, so none of them has it.";
  }

  private void doubts(UnitJobs.Draft draft, String unit) {
    if (draft.kind == UnitKind.DOCUMENT) {
      draft.doubts.add("It stands in a document.");
    }
    if (EVENTS.contains(draft.kind) && draft.schedule.isEmpty()) {
      draft.doubts.add("Events of the repository start it, and no schedule.");
    }
    scan.unclear().stream()
        .filter(u -> u.unit().equals(unit))
        .forEach(u -> draft.doubts.add("Line " + u.at().line() + " is not known before it runs."));
    if (!draft.variables.outside().isEmpty()) {
      String names =
          draft.variables.outside().stream()
              .map(n -> "`" + n + "`")
              .collect(Collectors.joining(", "));
      draft.notes.add("Set " + names + " where Dagster runs.");
    }
    draft.schedule.ifPresent(
        s -> {
          if (s.zone().isEmpty() && draft.kind == UnitKind.CRONTAB) {
            draft.notes.add("The crontab's time zone is that of its machine; UTC is assumed.");
          }
        });
  }

  private static ToolConfig.JobEntry entry(UnitJobs.Draft draft, String name, Span at) {
    Optional<Schedule> schedule = draft.schedule;
    return new ToolConfig.JobEntry(
        Optional.of(new Located<>(name, at)),
        draft.tasks,
        draft.variables.values(),
        schedule.map(s -> new Located<>(s.cron(), s.at())),
        schedule.flatMap(s -> s.zone().map(z -> new Located<>(z, s.at()))),
        Optional.of(new Located<>(at.file() + ":" + at.line(), at)),
        false,
        at);
  }

  /** Whether nothing of the same tasks and variables was found before. */
  private boolean isNew(UnitJobs.Draft draft) {
    List<String> texts = draft.tasks.stream().map(Proposals::text).toList();
    for (int i = 0; i < made.size(); i++) {
      Proposal known = made.get(i);
      List<String> theirs = known.job().tasks().stream().map(Proposals::text).toList();
      boolean other =
          known.job().schedule().isPresent()
              && draft.schedule.isPresent()
              && !known.job().schedule().get().value().equals(draft.schedule.get().cron());
      if (theirs.equals(texts) && sameVariables(known, draft) && !other) {
        boolean adds = draft.schedule.isPresent() && known.job().schedule().isEmpty();
        if (adds && draft.kind != UnitKind.DOCUMENT) {
          made.set(i, known.with(scheduled(known.job(), draft.schedule.get())));
        }
        return false;
      }
    }
    return true;
  }

  private static boolean sameVariables(Proposal known, UnitJobs.Draft draft) {
    Map<String, String> theirs = new LinkedHashMap<>();
    known.job().env().forEach((name, value) -> theirs.put(name, value.value()));
    return theirs.equals(draft.variables.texts());
  }

  private static ToolConfig.JobEntry scheduled(ToolConfig.JobEntry job, Schedule schedule) {
    return new ToolConfig.JobEntry(
        job.name(),
        job.tasks(),
        job.env(),
        Optional.of(new Located<>(schedule.cron(), schedule.at())),
        schedule.zone().map(z -> new Located<>(z, schedule.at())),
        job.from(),
        false,
        job.span());
  }

  /** The job of meltano.yml that a draft runs, by its name or by its tasks. */
  private Optional<ResolvedJob> known(UnitJobs.Draft draft) {
    String whole = draft.tasks.stream().map(Proposals::text).collect(Collectors.joining(" "));
    return project.jobs().stream()
        .filter(
            job ->
                whole.equals(job.name())
                    || whole.equals(
                        job.tasks().stream()
                            .map(ResolvedJob.Task::text)
                            .collect(Collectors.joining(" "))))
        .findFirst();
  }

  /** What a task runs, its options included. */
  static String text(TaskEntry task) {
    if (task instanceof TaskEntry.Run run) {
      String text = PythonText.str(run.words().value());
      return run.options().equals(dev.m2d.config.LoadOptions.NONE) ? text : text + run.options();
    }
    return task instanceof TaskEntry.Elt elt
        ? "elt " + elt.words().value() + elt.transform() + elt.options()
        : task instanceof TaskEntry.Invoke invoke
            ? "invoke " + invoke.words().value()
            : "command " + ((TaskEntry.Program) task).command().value();
  }
}
