package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.naming.DidYouMean;
import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import dev.m2d.render.Rules.Operation;
import dev.m2d.render.Scope.Value;
import freemarker.core.TemplateNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what expressions stand for, by the contract. */
final class ExpressionCheck {

  /** What a condition tells of paths: those that are there when it holds, and when it does not. */
  record Known(Set<String> whenTrue, Set<String> whenFalse) {
    static final Known NOTHING = new Known(Set.of(), Set.of());

    /** Of the opposite. */
    Known turned() {
      return new Known(/* whenTrue= */ whenFalse, /* whenFalse= */ whenTrue);
    }
  }

  /** A name and its value, which only the template of the private file may write. */
  private static final String SECRET = "SecretPlan.assignment";

  private final Contract contract;
  private final Rules rules;
  private final Problems problems;
  private final boolean secrets;
  private final Set<String> read = new HashSet<>();

  /**
   * @param secrets whether the template may write secrets
   */
  ExpressionCheck(Contract contract, Rules rules, Problems problems, boolean secrets) {
    this.secrets = secrets;
    this.contract = contract;
    this.rules = rules;
    this.problems = problems;
  }

  /** Components that were read, as {@code View.component}, and variables. */
  Set<String> read() {
    return read;
  }

  /** What an expression stands for; null when that was reported. */
  @Nullable Value value(TemplateNode node, Scope scope) {
    return switch (node.kind()) {
      case "Identifier" -> {
        Value variable = scope.variables().get(node.symbol());
        if (variable != null) {
          read.add(node.symbol());
        }
        yield variable != null ? variable : component(node, scope.root(), node.symbol());
      }
      case "Dot" -> {
        Value owner = present(node.nodes().get(0), scope);
        String key = (String) node.parameters().get(1);
        if (owner != null && owner.list()) {
          wrong(node, "reads `" + path(node) + "` of " + owner.words());
          yield null;
        }
        yield owner == null ? null : component(node, owner.kind(), key);
      }
      case "StringLiteral" -> Value.of("text");
      case "NumberLiteral" -> Value.of("number");
      case "BooleanLiteral" -> Value.of("truth");
      case "ParentheticalExpression" -> value(node.nodes().get(0), scope);
      case "DefaultToExpression" -> defaulted(node, scope);
      case "ExistsExpression", "ComparisonExpression", "AndExpression", "OrExpression" -> {
        condition(node, scope);
        yield Value.of("truth");
      }
      case "NotExpression" -> {
        condition(node, scope);
        yield Value.of("truth");
      }
      case "MethodCall" -> call(node, scope);
      default -> operation(node, List.of(), scope);
    };
  }

  /** The same of what has to be there. */
  @Nullable Value present(TemplateNode node, Scope scope) {
    Value value = value(node, scope);
    if (value != null && value.optional() && !scope.present().contains(path(node))) {
      wrong(node, "uses `" + path(node) + "` without asking whether it is there");
      return null;
    }
    return value;
  }

  private @Nullable Value defaulted(TemplateNode node, Scope scope) {
    Value value = value(node.nodes().get(0), scope);
    if (node.nodes().size() < 2) {
      wrong(node, "uses `!` without a value for what is absent");
      return null;
    }
    Value other = present(node.nodes().get(1), scope);
    if (value == null || other == null) {
      return null;
    }
    if (value.list() || other.list() || !value.isWritable() || !other.isWritable()) {
      wrong(node, "takes " + other.words() + " where there is no " + value.kind());
      return null;
    }
    return Value.of(value.kind().equals(other.kind()) ? value.kind() : "code");
  }

  private @Nullable Value call(TemplateNode node, Scope scope) {
    List<TemplateNode> nodes = node.nodes();
    return operation(nodes.get(0), nodes.subList(1, nodes.size()), scope);
  }

  private @Nullable Value operation(TemplateNode node, List<TemplateNode> given, Scope scope) {
    Operation operation = rules.operation(node.symbol()).orElse(null);
    if (operation == null || node.nodes().isEmpty()) {
      return null; // Said by AllowedCheck.
    }
    TemplateNode of = node.nodes().get(0);
    Value value = operation.of().equals("any") ? value(of, scope) : present(of, scope);
    if (value == null) {
      return null;
    }
    boolean fits =
        switch (operation.of()) {
          case "any" -> true;
          case "list" -> value.list() && (given.isEmpty() || value.kind().equals("text"));
          case "item" -> scope.variables().containsKey(of.symbol());
          default -> value.is(operation.of());
        };
    if (!fits || given.size() != operation.arguments()) {
      wrong(
          node,
          "asks `"
              + path(of)
              + "`, which is "
              + value.words()
              + ", for `"
              + node.symbol()
              + "`"
              + (fits ? " without its argument" : ""));
      return null;
    }
    for (TemplateNode argument : given) {
      Value text = present(argument, scope);
      if (text != null && !text.is("text")) {
        wrong(argument, "gives " + text.words() + " to `" + node.symbol() + "`");
      }
    }
    String gives = operation.gives();
    return new Value(gives.equals("item") ? value.kind() : gives, false, operation.mayLack());
  }

  /** Checks a condition; tells what it knows. */
  Known condition(TemplateNode node, Scope scope) {
    List<TemplateNode> nodes = node.nodes();
    switch (node.kind()) {
      case "ExistsExpression" -> {
        value(nodes.get(0), scope);
        return new Known(Set.of(path(nodes.get(0))), Set.of());
      }
      case "ParentheticalExpression" -> {
        return condition(nodes.get(0), scope);
      }
      case "NotExpression" -> {
        Known inner = condition(nodes.get(0), scope);
        return inner.turned();
      }
      case "AndExpression" -> {
        Known left = condition(nodes.get(0), scope);
        Known right = condition(nodes.get(1), scope.knowing(left.whenTrue()));
        return new Known(both(left.whenTrue(), right.whenTrue()), Set.of());
      }
      case "OrExpression" -> {
        Known left = condition(nodes.get(0), scope);
        Known right = condition(nodes.get(1), scope.knowing(left.whenFalse()));
        return new Known(Set.of(), both(left.whenFalse(), right.whenFalse()));
      }
      case "ComparisonExpression" -> comparison(node, scope);
      default -> {
        Value value = value(node, scope);
        if (value != null && (value.optional() || !value.is("truth"))) {
          wrong(node, "decides by `" + path(node) + "`, which is " + value.words());
        } else if (node.symbol().equals("?has_content")) {
          return new Known(Set.of(path(nodes.get(0))), Set.of());
        }
      }
    }
    return Known.NOTHING;
  }

  private void comparison(TemplateNode node, Scope scope) {
    Value left = present(node.nodes().get(0), scope);
    Value right = present(node.nodes().get(1), scope);
    if (left == null || right == null) {
      return;
    }
    boolean equality = Set.of("==", "=", "!=").contains(node.symbol());
    boolean comparable = left.is("number") || (equality && (left.is("text") || left.is("truth")));
    if (!comparable) {
      wrong(node, "compares `" + path(node.nodes().get(0)) + "`, which is " + left.words());
    } else if (!right.is(left.kind())) {
      wrong(node, "compares " + left.words() + " with " + right.words());
    }
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private @Nullable Value component(TemplateNode node, String owner, String key) {
    View view = contract.views().get(owner);
    Component component = view == null ? null : view.components().get(key);
    if (view == null) {
      wrong(node, "reads `" + path(node) + "` of a " + owner);
    } else if (component == null) {
      wrong(
          node,
          "reads `"
              + path(node)
              + "`; "
              + owner
              + (rules.equals(Rules.SHIPPED) ? " (" + view.source() + ")" : "")
              + " has "
              + String.join(", ", view.components().keySet())
              + "."
              + DidYouMean.hint(key, view.components().keySet()));
    } else if ((owner + "." + key).equals(SECRET) && !secrets) {
      problems.add(
          Code.M2D622,
          node,
          "The template writes secrets to a file that is committed. They belong in `.env` alone.");
      return null;
    } else {
      read.add(owner + "." + key);
    }
    return component == null
        ? null
        : new Value(component.kind(), component.list(), component.optional());
  }

  /** As it is written. */
  static String path(TemplateNode node) {
    List<TemplateNode> nodes = node.nodes();
    return switch (node.kind()) {
      case "Dot" -> path(nodes.get(0)) + "." + node.parameters().get(1);
      case "ParentheticalExpression" -> path(nodes.get(0));
      case "Identifier", "StringLiteral", "NumberLiteral", "BooleanLiteral" -> node.symbol();
      case "MethodCall", "DefaultToExpression" -> path(nodes.get(0));
      default ->
          node.symbol().startsWith("?") && !nodes.isEmpty()
              ? path(nodes.get(0)) + node.symbol()
              : node.symbol();
    };
  }

  void wrong(TemplateNode node, String what) {
    String end = what.endsWith("?") || what.endsWith(".") ? "" : ".";
    problems.add(Code.M2D621, node, "The template " + what + end);
  }
}
