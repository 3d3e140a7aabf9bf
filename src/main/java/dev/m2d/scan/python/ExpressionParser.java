package dev.m2d.scan.python;

import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads expressions; what it does not know it takes as one it does not follow. */
final class ExpressionParser {

  private static final int MAX_DEPTH = 60;
  private static final Map<String, Integer> POWER =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("and", 2),
          Map.entry("in", 3),
          Map.entry("is", 3),
          Map.entry("not", 3),
          Map.entry("==", 3),
          Map.entry("!=", 3),
          Map.entry("<", 3),
          Map.entry(">", 3),
          Map.entry("<=", 3),
          Map.entry(">=", 3),
          Map.entry("|", 4),
          Map.entry("^", 4),
          Map.entry("&", 4),
          Map.entry("<<", 5),
          Map.entry(">>", 5),
          Map.entry("+", 6),
          Map.entry("-", 6),
          Map.entry("*", 7),
          Map.entry("/", 7),
          Map.entry("//", 7),
          Map.entry("%", 7),
          Map.entry("@", 7),
          Map.entry("**", 8));
  private static final Set<String> CONSTANTS = Set.of("True", "False", "None");

  private final Fragment text;
  private final List<Token> tokens;
  int at;
  private int depth;

  ExpressionParser(Fragment text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(Math.min(at, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean take(String operator) {
    if (peek().is(operator)) {
      next();
      return true;
    }
    return false;
  }

  /** An expression, or several separated by commas, which are a tuple. */
  Expression tuple() {
    Expression first = expression();
    if (!peek().is(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (take(",")) {
      if (peek().kind() == Token.Kind.NEWLINE
          || peek().is("=")
          || peek().is(")")
          || peek().is(":")) {
        break;
      }
      items.add(expression());
    }
    return new Expression.Items(items, first.start(), items.get(items.size() - 1).end());
  }

  Expression expression() {
    if (++depth > MAX_DEPTH) {
      depth--;
      Token token = next();
      return new Expression.Other(token.start(), token.end());
    }
    Expression value = binary(0);
    if (peek().is("if")) {
      next();
      Expression condition = binary(0);
      Expression other = take("else") ? expression() : condition;
      value = new Expression.Binary("if", value, other, value.start(), other.end());
    }
    depth--;
    return value;
  }

  private Expression binary(int least) {
    Expression left = unary();
    while (true) {
      Token operator = peek();
      Integer power = POWER.get(operator.text());
      boolean isOperator =
          operator.kind() == Token.Kind.OPERATOR || operator.kind() == Token.Kind.NAME;
      if (!isOperator || power == null || power < least) {
        return left;
      }
      next();
      if (operator.text().equals("is") || operator.text().equals("not")) {
        if (!take("not")) {
          take("in");
        }
      }
      Expression right = binary(power + 1);
      left = new Expression.Binary(operator.text(), left, right, left.start(), right.end());
    }
  }

  private Expression unary() {
    Token token = peek();
    if (token.is("not") || token.is("-") || token.is("+") || token.is("~") || token.is("await")) {
      next();
      Expression of = guarded();
      return token.is("await") ? of : new Expression.Other(token.start(), of.end());
    }
    if (token.is("*") || token.is("**")) {
      next();
      Expression of = guarded();
      return new Expression.Unpacked(of, token.start(), of.end());
    }
    return postfix(atom());
  }

  private Expression guarded() {
    if (++depth > MAX_DEPTH) {
      depth--;
      Token token = next();
      return new Expression.Other(token.start(), token.end());
    }
    Expression of = unary();
    depth--;
    return of;
  }

  private Expression postfix(Expression atom) {
    Expression value = atom;
    while (true) {
      if (take(".")) {
        Token name = next();
        value = new Expression.Attribute(value, name.text(), value.start(), name.end());
      } else if (peek().is("(")) {
        next();
        List<Expression.Argument> arguments = arguments();
        value = new Expression.Call(value, arguments, value.start(), tokens.get(at - 1).end());
      } else if (peek().is("[")) {
        next();
        Expression index = peek().is("]") ? new Expression.Other(0, 0) : slice();
        skipTo("]");
        value = new Expression.Item(value, index, value.start(), tokens.get(at - 1).end());
      } else {
        return value;
      }
    }
  }

  /** An index, or `from:to` as the operator `:`. */
  private Expression slice() {
    Token first = peek();
    Expression from = first.is(":") ? new Expression.Other(first.start(), first.start()) : tuple();
    if (!take(":")) {
      return from;
    }
    Token second = peek();
    boolean open = second.is("]") || second.is(":");
    Expression to = open ? new Expression.Other(second.start(), second.start()) : expression();
    return new Expression.Binary(":", from, to, first.start(), to.end());
  }

  private List<Expression.Argument> arguments() {
    List<Expression.Argument> list = new ArrayList<>();
    while (!peek().is(")") && peek().kind() != Token.Kind.END) {
      int before = at;
      Token first = peek();
      boolean named =
          first.kind() == Token.Kind.NAME
              && tokens.get(Math.min(at + 1, tokens.size() - 1)).is("=");
      if (named) {
        next();
        next();
        list.add(new Expression.Argument(Optional.of(first.text()), expression()));
      } else {
        Expression value = expression();
        Optional<String> name =
            value instanceof Expression.Unpacked ? Optional.of(first.text()) : Optional.empty();
        Expression plain = value instanceof Expression.Unpacked u ? u.of() : value;
        list.add(new Expression.Argument(name, comprehension(plain)));
      }
      if (!take(",") && !peek().is(")") && at == before) {
        next();
      }
    }
    take(")");
    return list;
  }

  /** `x for y in z` is not followed. */
  private Expression comprehension(Expression value) {
    if (!peek().is("for") && !peek().is("async")) {
      return value;
    }
    int deep = 0;
    while (peek().kind() != Token.Kind.END) {
      if (deep == 0 && (peek().is(")") || peek().is("]") || peek().is("}"))) {
        break;
      }
      Token token = next();
      deep += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
      deep -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
    }
    return new Expression.Other(value.start(), peek().start());
  }

  private Expression atom() {
    Token token = peek();
    if (token.kind() == Token.Kind.STRING) {
      return string();
    }
    if (token.is("(") || token.is("[")) {
      return items(token.is("(") ? ")" : "]");
    }
    if (token.is("{")) {
      return dict();
    }
    if (token.is("lambda")) {
      while (!peek().is(":")
          && peek().kind() != Token.Kind.NEWLINE
          && peek().kind() != Token.Kind.END) {
        next();
      }
      take(":");
      Expression body = expression();
      return new Expression.Other(token.start(), body.end());
    }
    if (token.kind() == Token.Kind.NEWLINE
        || token.kind() == Token.Kind.END
        || token.kind() == Token.Kind.DEDENT
        || token.is(")")
        || token.is("]")
        || token.is("}")) {
      return new Expression.Other(token.start(), token.start());
    }
    next();
    if (token.kind() == Token.Kind.NUMBER || CONSTANTS.contains(token.text())) {
      return new Expression.Constant(token.text(), token.start(), token.end());
    }
    return token.kind() == Token.Kind.NAME
        ? new Expression.Name(token.text(), token.start(), token.end())
        : new Expression.Other(token.start(), token.end());
  }

  private Expression items(String close) {
    int start = next().start();
    List<Expression> items = new ArrayList<>();
    boolean comma = close.equals("]");
    while (!peek().is(close) && peek().kind() != Token.Kind.END) {
      int before = at;
      items.add(comprehension(expression()));
      if (take(",")) {
        comma = true;
      } else if (!peek().is(close) && at == before) {
        next();
      }
    }
    int end = next().end();
    boolean comprehends =
        items.size() == 1 && items.get(0) instanceof Expression.Other && close.equals("]");
    if (comprehends) {
      return new Expression.Other(start, end);
    }
    return comma || items.isEmpty() ? new Expression.Items(items, start, end) : items.get(0);
  }

  private Expression dict() {
    int start = next().start();
    List<Expression.Entry> entries = new ArrayList<>();
    List<Expression> items = new ArrayList<>();
    while (!peek().is("}") && peek().kind() != Token.Kind.END) {
      int before = at;
      Expression key = expression();
      if (key instanceof Expression.Unpacked unpacked) {
        entries.add(new Expression.Entry(Optional.empty(), unpacked.of()));
      } else if (take(":")) {
        entries.add(new Expression.Entry(Optional.of(key), comprehension(expression())));
      } else {
        items.add(comprehension(key));
      }
      if (!take(",") && !peek().is("}") && at == before) {
        next();
      }
    }
    int end = next().end();
    return items.isEmpty()
        ? new Expression.Dict(entries, start, end)
        : new Expression.Items(items, start, end);
  }

  private void skipTo(String close) {
    int deep = 0;
    while (peek().kind() != Token.Kind.END) {
      if (deep == 0 && peek().is(close)) {
        next();
        return;
      }
      Token token = next();
      deep += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
      deep -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
    }
  }

  private Expression string() {
    int start = peek().start();
    int end = start;
    List<Expression.Piece> pieces = new ArrayList<>();
    while (peek().kind() == Token.Kind.STRING) {
      Token token = next();
      end = token.end();
      pieces.addAll(Strings.pieces(text, token, depth));
    }
    return new Expression.Text(pieces, start, end);
  }
}
