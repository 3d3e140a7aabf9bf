package dev.m2d.scan;

import dev.m2d.scan.shell.Part;
import dev.m2d.scan.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Expands words as a shell does, as far as their values are known. */
final class Expander {

  private static final int MAX_FIELDS = 500;

  private final BiFunction<Part.Output, Scope, Value> outputs;

  /**
   * @param outputs what is known of the output of commands
   */
  Expander(BiFunction<Part.Output, Scope, Value> outputs) {
    this.outputs = outputs;
  }

  /** The words of a command. */
  List<Field> fields(List<Word> words, Scope scope) {
    List<Field> all = new ArrayList<>();
    for (Word word : words) {
      for (String plain : Braces.expand(word)) {
        all.add(new Field(Value.known(plain), word.text(), word.span()));
      }
      if (!Braces.has(word)) {
        all.addAll(fields(word, scope));
      }
      if (all.size() > MAX_FIELDS) {
        break;
      }
    }
    return all;
  }

  /** A word as one text: the right side of an assignment, or a word in quotes. */
  Value value(Word word, Scope scope) {
    Value value = Value.known("");
    for (Part part : word.parts()) {
      value = value.then(value(part, scope));
    }
    return value;
  }

  private List<Field> fields(Word word, Scope scope) {
    Splitter into = new Splitter(word);
    for (Part part : word.parts()) {
      Optional<List<Value>> items = items(part, scope);
      if (items.isPresent()) {
        for (int i = 0; i < items.get().size(); i++) {
          if (i > 0) {
            into.end();
          }
          into.add(items.get().get(i), part.quoted());
        }
      } else {
        boolean literal = part instanceof Part.Literal;
        into.add(value(part, scope), part.quoted() || literal);
      }
    }
    return into.done();
  }

  /** The items when the part stands for a list. */
  private Optional<List<Value>> items(Part part, Scope scope) {
    if (!(part instanceof Part.Parameter p) || !p.operator().isEmpty()) {
      return Optional.empty();
    }
    if (p.name().equals("@") || p.name().equals("*")) {
      return scope.arguments.map(a -> a.stream().map(Field::value).toList());
    }
    if (p.name().endsWith("[@]") || p.name().endsWith("[*]")) {
      return scope.list(p.name().substring(0, p.name().length() - 3));
    }
    return Optional.empty();
  }

  private Value value(Part part, Scope scope) {
    if (part instanceof Part.Literal literal) {
      return Value.known(literal.text());
    }
    if (part instanceof Part.Output output) {
      return outputs.apply(output, scope);
    }
    if (part instanceof Part.Parameter parameter) {
      return parameter(parameter, scope);
    }
    return Value.unknown("it is computed when the script runs");
  }

  private Value parameter(Part.Parameter p, Scope scope) {
    Value value = plain(p.name(), scope);
    Word word = p.argument().orElse(null);
    if (word == null) {
      return value;
    }
    boolean empty = value.text().equals(Optional.of(""));
    switch (p.operator()) {
      case "" -> {
        return value;
      }
      case ":-", "-", ":=", "=" -> {
        Value result = value;
        if (value.isOutside() || (empty && p.operator().startsWith(":"))) {
          Value fallback = value(word, scope);
          result = fallback.with(value.inputs());
        }
        if (p.operator().endsWith("=")) {
          scope.set(p.name(), result, word.text(), Optional.of(word.span()));
        }
        return result;
      }
      case ":?", "?" -> {
        return value;
      }
      case ":+", "+" -> {
        if (value.isOutside() || empty) {
          return Value.fallback("", value.inputs());
        }
        return value.text().isPresent() ? value(word, scope).with(value.inputs()) : value;
      }
      default -> {
        Value argument = value(word, scope);
        return value.text().isPresent() && argument.text().isPresent()
            ? TextOperators.apply(value, p.operator(), argument.text().get())
            : new Value(Optional.empty(), value.inputs(), value.why(), Optional.empty());
      }
    }
  }

  private static Value plain(String name, Scope scope) {
    if (name.indexOf('.') >= 0 || name.indexOf(' ') >= 0 || name.indexOf('\'') >= 0) {
      return Expressions.value(name, scope);
    }
    if (name.matches("[1-9][0-9]*")) {
      int index = Integer.parseInt(name.length() > 4 ? "9999" : name) - 1;
      if (scope.arguments.isEmpty()) {
        return Value.outside(name);
      }
      List<Field> given = scope.arguments.get();
      return index < given.size()
          ? given.get(index).value()
          : Value.fallback("", java.util.Set.of());
    }
    if (name.equals("@") || name.equals("*")) {
      return scope
          .arguments
          .map(Expander::joined)
          .orElseGet(() -> Value.unknown("the arguments of the script come from outside"));
    }
    if (name.equals("0") || name.startsWith("BASH_SOURCE")) {
      return Value.place(scope.script);
    }
    if (name.equals("PWD") && !scope.has("PWD")) {
      return scope.folder.map(Value::place).orElseGet(() -> Value.outside(name));
    }
    if (name.matches("[#?$!-]")) {
      return Value.unknown("it is computed when the script runs");
    }
    int index = name.indexOf('[');
    return index < 0 ? scope.get(name) : item(name, index, scope);
  }

  private static Value item(String name, int bracket, Scope scope) {
    Optional<List<Value>> items = scope.list(name.substring(0, bracket));
    String index = name.substring(bracket + 1, name.length() - 1);
    if (items.isPresent() && index.matches("[0-9]{1,4}")) {
      int i = Integer.parseInt(index);
      return i < items.get().size() ? items.get().get(i) : Value.known("");
    }
    return Value.unknown("it is an item of a list that is not known here");
  }

  private static Value joined(List<Field> fields) {
    Value value = Value.known("");
    for (int i = 0; i < fields.size(); i++) {
      value = value.then(Value.known(i == 0 ? "" : " ")).then(fields.get(i).value());
    }
    return value;
  }

  /** Splits what is not quoted into fields. */
  private static final class Splitter {
    private final Word word;
    private final List<Field> list = new ArrayList<>();
    private Value open = Value.known("");
    private boolean any;

    Splitter(Word word) {
      this.word = word;
    }

    void add(Value value, boolean whole) {
      if (whole || value.text().isEmpty()) {
        open = open.then(value);
        any = true;
        return;
      }
      String text = value.text().get();
      String[] pieces = text.strip().split("\\s+", -1);
      if (!text.isEmpty() && Character.isWhitespace(text.charAt(0))) {
        end();
      }
      for (int i = 0; i < pieces.length && !text.isBlank(); i++) {
        if (i > 0) {
          end();
        }
        open = open.then(Value.fallback(pieces[i], value.inputs()));
        any = true;
      }
      if (!text.isEmpty() && Character.isWhitespace(text.charAt(text.length() - 1))) {
        end();
      }
    }

    void end() {
      if (any) {
        list.add(new Field(open, word.text(), word.span()));
      }
      open = Value.known("");
      any = false;
    }

    List<Field> done() {
      end();
      return list;
    }
  }
}
