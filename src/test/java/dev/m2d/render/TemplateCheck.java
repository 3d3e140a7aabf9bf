package dev.m2d.render;

import dev.m2d.render.TemplateContract.Component;
import dev.m2d.render.TemplateContract.View;
import freemarker.core.TemplateNode;
import freemarker.template.Configuration;
import freemarker.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a template against the contract: names, kinds, absent values, and what it may do at all.
 */
final class TemplateCheck {

  private static final Set<String> ELEMENTS =
      Set.of(
          "#mixed_content",
          "#text",
          "#--...--",
          "${...}",
          "#if",
          "#elseif",
          "#else",
          "#if-#elseif-#else-container",
          "#list",
          "#items",
          "#sep",
          "#t",
          "#macro",
          "@");

  private static final Set<String> LANGUAGE = Set.of("text", "code", "number");

  /** What a name or a path stands for; an optional one is absent unless it was asked for. */
  private record Value(String kind, boolean list, boolean optional) {}

  private final String name;
  private final TemplateContract contract;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, TemplateNode> macros = new HashMap<>();

  private TemplateCheck(String name, TemplateContract contract) {
    this.name = name;
    this.contract = contract;
  }

  /**
   * The problems of a template, one a line.
   *
   * @param view name of the record at its root
   */
  static List<String> check(String name, String text, String view, TemplateContract contract)
      throws IOException {
    TemplateCheck check = new TemplateCheck(name, contract);
    TemplateNode root =
        TemplateNode.of(new Template(name, text, new Configuration(Configuration.VERSION_2_3_34)));
    root.children().stream()
        .filter(n -> n.symbol().equals("#macro"))
        .forEach(n -> check.macros.put((String) n.parameters().get(0), n));
    check.walk(root, new Scope(view, Map.of(), Set.of()));
    return check.problems;
  }

  /** The record at the root, the variables, and the paths that are known not to be absent. */
  private record Scope(String root, Map<String, Value> variables, Set<String> present) {

    Scope with(String variable, Value value) {
      Map<String, Value> all = new HashMap<>(variables);
      all.put(variable, value);
      return new Scope(root, all, present);
    }

    Scope knowing(@Nullable String path) {
      if (path == null) {
        return this;
      }
      Set<String> all = new HashSet<>(present);
      all.add(path);
      return new Scope(root, variables, all);
    }
  }

  private void walk(TemplateNode node, Scope scope) {
    if (!ELEMENTS.contains(node.symbol())) {
      report(node, "uses " + node.symbol());
      return;
    }
    switch (node.symbol()) {
      case "${...}" -> interpolation(expression(node, 0), scope);
      case "#if", "#elseif" -> {
        condition(expression(node, 0), scope);
        children(node, scope.knowing(asked(expression(node, 0))));
      }
      case "#list" -> list(node, scope);
      case "#macro" -> {} // Looked at where it is called, when its parameters are known.
      case "@" -> call(node, scope);
      default -> children(node, scope);
    }
  }

  private void children(TemplateNode node, Scope scope) {
    node.children().forEach(child -> walk(child, scope));
  }

  private void interpolation(TemplateNode expression, Scope scope) {
    Value value = value(expression, scope);
    if (value != null && (value.list() || !LANGUAGE.contains(value.kind()))) {
      report(expression, "writes `" + path(expression) + "`, which is " + words(value));
    } else if (value != null && value.optional() && !scope.present().contains(path(expression))) {
      report(expression, "writes `" + path(expression) + "` without asking whether it is there");
    }
  }

  private void condition(TemplateNode node, Scope scope) {
    switch (node.kind()) {
      case "ExistsExpression", "has_contentBI" -> value(expression(node, 0), scope);
      case "ParentheticalExpression" -> condition(expression(node, 0), scope);
      case "ComparisonExpression" -> {
        Value value = value(expression(node, 0), scope);
        if (value != null && !value.kind().equals("number")) {
          report(node, "compares `" + path(expression(node, 0)) + "`, which is " + words(value));
        }
      }
      case "Identifier", "Dot" -> {
        Value value = value(node, scope);
        if (value != null && (value.list() || value.optional() || !value.kind().equals("truth"))) {
          report(node, "decides by `" + path(node) + "`, which is " + words(value));
        }
      }
      default -> report(node, "decides by " + node.symbol());
    }
  }

  private void list(TemplateNode node, Scope scope) {
    TemplateNode listed = expression(node, 0);
    Value value = value(listed, scope);
    if (value == null) {
      return;
    }
    if (!value.list()) {
      report(listed, "lists `" + path(listed) + "`, which is " + words(value));
      return;
    }
    Value item = new Value(value.kind(), false, false);
    if (node.parameters().size() > 1) {
      children(node, scope.with((String) node.parameters().get(1), item));
    } else {
      for (TemplateNode child : node.children()) {
        boolean items = child.symbol().equals("#items");
        if (items) {
          children(child, scope.with((String) child.parameters().get(0), item));
        } else {
          walk(child, scope);
        }
      }
    }
  }

  private void call(TemplateNode node, Scope scope) {
    String called = expression(node, 0).symbol();
    TemplateNode macro = macros.get(called);
    if (macro == null) {
      report(node, "calls `" + called + "`, which is not there");
      return;
    }
    Scope inside = new Scope(scope.root(), Map.of(), Set.of());
    for (int i = 1; i < node.parameters().size(); i++) {
      if (node.parameters().get(i) instanceof TemplateNode argument) {
        Value value = value(argument, scope);
        if (value != null) {
          inside = inside.with((String) macro.parameters().get(i), value);
        }
      }
    }
    children(macro, inside);
  }

  /** What an expression stands for; null when that was reported. */
  private @Nullable Value value(TemplateNode node, Scope scope) {
    if (node.kind().equals("Identifier")) {
      Value variable = scope.variables().get(node.symbol());
      return variable != null ? variable : component(node, scope.root(), node.symbol());
    }
    if (node.kind().equals("Dot")) {
      Value owner = value(expression(node, 0), scope);
      String key = (String) node.parameters().get(1);
      return owner == null ? null : component(node, owner.kind(), key);
    }
    report(node, "computes with " + node.symbol());
    return null;
  }

  private @Nullable Value component(TemplateNode node, String owner, String key) {
    View view = contract.views().get(owner);
    Component component = view == null ? null : view.components().get(key);
    if (view == null) {
      report(node, "reads `" + path(node) + "` of a " + owner);
    } else if (component == null) {
      report(
          node,
          "reads `"
              + path(node)
              + "`; "
              + owner
              + " ("
              + view.source()
              + ") has "
              + String.join(", ", view.components().keySet()));
    }
    return component == null
        ? null
        : new Value(component.kind(), component.list(), component.optional());
  }

  /** The path that a condition tells to be there. */
  private static @Nullable String asked(TemplateNode condition) {
    boolean asks = condition.kind().equals("ExistsExpression");
    return asks ? path(expression(condition, 0)) : null;
  }

  private static String path(TemplateNode node) {
    return node.kind().equals("Dot")
        ? path(expression(node, 0)) + "." + node.parameters().get(1)
        : node.symbol();
  }

  private static TemplateNode expression(TemplateNode node, int index) {
    return (TemplateNode) node.parameters().get(index);
  }

  private static String words(Value value) {
    return (value.optional() ? "an optional " : "a ")
        + (value.list() ? "list of " : "")
        + value.kind();
  }

  private void report(TemplateNode node, String problem) {
    problems.add("templates/" + name + ":" + node.line() + ":" + node.column() + " " + problem);
  }
}
