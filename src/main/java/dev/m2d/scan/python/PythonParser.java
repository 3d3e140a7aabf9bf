package dev.m2d.scan.python;

import dev.m2d.scan.text.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads Python text into statements; a line that is no Python is skipped. */
public final class PythonParser {

  private static final int MAX_DEPTH = 60;
  private static final Set<String> ASSIGNING = Set.of("=", "+=", "|=");

  private final Fragment text;
  private final List<Token> tokens;
  private final ExpressionParser in;
  private int depth;

  private PythonParser(Fragment text) {
    this.text = text;
    this.tokens = Tokens.of(text.text());
    this.in = new ExpressionParser(text, tokens);
  }

  /** The statements of a module. */
  public static List<Statement> parse(Fragment text) {
    return new PythonParser(text).statements(false);
  }

  /** Statements up to the end of the block, or of the text. */
  private List<Statement> statements(boolean block) {
    List<Statement> list = new ArrayList<>();
    while (in.peek().kind() != Token.Kind.END) {
      if (in.peek().kind() == Token.Kind.DEDENT) {
        in.next();
        if (block) {
          return list;
        }
        continue;
      }
      if (in.peek().kind() == Token.Kind.NEWLINE || in.peek().is(";")) {
        in.next();
        continue;
      }
      if (in.peek().kind() == Token.Kind.INDENT) {
        in.next();
        list.addAll(statements(true));
        continue;
      }
      int before = in.at;
      list.addAll(statement());
      if (in.at == before) {
        in.next();
      }
    }
    return list;
  }

  private List<Statement> statement() {
    if (depth > MAX_DEPTH) {
      skipLine();
      return List.of();
    }
    depth++;
    List<Statement> result = compound();
    depth--;
    return result;
  }

  private List<Statement> compound() {
    Token first = in.peek();
    if (first.kind() == Token.Kind.NAME) {
      switch (first.text()) {
        case "def" -> {
          return List.of(function(List.of()));
        }
        case "async" -> {
          in.next();
          return compound();
        }
        case "class" -> {
          in.next();
          String name = in.next().text();
          return List.of(new Statement.ClassDefinition(name, block()));
        }
        case "if" -> {
          return List.of(choice());
        }
        case "for" -> {
          return List.of(loop());
        }
        case "while" -> {
          in.next();
          int start = first.start();
          Expression condition = in.expression();
          String shown = text.text().substring(start, Math.max(start, condition.end()));
          return List.of(new Statement.While(block(), shown));
        }
        case "with" -> {
          return List.of(with());
        }
        case "try" -> {
          return List.of(attempt());
        }
        case "return" -> {
          in.next();
          boolean empty = in.peek().kind() == Token.Kind.NEWLINE;
          return List.of(new Statement.Return(empty ? Optional.empty() : Optional.of(in.tuple())));
        }
        case "import", "from" -> {
          return imports();
        }
        case "pass",
            "break",
            "continue",
            "raise",
            "global",
            "nonlocal",
            "del",
            "assert",
            "yield" -> {
          skipLine();
          return List.of();
        }
        default -> {
          return List.of(simple());
        }
      }
    }
    return first.is("@") ? decorated() : List.of(simple());
  }

  private List<Statement> decorated() {
    List<Expression> decorators = new ArrayList<>();
    while (in.take("@")) {
      decorators.add(in.expression());
      while (in.peek().kind() == Token.Kind.NEWLINE) {
        in.next();
      }
    }
    in.take("async");
    if (in.peek().is("def")) {
      return List.of(function(decorators));
    }
    return statement();
  }

  private Statement function(List<Expression> decorators) {
    int start = in.next().start();
    String name = in.next().text();
    List<Statement.Parameter> parameters = new ArrayList<>();
    if (in.take("(")) {
      while (!in.peek().is(")") && in.peek().kind() != Token.Kind.END) {
        Token token = in.next();
        if (token.kind() == Token.Kind.NAME) {
          if (in.take(":")) {
            in.expression();
          }
          Optional<Expression> fallback =
              in.take("=") ? Optional.of(in.expression()) : Optional.empty();
          parameters.add(new Statement.Parameter(token.text(), fallback));
        }
      }
      in.take(")");
    }
    if (in.take("->")) {
      in.expression();
    }
    return new Statement.Function(name, parameters, block(), decorators, start);
  }

  private Statement choice() {
    List<Statement.Branch> branches = new ArrayList<>();
    do {
      int start = in.next().end();
      Expression condition = in.expression();
      String shown = text.text().substring(start, Math.max(start, condition.end())).strip();
      branches.add(new Statement.Branch(Optional.of(condition), shown, block()));
    } while (in.peek().is("elif"));
    if (in.take("else")) {
      branches.add(new Statement.Branch(Optional.empty(), "", block()));
    }
    return new Statement.If(branches);
  }

  private Statement loop() {
    int start = in.next().start();
    // The target ends at `in`, which would otherwise be an operator.
    Expression target = target();
    in.take("in");
    Expression items = in.tuple();
    String shown = text.text().substring(start, Math.max(start, items.end()));
    List<Statement> body = new ArrayList<>(block());
    if (in.peek().is("else")) {
      in.next();
      body.addAll(block());
    }
    return new Statement.For(target, items, body, shown);
  }

  private Expression target() {
    List<Expression> names = new ArrayList<>();
    int start = in.peek().start();
    while (!in.peek().is("in")
        && !in.peek().is(":")
        && in.peek().kind() != Token.Kind.NEWLINE
        && in.peek().kind() != Token.Kind.END) {
      Token token = in.next();
      if (token.kind() == Token.Kind.NAME) {
        names.add(new Expression.Name(token.text(), token.start(), token.end()));
      }
    }
    return names.size() == 1 ? names.get(0) : new Expression.Items(names, start, in.peek().start());
  }

  private Statement with() {
    in.next();
    List<Expression> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    do {
      Expression value = in.expression();
      values.add(value);
      boolean named = in.take("as");
      names.add(named && in.peek().kind() == Token.Kind.NAME ? in.next().text() : "");
    } while (in.take(","));
    if (in.peek().is(")")) {
      in.next();
    }
    return new Statement.With(values, names, block());
  }

  private Statement attempt() {
    in.next();
    List<Statement> body = block();
    List<List<Statement>> handlers = new ArrayList<>();
    while (in.peek().is("except") || in.peek().is("else") || in.peek().is("finally")) {
      boolean always = !in.peek().is("except");
      in.next();
      while (!in.peek().is(":")
          && in.peek().kind() != Token.Kind.NEWLINE
          && in.peek().kind() != Token.Kind.END) {
        in.next();
      }
      List<Statement> part = block();
      if (always) {
        body = new ArrayList<>(body);
        body.addAll(part);
      } else {
        handlers.add(part);
      }
    }
    return new Statement.Try(body, handlers);
  }

  /** What follows a colon: a block, or statements on the same line. */
  private List<Statement> block() {
    while (!in.peek().is(":")
        && in.peek().kind() != Token.Kind.NEWLINE
        && in.peek().kind() != Token.Kind.END) {
      in.next();
    }
    in.take(":");
    if (in.peek().kind() != Token.Kind.NEWLINE) {
      List<Statement> line = new ArrayList<>();
      do {
        line.addAll(statement());
      } while (in.take(";"));
      skipLine();
      return line;
    }
    while (in.peek().kind() == Token.Kind.NEWLINE) {
      in.next();
    }
    if (in.peek().kind() != Token.Kind.INDENT) {
      return List.of();
    }
    in.next();
    return statements(true);
  }

  private Statement simple() {
    Expression first = in.tuple();
    List<Expression> targets = new ArrayList<>();
    if (in.peek().is(":")) {
      in.next();
      in.expression();
    }
    Expression value = first;
    String operator = "";
    while (ASSIGNING.contains(in.peek().text()) && in.peek().kind() == Token.Kind.OPERATOR) {
      operator = in.next().text();
      targets.add(value);
      value = in.tuple();
    }
    if (in.peek().kind() != Token.Kind.NEWLINE && !in.peek().is(";")) {
      skipLine();
    }
    return targets.isEmpty()
        ? new Statement.Plain(value)
        : new Statement.Assign(targets, operator, value);
  }

  private List<Statement> imports() {
    List<Statement> list = new ArrayList<>();
    boolean from = in.next().is("from");
    String module = from ? dotted() : "";
    if (from) {
      in.take("import");
    }
    while (in.peek().kind() != Token.Kind.NEWLINE && in.peek().kind() != Token.Kind.END) {
      if (in.peek().kind() != Token.Kind.NAME || in.peek().is("import")) {
        in.next();
        continue;
      }
      String name = dotted();
      String local = name;
      if (in.take("as")) {
        local = in.next().text();
      }
      list.add(new Statement.Import(local, from ? module + "." + name : name));
    }
    return list;
  }

  private String dotted() {
    StringBuilder name = new StringBuilder();
    while (in.peek().kind() == Token.Kind.NAME && !in.peek().is("import") || in.peek().is(".")) {
      boolean dot = in.peek().is(".");
      if (!dot && name.length() > 0 && name.charAt(name.length() - 1) != '.') {
        break;
      }
      name.append(in.next().text());
    }
    return name.toString();
  }

  private void skipLine() {
    while (in.peek().kind() != Token.Kind.NEWLINE && in.peek().kind() != Token.Kind.END) {
      in.next();
    }
  }
}
