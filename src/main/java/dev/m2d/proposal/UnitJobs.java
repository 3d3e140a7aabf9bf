package dev.m2d.proposal;

import dev.m2d.config.TaskEntry;
import dev.m2d.diagnostic.Span;
import dev.m2d.scan.Call;
import dev.m2d.scan.Schedule;
import dev.m2d.scan.Step;
import dev.m2d.scan.UnitKind;
import dev.m2d.scan.Verb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Divides what one unit runs into jobs: a new one begins where a variable gets another value. */
final class UnitJobs {

  /** Programs that prepare a machine, which a job does not do again. */
  private static final Set<String> PREPARING =
      Set.of(
          "apk",
          "apt",
          "apt-get",
          "brew",
          "chmod",
          "chown",
          "curl",
          "docker",
          "docker-compose",
          "git",
          "ls",
          "npm",
          "pip",
          "pip3",
          "pipx",
          "poetry",
          "source",
          "sudo",
          "uv",
          "virtualenv",
          "wget",
          "yarn",
          "yum",
          "cat",
          "env",
          "tee");

  private final Tasks tasks;

  /** Files that have calls of their own, each with the absolute folders in which they work. */
  private final Map<String, Set<String>> folders = new LinkedHashMap<>();

  /**
   * @param all the calls of all units
   */
  UnitJobs(Tasks tasks, List<Call> all) {
    this.tasks = tasks;
    for (Call call : all) {
      Set<String> own = folders.computeIfAbsent(call.at().file(), f -> new LinkedHashSet<>());
      call.options().cwd().filter(f -> f.matches("[/~].*")).ifPresent(own::add);
    }
  }

  /** One job, while it is put together. */
  static final class Draft {
    final UnitKind kind;
    final List<TaskEntry> tasks = new ArrayList<>();
    final Set<String> doubts = new LinkedHashSet<>();
    final Set<String> notes = new LinkedHashSet<>();
    final Variables variables =
        new Variables(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    Optional<Schedule> schedule = Optional.empty();
    Optional<Span> at = Optional.empty();

    Draft(UnitKind kind) {
      this.kind = kind;
    }
  }

  private record Item(
      int order,
      Variables variables,
      Optional<Schedule> schedule,
      Optional<String> condition,
      Tasks.Made made,
      Span at,
      boolean isCall) {}

  /** The jobs of a unit, in order; none when nothing in it loads or transforms. */
  List<Draft> of(List<Call> calls, List<Step> steps) {
    if (calls.stream().noneMatch(tasks::isJob)) {
      return List.of();
    }
    UnitKind kind = calls.get(0).kind();
    Set<String> changes = new LinkedHashSet<>();
    List<Item> items = new ArrayList<>();
    Set<String> roots = roots(calls);
    for (Call call : calls) {
      if (tasks.isJob(call)) {
        Tasks.Made made = tasks.of(call, roots);
        Variables variables = Variables.of(call);
        made.env().forEach(variables.values()::put);
        items.add(
            new Item(
                call.order(), variables, call.schedule(), call.condition(), made, call.at(), true));
      } else if (changesSomething(call)) {
        changes.add(
            "Line " + call.at().line() + " runs `" + call.text() + "`, which a job does not.");
      }
    }
    for (Step step : steps) {
      step(step, roots).ifPresent(items::add);
    }
    items.sort(Comparator.comparingInt(Item::order));
    List<Draft> drafts = drafts(items, kind);
    for (Draft draft : drafts) {
      draft.doubts.addAll(changes);
      roots(calls)
          .forEach(root -> draft.notes.add("`" + root + "` is taken for the project's folder."));
    }
    return drafts.stream().filter(d -> d.at.isPresent()).toList();
  }

  /**
   * The absolute folder in which Meltano works, if it is one: the project's on the machine that has
   * the crontab. Two are two projects, one of which this may not be.
   */
  private Set<String> roots(List<Call> calls) {
    Set<String> roots = new LinkedHashSet<>();
    calls.forEach(c -> roots.addAll(folders.getOrDefault(c.at().file(), Set.of())));
    return roots.size() == 1 ? roots : Set.of();
  }

  /** Whether a run would find another state or other settings without the call. */
  private static boolean changesSomething(Call call) {
    boolean sets =
        call.text()
            .matches(
                "(?s).*\\b(config|state)\\b.*\\b(set|unset|reset|clear|edit|merge|copy|move)\\b.*");
    return (call.verb() == Verb.STATE || call.verb() == Verb.OTHER) && sets;
  }

  private Optional<Item> step(Step step, Set<String> roots) {
    String program = step.argv().isEmpty() ? "" : step.argv().get(0);
    String name = program.substring(program.lastIndexOf('/') + 1);
    boolean hasCalls =
        step.argv().stream().anyMatch(w -> folders.containsKey(w.replaceFirst("^\\./", "")));
    boolean prepares =
        name.matches("python[0-9.]*")
            && step.argv().size() > 2
            && step.argv().get(1).equals("-m")
            && step.argv().get(2).matches("pip|pipx|venv|virtualenv|ensurepip|poetry|uv");
    if (PREPARING.contains(name) || prepares || hasCalls) {
      return Optional.empty();
    }
    return Optional.of(
        new Item(
            step.order(),
            Variables.of(step.variables()),
            step.schedule(),
            step.condition(),
            tasks.of(step, roots),
            step.at(),
            false));
  }

  private static List<Draft> drafts(List<Item> items, UnitKind kind) {
    List<Draft> drafts = new ArrayList<>();
    Draft draft = new Draft(kind);
    for (Item item : items) {
      boolean hasCalls = draft.at.isPresent();
      if (hasCalls && item.isCall() && draft.variables.contradicts(item.variables())
          || hasCalls && !item.isCall() && contradictsValues(draft, item)) {
        drafts.add(draft);
        draft = new Draft(kind);
      }
      if (item.isCall() || draft.at.isPresent()) {
        draft.variables.addAll(item.variables());
      }
      draft.tasks.add(item.made().task());
      draft.doubts.addAll(item.made().doubts());
      if (item.condition().isPresent()) {
        draft.doubts.add(condition(item, item.condition().get()));
      }
      draft.schedule = draft.schedule.or(item::schedule);
      if (item.isCall()) {
        draft.at = draft.at.or(() -> Optional.of(item.at()));
      }
    }
    drafts.add(draft);
    drafts.forEach(d -> d.doubts.addAll(d.variables.doubts()));
    return drafts;
  }

  private static String condition(Item item, String condition) {
    return "Line " + item.at().line() + " runs only under a condition: `" + condition + "`.";
  }

  /** A program has no `--environment`, so only what it sees set counts. */
  private static boolean contradictsValues(Draft draft, Item item) {
    Map<String, String> mine = draft.variables.texts();
    return item.variables().texts().entrySet().stream()
        .anyMatch(e -> mine.containsKey(e.getKey()) && !mine.get(e.getKey()).equals(e.getValue()));
  }
}
