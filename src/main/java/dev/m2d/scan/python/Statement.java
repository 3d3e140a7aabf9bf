package dev.m2d.scan.python;

import java.util.List;
import java.util.Optional;

/** A statement. */
public sealed interface Statement {

  /** An expression alone. */
  record Plain(Expression expression) implements Statement {}

  /** `target = value`, `target += value`. */
  record Assign(List<Expression> targets, String operator, Expression value) implements Statement {}

  /** A parameter and its default. */
  record Parameter(String name, Optional<Expression> fallback) {}

  /** A function. */
  record Function(
      String name,
      List<Parameter> parameters,
      List<Statement> body,
      List<Expression> decorators,
      int start)
      implements Statement {}

  /** A class. */
  record ClassDefinition(String name, List<Statement> body) implements Statement {}

  /** One way through `if`, with the text of its condition; none for `else`. */
  record Branch(Optional<Expression> condition, String text, List<Statement> body) {}

  /** `if`, `elif`, `else`. */
  record If(List<Branch> branches) implements Statement {}

  /** `for target in items`. */
  record For(Expression target, Expression items, List<Statement> body, String text)
      implements Statement {}

  /** `while`. */
  record While(List<Statement> body, String text) implements Statement {}

  /** `with value as name`. */
  record With(List<Expression> values, List<String> names, List<Statement> body)
      implements Statement {}

  /** `try` and the bodies that belong to it. */
  record Try(List<Statement> body, List<List<Statement>> handlers) implements Statement {}

  /** `return`. */
  record Return(Optional<Expression> value) implements Statement {}

  /** `import` names: local name and full name. */
  record Import(String local, String full) implements Statement {}
}
