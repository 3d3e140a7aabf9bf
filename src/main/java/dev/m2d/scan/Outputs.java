package dev.m2d.scan;

import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.Part;
import dev.m2d.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** What is known of `$(...)`: the folder of a script, and what `echo` says. */
final class Outputs {

  private final ShellRunner runner;

  Outputs(ShellRunner runner) {
    this.runner = runner;
  }

  Value value(Part.Output output, Scope scope) {
    Optional<Value> simple = simple(output.body(), scope);
    if (simple.isPresent()) {
      return simple.get();
    }
    Scope inner = scope.copy();
    runner.run(output.body(), inner);
    return Value.unknown("it is the output of a command");
  }

  private Optional<Value> simple(List<Command> body, Scope scope) {
    if (body.size() == 2) {
      // cd ...; pwd
      return simple(
          List.of(new Command.Chain(List.of(link(body.get(0)), link(body.get(1))))), scope);
    }
    if (body.size() != 1) {
      return Optional.empty();
    }
    if (body.get(0) instanceof Command.Chain chain && chain.links().size() == 2) {
      Optional<List<Word>> first = words(chain.links().get(0).command());
      Optional<List<Word>> second = words(chain.links().get(1).command());
      boolean isFolder =
          first.filter(w -> w.get(0).text().equals("cd")).isPresent()
              && second.filter(w -> w.get(0).text().equals("pwd")).isPresent();
      if (isFolder && first.isPresent() && first.get().size() > 1) {
        Word target = first.get().get(first.get().size() - 1);
        return place(runner.expander.value(target, scope), scope);
      }
      return Optional.empty();
    }
    return words(body.get(0)).flatMap(w -> program(w, scope));
  }

  private Optional<Value> program(List<Word> words, Scope scope) {
    Word last = words.get(words.size() - 1);
    switch (words.get(0).text()) {
      case "dirname" -> {
        Value path = runner.expander.value(last, scope);
        Optional<Value> folder = path.place().map(p -> Value.place(Paths.parent(p)));
        return folder.or(() -> path.text().map(t -> Value.fallback(parent(t), path.inputs())));
      }
      case "realpath", "readlink" -> {
        return Optional.of(runner.expander.value(last, scope)).filter(v -> v.place().isPresent());
      }
      case "pwd" -> {
        return scope.folder.map(Value::place);
      }
      case "echo" -> {
        Value value = Value.known("");
        for (int i = 1; i < words.size(); i++) {
          value = value.then(Value.known(i == 1 ? "" : " "));
          value = value.then(runner.expander.value(words.get(i), scope));
        }
        return Optional.of(value);
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  private static Optional<Value> place(Value target, Scope scope) {
    Optional<String> relative =
        target.text().filter(t -> !t.startsWith("/")).map(t -> join(scope, t));
    return target.place().or(() -> relative).map(p -> Value.place(Paths.join("", p)));
  }

  private static String join(Scope scope, String path) {
    return Paths.join(scope.folder.orElse(""), path);
  }

  private static Command.Link link(Command command) {
    return new Command.Link("&&", command, "");
  }

  private static Optional<List<Word>> words(Command command) {
    return command instanceof Command.Simple s && !s.words().isEmpty() && s.assignments().isEmpty()
        ? Optional.of(s.words())
        : Optional.empty();
  }
}
