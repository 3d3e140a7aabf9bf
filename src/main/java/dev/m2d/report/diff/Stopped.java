package dev.m2d.report.diff;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Loads and builds that ran before and that nothing runs any more, or that nothing starts. */
final class Stopped {

  private static final String PIPELINE = "pipeline";

  private final Collection<Fact> old;
  private final Collection<Fact> fresh;
  private final Takeovers takeovers;
  private final Set<String> run = new HashSet<>();
  private final Set<String> started = new HashSet<>();

  Stopped(Collection<Fact> old, Collection<Fact> fresh, Takeovers takeovers) {
    this.old = old;
    this.fresh = fresh;
    this.takeovers = takeovers;
    Set<String> scheduled = new HashSet<>(scheduled(fresh));
    for (Fact job : fresh) {
      if (job.kind().equals("job")) {
        List<String> steps = job.lists().getOrDefault("steps", List.of());
        run.addAll(steps);
        if (scheduled.contains(job.name())) {
          started.addAll(steps);
        }
      }
    }
  }

  private static List<String> scheduled(Collection<Fact> facts) {
    return facts.stream()
        .filter(f -> f.kind().equals("schedule"))
        .map(f -> f.texts().getOrDefault("job", ""))
        .toList();
  }

  /** Of the steps that a job no longer runs, those that stopped. */
  List<String> of(String job, Collection<String> steps) {
    Set<String> now = scheduled(old).contains(job) ? started : run;
    return steps.stream().filter(s -> stops(s, now)).toList();
  }

  /** Of the steps of a job that ran before, those that stopped. */
  List<String> of(String job) {
    return old.stream()
        .filter(f -> f.kind().equals("job") && f.name().equals(job))
        .flatMap(f -> of(job, f.lists().getOrDefault("steps", List.of())).stream())
        .toList();
  }

  private boolean stops(String step, Set<String> now) {
    for (Fact fact : old) {
      if (fact.kind().equals(PIPELINE) && isOf(step, fact)) {
        return loadStops(fact, now);
      }
      if (fact.kind().equals("dbt") && isOf(step, fact)) {
        return now.stream().noneMatch(s -> isOf(s, fact));
      }
    }
    return false;
  }

  private boolean loadStops(Fact load, Set<String> now) {
    Predicate<Fact> goesOn =
        f ->
            f.kind().equals(PIPELINE)
                && (f.name().equals(load.name()) || meltano(f).equals(meltano(load)))
                && now.stream().anyMatch(s -> isOf(s, f));
    boolean isThere = fresh.stream().anyMatch(f -> f.id().equals(load.id()));
    boolean isTakenOver = !isThere && !takeovers.fate(load).equals("removed");
    return !isTakenOver && fresh.stream().noneMatch(goesOn);
  }

  /** Whether a step is that load, or a command of that dbt plugin. */
  private static boolean isOf(String step, Fact fact) {
    String said = fact.kind().equals(PIPELINE) ? meltano(fact) : fact.name();
    return step.equals(said)
        || step.startsWith(said + " ")
        || fact.kind().equals("dbt") && step.startsWith(said + ":");
  }

  private static String meltano(Fact pipeline) {
    return pipeline.texts().getOrDefault("meltano", "");
  }
}
