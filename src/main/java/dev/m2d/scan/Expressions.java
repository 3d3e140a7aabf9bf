package dev.m2d.scan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of the `${{ expressions }}` of GitHub. */
final class Expressions {

  private static final Pattern OR =
      Pattern.compile("\\(?\\s*([\\w.-]+)\\s*\\)?\\s*\\|\\|\\s*'([^']*)'");
  private static final Pattern EQUAL = Pattern.compile("([\\w.-]+)\\s*(==|!=)\\s*'([^']*)'");

  /** The value of an expression: a name, a text, or a name with a text that stands in for it. */
  static Value value(String expression, Scope scope) {
    if (expression.matches("'[^']*'")) {
      return Value.known(expression.substring(1, expression.length() - 1));
    }
    Matcher or = OR.matcher(expression);
    if (or.matches()) {
      Value value = name(or.group(1), scope);
      boolean nothing = value.isOutside() || value.text().equals(Optional.of(""));
      return nothing ? Value.fallback(or.group(2), value.inputs()) : value;
    }
    if (!expression.matches("[\\w.-]+")) {
      return Value.unknown("it is computed when the workflow runs");
    }
    return name(expression, scope);
  }

  private static Value name(String name, Scope scope) {
    if (scope.has(name)) {
      return scope.get(name);
    }
    return name.startsWith("env.") ? scope.get(name.substring(4)) : Value.outside(name);
  }

  /** Whether a condition holds; empty when that is not known. */
  static Optional<Boolean> holds(String expression, Scope scope) {
    Matcher equal = EQUAL.matcher(expression.strip());
    if (equal.matches()) {
      Value value = name(equal.group(1), scope);
      if (value.isLiteral()) {
        boolean same = value.text().orElse("").equals(equal.group(3));
        return Optional.of(same == equal.group(2).equals("=="));
      }
    }
    return expression.strip().matches("always\\(\\)|success\\(\\)|true|!cancelled\\(\\)")
        ? Optional.of(true)
        : Optional.empty();
  }

  private Expressions() {}
}
