package dev.m2d.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Targets of Makefiles, justfiles, Taskfiles and package.json that a schedule starts. */
final class Targets {

  private static final Map<String, UnitKind> RUNNERS =
      Map.of(
          "make", UnitKind.MAKE,
          "gmake", UnitKind.MAKE,
          "just", UnitKind.JUST,
          "task", UnitKind.TASKFILE,
          "npm", UnitKind.NPM,
          "yarn", UnitKind.NPM,
          "pnpm", UnitKind.NPM);

  private final Map<String, Optional<Schedule>> schedules = new HashMap<>();

  /** Notes what a program starts, if it is one that starts targets. */
  void started(String program, List<Field> fields, Unit by) {
    UnitKind kind = RUNNERS.get(program);
    if (kind == null || by.schedule().isEmpty()) {
      return;
    }
    for (int i = 1; i < fields.size(); i++) {
      String word = fields.get(i).known();
      if (word.equals("-C") || word.equals("-f")) {
        i++;
      } else if (!word.isEmpty()
          && !word.startsWith("-")
          && !word.contains("=")
          && !Set.of("run", "run-script").contains(word)) {
        // A target that two schedules start has none of its own.
        schedules.merge(
            kind + ":" + word, by.schedule(), (a, b) -> a.equals(b) ? a : Optional.empty());
      }
    }
  }

  /** The call with the schedule of its target. */
  Call scheduled(Call call) {
    String target = call.unit().substring(call.unit().lastIndexOf(':') + 1);
    Optional<Schedule> when = schedules.getOrDefault(call.kind() + ":" + target, Optional.empty());
    if (call.schedule().isPresent() || when.isEmpty()) {
      return call;
    }
    return new Call(
        call.at(),
        call.unit(),
        call.kind(),
        call.verb(),
        call.blocks(),
        call.options(),
        call.variables(),
        call.inputs(),
        when,
        call.condition(),
        call.order(),
        call.text());
  }
}
