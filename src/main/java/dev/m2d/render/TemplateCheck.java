package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.render.ExpressionCheck.Known;
import dev.m2d.render.Scope.Value;
import freemarker.core.TemplateNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a template against the contract: names, kinds, absent values, and what it may do at all.
 */
final class TemplateCheck {

  /** The template of the file that holds secrets. */
  private static final String PRIVATE = ".env.ftl";

  /** More calls of macros than any template has: each may hold two of the next. */
  private static final int MOST_CALLS = 1_000;

  /**
   * What a check found.
   *
   * @param read components that the template reads, as {@code View.component}
   */
  record Result(List<Diagnostic> problems, Set<String> read) {}

  private final Contract contract;
  private final Problems problems;
  private final ExpressionCheck expressions;
  private final @Nullable BuiltIn builtIn;
  private final Map<String, TemplateNode> macros = new HashMap<>();
  private final Map<String, TemplateNode> assigned = new HashMap<>();
  private final Deque<String> calls = new ArrayDeque<>();
  private final Set<String> called = new HashSet<>();
  private int calling;

  private TemplateCheck(String file, Contract contract, Rules rules, @Nullable BuiltIn builtIn) {
    this.contract = contract;
    this.problems = new Problems(file);
    this.builtIn = builtIn;
    this.expressions = new ExpressionCheck(contract, rules, problems, file.endsWith("/" + PRIVATE));
  }

  /** The template that an override may include. */
  record BuiltIn(String include, Set<String> macros) {}

  /** Checks a template that comes with the tool. */
  static Result shipped(String file, TemplateNode root, String view, Contract contract) {
    TemplateCheck check = new TemplateCheck(file, contract, Rules.SHIPPED, null);
    return check.check(Rules.SHIPPED, root, view);
  }

  /** Checks an override of the template that `builtIn` tells of. */
  static Result override(
      String file, TemplateNode root, String view, Contract contract, BuiltIn builtIn) {
    TemplateCheck check = new TemplateCheck(file, contract, Rules.OVERRIDE, builtIn);
    return check.check(Rules.OVERRIDE, root, view);
  }

  private Result check(Rules rules, TemplateNode root, String view) {
    new AllowedCheck(rules, problems).element(root);
    collectMacros(root);
    walk(root, Scope.of(view));
    if (problems.all().isEmpty()) {
      unused();
    }
    return new Result(List.copyOf(problems.all()), Set.copyOf(expressions.read()));
  }

  /** The names of the macros of a template. */
  static Set<String> macros(TemplateNode root) {
    Set<String> names = new HashSet<>();
    if (root.symbol().equals("#macro")) {
      names.add(macroName(root));
    }
    root.children().forEach(child -> names.addAll(macros(child)));
    return names;
  }

  private static String macroName(TemplateNode macro) {
    return macro.words("assignment target").get(0);
  }

  private void collectMacros(TemplateNode root) {
    boolean includes = includes(root);
    List<TemplateNode> top = root.symbol().equals("#macro") ? List.of(root) : root.children();
    for (TemplateNode node : top) {
      if (node.symbol().equals("#macro")) {
        String name = macroName(node);
        if (macros.put(name, node) != null) {
          expressions.wrong(node, "has two macros `" + name + "`");
        } else if (includes && builtIn != null && builtIn.macros().contains(name)) {
          expressions.wrong(
              node, "has a macro `" + name + "`, as the built-in has; give it another name");
        }
      }
    }
  }

  /** The macros of what is included are there too. */
  private static boolean includes(TemplateNode node) {
    return node.symbol().equals("#include")
        || node.children().stream().anyMatch(TemplateCheck::includes);
  }

  /** Answers what is known after the element. */
  private Scope walk(TemplateNode node, Scope scope) {
    switch (node.symbol()) {
      case "${...}" -> interpolation(node.nodes().get(0), scope);
      case "#if-#elseif-#else-container" -> branches(node, scope);
      case "#if" -> {
        Known known = expressions.condition(node.nodes().get(0), scope);
        children(node, scope.knowing(known.whenTrue()));
        return scope;
      }
      case "#list-#else-container" -> {
        children(node, scope);
        return scope;
      }
      case "#list" -> list(node, scope);
      case "#macro" -> macro(node);
      case "@" -> call(node, scope);
      case "#include" -> include(node, scope);
      case "#assign", "#local" -> {
        return node.kind().equals("Assignment") ? assign(node, scope) : children(node, scope);
      }
      case "#mixed_content" -> {
        return children(node, scope);
      }
      default -> children(node, scope);
    }
    return scope;
  }

  private Scope children(TemplateNode node, Scope scope) {
    Scope now = scope;
    List<TemplateNode> children = node.children();
    for (int i = 0; i < children.size(); i++) {
      TemplateNode child = children.get(i);
      if (i > 0 && i + 1 < children.size() && child.symbol().equals("${...}")) {
        quoted(children.get(i - 1), child, children.get(i + 1), now);
      }
      now = walk(child, now);
    }
    return now;
  }

  /** A text comes with its quotation marks: with further ones it is another text, or code. */
  private void quoted(TemplateNode before, TemplateNode node, TemplateNode after, Scope scope) {
    String left = before.words("content").stream().findFirst().orElse("");
    String right = after.words("content").stream().findFirst().orElse("");
    if (left.isEmpty() || right.isEmpty() || !before.symbol().equals("#text")) {
      return;
    }
    char quote = left.charAt(left.length() - 1);
    String line = left.substring(left.lastIndexOf('\n') + 1);
    TemplateNode written = node.nodes().get(0);
    boolean isText = written.kind().equals("Identifier") || written.kind().equals("Dot");
    if ((quote == '"' || quote == '\'')
        && right.charAt(0) == quote
        && !line.contains("#")
        && builtIn != null
        && !builtIn.include().endsWith(".md.ftl")
        && isText
        && isPlainText(written, scope)) {
      expressions.wrong(
          node,
          "writes `"
              + ExpressionCheck.path(written)
              + "` between quotation marks; it comes with its own");
    }
  }

  private boolean isPlainText(TemplateNode node, Scope scope) {
    Value value = expressions.value(node, scope);
    return value != null && value.is("text");
  }

  private void interpolation(TemplateNode expression, Scope scope) {
    Value value = expressions.value(expression, scope);
    if (value == null) {
      return;
    }
    String path = ExpressionCheck.path(expression);
    if (!value.isWritable()) {
      expressions.wrong(expression, "writes `" + path + "`, which is " + value.words());
    } else if (value.optional() && !scope.present().contains(path)) {
      expressions.wrong(expression, "writes `" + path + "` without asking whether it is there");
    }
  }

  private void branches(TemplateNode node, Scope scope) {
    Scope rest = scope;
    for (TemplateNode branch : node.children()) {
      if (branch.symbol().equals("#else")) {
        children(branch, rest);
      } else {
        Known known = expressions.condition(branch.nodes().get(0), rest);
        children(branch, rest.knowing(known.whenTrue()));
        rest = rest.knowing(known.whenFalse());
      }
    }
  }

  private void list(TemplateNode node, Scope scope) {
    TemplateNode listed = node.nodes().get(0);
    Value value = expressions.present(listed, scope);
    if (value == null) {
      return;
    }
    if (!value.list()) {
      expressions.wrong(
          listed, "lists `" + ExpressionCheck.path(listed) + "`, which is " + value.words());
      return;
    }
    Value item = Value.of(value.kind());
    List<String> variables = node.words("target loop variable");
    Scope inside = scope.inside();
    if (variables.size() > 1) {
      expressions.wrong(node, "lists pairs, and the plan has none");
    } else if (variables.size() == 1) {
      children(node, inside.with(variables.get(0), item));
    } else {
      for (TemplateNode child : node.children()) {
        if (child.symbol().equals("#items")) {
          children(child, inside.with(child.words("target loop variable").get(0), item));
        } else {
          walk(child, inside);
        }
      }
    }
  }

  /** Looked at where it is called, when its parameters are known. */
  private void macro(TemplateNode node) {
    if (!macros.containsValue(node)) {
      expressions.wrong(node, "has a macro that does not stand at the top of the template");
    }
  }

  private void call(TemplateNode node, Scope scope) {
    String name = node.nodes().get(0).symbol();
    TemplateNode macro = macros.get(name);
    if (macro == null) {
      expressions.wrong(node, "calls `" + name + "`, which is not there");
      return;
    }
    called.add(name);
    if (calls.contains(name)) {
      expressions.wrong(node, "has a macro `" + name + "` that calls itself");
      return;
    }
    if (++calling > MOST_CALLS) {
      expressions.wrong(node, "calls macros more than " + MOST_CALLS + " times");
      return;
    }
    List<String> names = macro.words("parameter name");
    List<String> given = node.words("argument name");
    List<TemplateNode> values = node.nodes().subList(1, node.nodes().size());
    Scope inside = scope.macro();
    Set<String> missing = new HashSet<>(names);
    for (int i = 0; i < values.size(); i++) {
      String parameter = i < given.size() ? given.get(i) : i < names.size() ? names.get(i) : "";
      if (!missing.remove(parameter)) {
        expressions.wrong(node, "gives `" + name + "` more than its parameters");
        return;
      }
      Value value = expressions.value(values.get(i), scope);
      if (value != null) {
        boolean known = scope.present().contains(ExpressionCheck.path(values.get(i)));
        inside =
            inside.with(
                parameter, new Value(value.kind(), value.list(), value.optional() && !known));
      } else {
        return;
      }
    }
    for (Map.Entry<String, TemplateNode> entry : defaults(macro).entrySet()) {
      Value value =
          missing.remove(entry.getKey()) ? expressions.present(entry.getValue(), inside) : null;
      inside = value == null ? inside : inside.with(entry.getKey(), value);
    }
    if (!missing.isEmpty()) {
      expressions.wrong(
          node, "calls `" + name + "` without its parameter `" + missing.iterator().next() + "`");
      return;
    }
    calls.push(name);
    children(macro, inside);
    calls.pop();
  }

  /** The values that parameters have where none is given. */
  private static Map<String, TemplateNode> defaults(TemplateNode macro) {
    Map<String, TemplateNode> defaults = new LinkedHashMap<>();
    List<TemplateNode.Part> parts = macro.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).role().equals("parameter default")
          && parts.get(i).value() instanceof TemplateNode value) {
        defaults.put((String) parts.get(i - 1).value(), value);
      }
    }
    return defaults;
  }

  private void include(TemplateNode node, Scope scope) {
    String wanted = builtIn == null ? "" : builtIn.include();
    boolean isWanted =
        node.nodes().size() == 1 && node.nodes().get(0).words("text").contains(wanted);
    if (!isWanted) {
      problems.add(
          Code.M2D622,
          node,
          "The template includes another file than the built-in it stands for. It can include `"
              + wanted
              + "`, nothing else.");
    } else if (!scope.isPlain()) {
      problems.add(
          Code.M2D622,
          node,
          "The template includes the built-in inside of a list or a macro. Include it outside.");
    }
  }

  private Scope assign(TemplateNode node, Scope scope) {
    String name = node.words("assignment target").get(0);
    Value value = expressions.present(node.nodes().get(0), scope);
    Contract.View view = contract.views().get(scope.root());
    if (view != null && view.components().containsKey(name)) {
      expressions.wrong(node, "assigns `" + name + "`, which " + view.name() + " has already");
      return scope;
    }
    if (value == null) {
      return scope;
    }
    assigned.put(name, node);
    return scope.with(name, value);
  }

  private void unused() {
    assigned.forEach(
        (name, node) -> {
          if (!expressions.read().contains(name)) {
            problems.add(Code.M2D628, node, "`" + name + "` is assigned and never read.");
          }
        });
    macros.forEach(
        (name, node) -> {
          if (!called.contains(name)) {
            problems.add(Code.M2D628, node, "The macro `" + name + "` is never called.");
          }
        });
  }
}
