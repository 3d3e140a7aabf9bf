package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.ShellParser;
import dev.m2d.scan.shell.Word;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks through shell commands in their order and notes what they would start. */
final class ShellRunner {

  private static final int MAX_COMMANDS = 10_000;
  private static final int MAX_DEPTH = 25;

  final Context context;
  final Unit unit;
  final Expander expander;

  /** Variables that later steps of the same job see: what was written to `$GITHUB_ENV`. */
  final Map<String, Scope.Slot> laterVariables = new LinkedHashMap<>();

  private final Programs programs;
  private final Deque<String> conditions = new ArrayDeque<>();
  private int commands;
  private int depth;

  ShellRunner(Context context, Unit unit) {
    this.context = context;
    this.unit = unit;
    this.expander = new Expander(new Outputs(this)::value);
    this.programs = new Programs(this);
  }

  /** Walks through a text. */
  void run(Fragment text, Scope scope) {
    if (depth < MAX_DEPTH) {
      depth++;
      run(ShellParser.parse(text), scope);
      depth--;
    }
  }

  void run(List<Command> list, Scope scope) {
    for (Command command : list) {
      if (scope.ended || ++commands > MAX_COMMANDS) {
        return;
      }
      execute(command, scope, true);
    }
  }

  /**
   * Puts all that follows under a condition of a CI file.
   *
   * @return whether it can hold
   */
  boolean under(Optional<String> expression, Scope scope) {
    if (expression.isPresent()) {
      Optional<Boolean> holds = Expressions.holds(expression.get(), scope);
      if (holds.isEmpty()) {
        conditions.push(expression.get());
      }
      return holds.orElse(true);
    }
    return true;
  }

  /** Walks through what runs only where a condition holds. */
  void run(List<Command> list, String condition, Scope scope) {
    conditions.push(condition);
    run(list, scope);
    conditions.pop();
  }

  /** Takes a condition for granted that stands around the text. */
  void assume(String condition) {
    conditions.push(condition);
  }

  /** Follows words that something other than a shell starts. */
  void start(List<Field> words, String text, Scope scope) {
    if (words.isEmpty()) {
      return;
    }
    Fragment none = Fragment.at(new SourceText(scope.script, text), text, 0);
    Command.Simple command =
        new Command.Simple(List.of(), List.of(), List.of(), none, 0, text.length());
    programs.start(new Started(command, words, true), scope);
  }

  /** The texts of the conditions that hold here. */
  Optional<String> condition() {
    List<String> outerFirst = new ArrayList<>(conditions);
    java.util.Collections.reverse(outerFirst);
    return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", outerFirst));
  }

  /**
   * @param plain whether nothing pipes or decides about it
   */
  private void execute(Command command, Scope scope, boolean plain) {
    if (command instanceof Command.Simple simple) {
      simple(simple, scope, plain);
    } else if (command instanceof Command.Pipeline pipeline) {
      pipeline(pipeline, scope);
    } else if (command instanceof Command.Chain chain) {
      chain(chain, scope);
    } else if (command instanceof Command.Block block) {
      block(block, scope);
    } else if (command instanceof Command.If choice) {
      choice(choice, scope);
    } else if (command instanceof Command.Repeat repeat) {
      repeat(repeat, scope);
    } else if (command instanceof Command.For loop) {
      Loops.run(loop, scope, this);
    } else if (command instanceof Command.Case cases) {
      cases(cases, scope);
    } else if (command instanceof Command.Function function) {
      scope.functions.put(function.name(), function.body());
    }
  }

  private void simple(Command.Simple simple, Scope scope, boolean plain) {
    // A pattern means files that only the shell finds.
    boolean isPlain =
        plain
            && simple.redirects().isEmpty()
            && simple.words().stream().noneMatch(Loops::isPattern);
    if (simple.words().isEmpty()) {
      simple.assignments().forEach(a -> assign(a, scope));
      return;
    }
    List<Field> fields = expander.fields(simple.words(), scope);
    if (Builtins.declares(simple.words().get(0).text())) {
      simple.assignments().forEach(a -> assign(a, scope));
      Builtins.declare(simple, fields, scope, this);
      return;
    }
    Scope inner = scope;
    if (!simple.assignments().isEmpty()) {
      inner = scope.copy();
      for (Command.Assignment a : simple.assignments()) {
        assign(a, inner);
        inner.export(a.name());
      }
    }
    if (fields.isEmpty()) {
      return;
    }
    CrontabTexts.redirected(simple, fields, inner, this);
    programs.start(new Started(simple, fields, isPlain), inner);
    if (inner != scope && inner.ended) {
      scope.ended = true;
    }
  }

  private void assign(Command.Assignment a, Scope scope) {
    if (a.value().isEmpty()) {
      scope.set(a.name(), expander.fields(a.items(), scope).stream().map(Field::value).toList());
      return;
    }
    Value value = expander.value(a.value().get(), scope);
    scope.set(
        a.name(),
        a.append() ? scope.get(a.name()).then(value) : value,
        a.text(),
        Optional.of(a.at()));
  }

  private void pipeline(Command.Pipeline pipeline, Scope scope) {
    CrontabTexts.piped(pipeline, scope, this);
    for (Command part : pipeline.parts()) {
      boolean alone = pipeline.parts().size() == 1;
      execute(part, alone ? scope : scope.copy(), false);
    }
  }

  private void chain(Command.Chain chain, Scope scope) {
    int pushed = 0;
    Scope now = scope;
    Command.Link before = chain.links().get(0);
    execute(before.command(), now, true);
    for (Command.Link link : chain.links().subList(1, chain.links().size())) {
      Optional<Boolean> holds = Conditions.holds(before.command(), now, this);
      boolean isAnd = link.operator().equals("&&");
      boolean skipped = holds.isPresent() && holds.get() != isAnd;
      boolean decides = Conditions.decides(before.command()) || !isAnd;
      if (!skipped) {
        if (decides && holds.isEmpty()) {
          conditions.push(isAnd ? before.text() : "not " + before.text());
          pushed++;
        }
        if (pushed > 0) {
          Scope branch = now.copy();
          branch.ended = false;
          execute(link.command(), branch, true);
          String text = condition().orElse("");
          // What a chain assigns under a condition is only a possibility.
          Scope other = now.copy();
          if (!now.ended) {
            other.join(branch, text);
            now.take(other);
          }
        } else {
          execute(link.command(), now, true);
        }
        before = link;
      }
    }
    for (int i = 0; i < pushed; i++) {
      conditions.pop();
    }
  }

  private void block(Command.Block block, Scope scope) {
    Scope inner = block.subshell() ? scope.copy() : scope;
    run(block.commands(), inner);
  }

  private void choice(Command.If choice, Scope scope) {
    Scope rest = scope.copy();
    List<Scope> ways = new ArrayList<>();
    StringBuilder texts = new StringBuilder();
    int pushed = 0;
    boolean decided = false;
    for (Command.Branch branch : choice.branches()) {
      run(branch.condition(), rest);
      Optional<Boolean> holds = Conditions.holds(branch.condition(), rest, this);
      if (holds.equals(Optional.of(false))) {
        continue;
      }
      if (holds.isPresent()) {
        run(branch.body(), rest);
        decided = true;
        break;
      }
      texts.append(branch.text()).append('\n');
      Scope way = rest.copy();
      run(branch.body(), branch.text(), way);
      ways.add(way);
      conditions.push("not " + branch.text());
      pushed++;
    }
    if (!decided) {
      run(choice.otherwise(), rest);
    }
    for (int i = 0; i < pushed; i++) {
      conditions.pop();
    }
    merge(scope, rest, ways, texts.toString());
  }

  private static void merge(Scope scope, Scope first, List<Scope> ways, String texts) {
    scope.take(first);
    for (Scope way : ways) {
      scope.join(way, texts);
    }
  }

  private void repeat(Command.Repeat repeat, Scope scope) {
    run(repeat.condition(), scope);
    Scope inner = scope.copy();
    run(repeat.body(), repeat.text(), inner);
    Scope after = scope.copy();
    after.join(inner, repeat.text());
    if (!inner.ended) {
      scope.take(after);
    }
  }

  private void cases(Command.Case cases, Scope scope) {
    Value subject = expander.value(cases.subject(), scope);
    Scope before = scope.copy();
    List<Scope> ways = new ArrayList<>();
    for (Command.Arm arm : cases.arms()) {
      Optional<Boolean> matches = Conditions.matches(arm.patterns(), subject, scope, this);
      if (matches.equals(Optional.of(false))) {
        continue;
      }
      if (matches.isPresent() && ways.isEmpty()) {
        run(arm.body(), scope);
        return;
      }
      String patterns = String.join("|", arm.patterns().stream().map(Word::text).toList());
      String text = "case " + cases.subject().text() + " in " + patterns;
      Scope way = before.copy();
      run(arm.body(), text, way);
      ways.add(way);
    }
    merge(scope, before, ways, cases.subject().text());
  }

  /** Runs a function with arguments of its own. */
  void function(Command body, List<Field> arguments, Scope scope) {
    if (depth >= MAX_DEPTH) {
      return;
    }
    depth++;
    Optional<List<Field>> outer = scope.arguments;
    scope.arguments = Optional.of(arguments);
    boolean ended = scope.ended;
    execute(body, scope, true);
    // `return` ends the function alone.
    scope.ended = ended;
    scope.arguments = outer;
    depth--;
  }

  /** Notes a call of Meltano. */
  void call(Span at, List<Field> fields, Scope scope, String text) {
    context.findings.call(unit, at, fields, scope, condition(), text);
  }

  /** Notes a call whose words are not known. */
  void unclear(Span at, String text, String why) {
    context.findings.unclear(unit, at, text, why);
  }

  /** Notes that more than what is found may run here; it counts where something else is found. */
  void open(Span at, String text, String why) {
    context.findings.open(unit, at, text, why);
  }

  /** Notes another program. */
  void step(List<Field> fields, Scope scope, boolean plain, String text) {
    context.findings.step(unit, fields.get(0).at(), fields, scope, plain, condition(), text);
  }

  /** Notes that a script of the project is started. */
  void invoked(String script, Span program, Field path, List<Field> arguments, Scope scope) {
    invoked(script, Optional.empty(), arguments, scope, false, program, path.at());
  }

  /** Notes that a target of this file is started before what follows. */
  void needs(
      String file, String target, List<Field> arguments, Scope scope, boolean once, Span at) {
    invoked(file, Optional.of(target), arguments, scope, once, at, at);
  }

  void invoked(
      String script,
      Optional<String> target,
      List<Field> arguments,
      Scope scope,
      boolean once,
      Span program,
      Span at) {
    if (unit.kind() == UnitKind.DOCUMENT) {
      // What a document shows by way of example decides nothing.
      return;
    }
    context.invocations.add(
        new Invocation(
            script,
            target,
            arguments,
            scope.copy(),
            unit,
            context.findings.next(unit),
            context.findings.around(condition()),
            once,
            program,
            at));
  }

  /** A command that starts a program. */
  record Started(Command.Simple command, List<Field> fields, boolean plain) {
    Started with(List<Field> rest) {
      return new Started(command, rest, plain);
    }

    String text() {
      return command.text();
    }
  }
}
