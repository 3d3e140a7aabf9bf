package dev.m2d.scan;

import dev.m2d.naming.Fnmatch;
import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.Part;
import dev.m2d.scan.shell.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tests whose outcome is known before anything runs. */
final class Conditions {

  private static final Set<String> TESTS = Set.of("[", "[[", "test");

  /** Whether a command is there to decide what follows. */
  static boolean decides(Command command) {
    if (command instanceof Command.Pipeline p) {
      return p.negated() || decides(p.parts().get(p.parts().size() - 1));
    }
    if (command instanceof Command.Chain c) {
      return decides(c.links().get(c.links().size() - 1).command());
    }
    if (!(command instanceof Command.Simple s) || s.words().isEmpty()) {
      return false;
    }
    String name = Wrappers.name(s.words().get(0).text());
    return TESTS.contains(name)
        || Set.of("grep", "command", "which", "type", "diff").contains(name);
  }

  static Optional<Boolean> holds(List<Command> commands, Scope scope, ShellRunner runner) {
    return commands.size() == 1 ? holds(commands.get(0), scope, runner) : Optional.empty();
  }

  /** Whether it succeeds; empty when that is not known. */
  static Optional<Boolean> holds(Command command, Scope scope, ShellRunner runner) {
    if (command instanceof Command.Pipeline p && p.parts().size() == 1 && p.negated()) {
      return holds(p.parts().get(0), scope, runner).map(b -> !b);
    }
    if (!(command instanceof Command.Simple s) || s.words().isEmpty()) {
      return Optional.empty();
    }
    String name = s.words().get(0).text();
    if (name.equals("true") || name.equals(":")) {
      return Optional.of(true);
    }
    if (name.equals("false")) {
      return Optional.of(false);
    }
    if (!TESTS.contains(name)) {
      return Optional.empty();
    }
    int end = s.words().size() - (name.equals("test") ? 0 : 1);
    return test(s.words().subList(1, Math.max(1, end)), name.equals("[["), scope, runner);
  }

  private static Optional<Boolean> test(
      List<Word> words, boolean patterns, Scope scope, ShellRunner runner) {
    if (!words.isEmpty() && words.get(0).text().equals("!")) {
      return test(words.subList(1, words.size()), patterns, scope, runner).map(b -> !b);
    }
    if (words.size() == 2) {
      Value value = runner.expander.value(words.get(1), scope);
      return unary(words.get(0).text(), value, scope, runner);
    }
    if (words.size() == 3) {
      Value left = runner.expander.value(words.get(0), scope);
      Value right = runner.expander.value(words.get(2), scope);
      if (!left.isLiteral() || !right.isLiteral()) {
        return Optional.empty();
      }
      String a = left.text().orElse("");
      String b = right.text().orElse("");
      boolean pattern = patterns && words.get(2).plain().isPresent();
      return switch (words.get(1).text()) {
        case "=", "==" -> Optional.of(pattern ? Fnmatch.matches(a, b) : a.equals(b));
        case "!=" -> Optional.of(!(pattern ? Fnmatch.matches(a, b) : a.equals(b)));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<Boolean> unary(
      String operator, Value value, Scope scope, ShellRunner runner) {
    switch (operator) {
      case "-z", "-n" -> {
        boolean wantsEmpty = operator.equals("-z");
        return value.isLiteral()
            ? Optional.of(value.text().orElse("").isEmpty() == wantsEmpty)
            : Optional.empty();
      }
      case "-f", "-e", "-r", "-s", "-x" -> {
        Optional<String> path = value.text().or(value::place);
        boolean exists =
            path.isPresent()
                && runner
                    .context
                    .project
                    .find(path.get(), List.of(scope.folder.orElse(""), Paths.parent(scope.script)))
                    .isPresent();
        return exists ? Optional.of(true) : Optional.empty();
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  /** Whether the subject of a `case` matches one of the patterns; empty when not known. */
  static Optional<Boolean> matches(
      List<Word> patterns, Value subject, Scope scope, ShellRunner runner) {
    if (!subject.isLiteral()) {
      return Optional.empty();
    }
    boolean unknown = false;
    for (Word pattern : patterns) {
      Value value = runner.expander.value(pattern, scope);
      if (!value.isLiteral()) {
        unknown = true;
        continue;
      }
      boolean quoted = pattern.parts().stream().allMatch(Part::quoted);
      String text = value.text().orElse("");
      String wanted = subject.text().orElse("");
      if (quoted ? text.equals(wanted) : Fnmatch.matches(wanted, text)) {
        return Optional.of(true);
      }
    }
    return unknown ? Optional.empty() : Optional.of(false);
  }

  private Conditions() {}
}
