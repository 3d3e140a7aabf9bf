package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import freemarker.core.TemplateNode;
import java.util.Map;

/** Finds what a template may not use, wherever it stands, also where it is never reached. */
final class AllowedCheck {

  /** Words about what people try first. */
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("?no_esc", "A value is always written as a complete value of the language."),
          Map.entry("#outputformat", "The name of the template tells its language."),
          Map.entry("#noautoesc", "A value is always written as a complete value of the language."),
          Map.entry("#autoesc", "Values are always written as complete values of the language."),
          Map.entry("#escape", "Values are always written as complete values of the language."),
          Map.entry("#import", "Only the built-in of the same path can be taken over."),
          Map.entry("#setting", "The settings are the same for all templates."),
          Map.entry("..", "Lists are those of the plan."),
          Map.entry("+", "Write the parts one after the other."),
          Map.entry("dynamic \"...\"", "Write the parts one after the other."),
          Map.entry("#nested", "Macros take no body."),
          Map.entry("#function", "Use a macro."));

  private final Rules rules;
  private final Problems problems;

  AllowedCheck(Rules rules, Problems problems) {
    this.rules = rules;
    this.problems = problems;
  }

  /** Looks at an element and all within it. */
  void element(TemplateNode node) {
    if (!rules.elements().contains(node.symbol())) {
      report(node, "uses `" + node.symbol() + "`");
      return;
    }
    if (node.symbol().equals("#assign") || node.symbol().equals("#local")) {
      assignment(node);
    }
    if (node.symbol().equals("@") && !node.children().isEmpty()) {
      report(node.children().get(0), "gives a macro a body");
    }
    node.nodes().forEach(this::expression);
    node.children().forEach(this::element);
  }

  private void assignment(TemplateNode node) {
    if (node.kind().equals("BlockAssignment")) {
      report(node, "assigns a block of output");
    } else if (node.nodes().size() > 1) {
      report(node, "assigns to a namespace");
    } else if (!node.words("assignment operator").stream().allMatch("="::equals)) {
      report(node, "computes in an assignment");
    }
  }

  private void expression(TemplateNode node) {
    if (node.kind().equals("MethodCall")) {
      if (!call(node)) {
        return;
      }
    } else if (node.symbol().startsWith("?") && !node.symbol().equals("??")) {
      if (rules.operation(node.symbol()).isEmpty()) {
        report(node, "computes with `" + node.symbol().replace("(...)", "") + "`");
        return;
      }
    } else if (!rules.expressions().contains(node.kind()) || isDynamic(node)) {
      report(node, "computes with `" + node.symbol() + "`");
      return;
    }
    node.nodes().forEach(this::expression);
  }

  private static boolean isDynamic(TemplateNode node) {
    return node.kind().equals("StringLiteral") && node.words("text").isEmpty();
  }

  /** Only of operations, with as many arguments as they take. */
  private boolean call(TemplateNode node) {
    TemplateNode callee = node.nodes().get(0);
    int given = node.nodes().size() - 1;
    if (!callee.symbol().startsWith("?")) {
      report(node, "computes with `...(...)`");
      return false;
    }
    if (rules.operation(callee.symbol()).filter(o -> o.arguments() >= given).isEmpty()) {
      report(node, "computes with `" + callee.symbol() + "(...)`");
      return false;
    }
    return true;
  }

  private void report(TemplateNode node, String what) {
    String key = node.symbol().replace("(...)", "");
    String instead = INSTEAD.get(key);
    String text = "The template " + what + ", which is not for templates.";
    problems.add(Code.M2D622, node, instead == null ? text : text + " " + instead);
  }
}
