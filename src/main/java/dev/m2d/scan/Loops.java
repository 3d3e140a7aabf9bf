package dev.m2d.scan;

import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** `for`: once an item where the items are known, else once under a condition. */
final class Loops {

  static void run(Command.For loop, Scope scope, ShellRunner runner) {
    Optional<List<Field>> items = items(loop, scope, runner);
    if (items.isPresent()) {
      for (Field item : items.get()) {
        scope.set(loop.name(), item.value(), item.text(), Optional.of(item.at()));
        runner.run(loop.body(), scope);
      }
      return;
    }
    scope.set(
        loop.name(),
        Value.unknown("it is one of a list that is not known here"),
        loop.text(),
        Optional.empty());
    runner.run(loop.body(), loop.text(), scope);
  }

  private static Optional<List<Field>> items(Command.For loop, Scope scope, ShellRunner runner) {
    if (loop.items().isEmpty()) {
      return scope.arguments;
    }
    List<Field> fields = runner.expander.fields(loop.items().get(), scope);
    boolean known =
        fields.stream().allMatch(f -> f.value().isLiteral())
            && loop.items().get().stream().noneMatch(Loops::isPattern);
    return known ? Optional.of(fields) : Optional.empty();
  }

  static boolean isPattern(Word word) {
    return word.plain().filter(t -> t.indexOf('*') >= 0 || t.indexOf('?') >= 0).isPresent()
        || word.parts().stream()
            .anyMatch(
                p ->
                    p instanceof dev.m2d.scan.shell.Part.Literal l
                        && !l.quoted()
                        && l.text().indexOf('*') >= 0);
  }

  private Loops() {}
}
