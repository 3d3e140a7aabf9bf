package dev.m2d.scan;

import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** The variables of a Makefile, and their expansion into shell text. */
final class MakeVariables {

  private static final int MAX_DEPTH = 10;
  private static final int MAX_LENGTH = 100_000;

  /**
   * @param fallback whether the environment goes before (`?=`)
   */
  private record Entry(String value, boolean fallback, int start, int end) {}

  private final SourceText file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Scope.Slot> loaded = new HashMap<>();
  private final Map<String, Scope.Slot> given = new LinkedHashMap<>();
  private final Set<String> exported = new LinkedHashSet<>();

  /**
   * What `$@` and `$*` mean.
   *
   * @param stem what `%` of a pattern stands for
   */
  record Target(String name, Optional<String> stem) {}

  MakeVariables(SourceText file) {
    this.file = file;
  }

  /** Takes an assignment that stands at that offset of the file. */
  void set(Matcher m, int offset) {
    String name = m.group(2);
    String operator = m.group(3);
    String value = m.group(4).replaceFirst("[ \\t]+#.*$", "");
    Entry before = entries.get(name);
    if (operator.equals("?=") && before != null) {
      return;
    }
    if (operator.equals("+=") && before != null) {
      value = before.value() + " " + value;
    }
    boolean fallback =
        operator.equals("?=") || (operator.equals("+=") && before != null && before.fallback());
    entries.remove(name);
    entries.put(
        name,
        new Entry(value, fallback, offset + m.start(2), offset + m.start(4) + m.group(4).length()));
    if (m.group(1) != null && m.group(1).startsWith("export")) {
      exported.add(name);
    }
  }

  void export(String name) {
    exported.add(name);
  }

  /** Takes an assignment of which nobody knows whether it counts, such as one under `ifeq`. */
  void possible(Matcher m, int offset) {
    set(m, offset);
    String name = m.group(2);
    Entry entry = entries.remove(name);
    if (entry != null) {
      entries.put(name, new Entry("$(value of)", entry.fallback(), entry.start(), entry.end()));
    }
  }

  /** Takes `NAME=value` of the command line, which goes before what the file says. */
  void override(Field field) {
    String text = field.shown();
    int equals = text.indexOf('=');
    String name = text.substring(0, equals).replaceFirst("[:?+]$", "");
    Value value = field.value();
    Value right =
        value.text().isPresent()
            ? Value.fallback(value.text().get().substring(equals + 1), value.inputs())
            : value;
    entries.remove(name);
    given.put(
        name, new Scope.Slot(right, text.substring(equals + 1), Optional.of(field.at()), true));
  }

  /** A copy, whose changes stay its own. */
  MakeVariables copy() {
    MakeVariables copy = new MakeVariables(file);
    copy.entries.putAll(entries);
    copy.loaded.putAll(loaded);
    copy.exported.addAll(exported);
    return copy;
  }

  /** Takes the variables of an included `.env` file. */
  void load(SourceText env) {
    Scope scope = new Scope();
    EnvFiles.load(env, scope);
    scope
        .exported()
        .forEach(
            (n, v) ->
                loaded.put(
                    n,
                    new Scope.Slot(
                        v.value()
                            .map(Value::known)
                            .orElseGet(() -> Value.unknown("it refers to other variables")),
                        v.text(),
                        Optional.of(v.at()),
                        true)));
  }

  /** Gives a recipe's shell what is exported. */
  void exportInto(Scope scope, boolean all) {
    loaded.forEach(
        (name, slot) -> {
          scope.set(name, slot.value(), slot.text(), slot.at());
          if (all || exported.contains(name)) {
            scope.export(name);
          }
        });
    entries.forEach(
        (name, entry) -> {
          if (all || exported.contains(name)) {
            scope.set(
                name,
                value(entry, 0, name),
                entry.value(),
                Optional.of(file.span(entry.start(), entry.end())));
            scope.export(name);
          }
        });
    given.forEach(
        (name, slot) -> {
          scope.set(name, slot.value(), slot.text(), slot.at());
          scope.export(name);
        });
  }

  private Value value(Entry entry, int depth, String name) {
    String text = entry.value();
    Value value = Value.known("");
    int at = 0;
    while (at < text.length()) {
      int dollar = text.indexOf('$', at);
      if (dollar < 0 || dollar + 1 >= text.length()) {
        return own(value.then(Value.known(text.substring(at))), entry, name);
      }
      value = value.then(Value.known(text.substring(at, dollar)));
      char next = text.charAt(dollar + 1);
      int end = next == '(' || next == '{' ? closing(text, dollar + 1) : dollar + 2;
      String inner =
          next == '(' || next == '{'
              ? text.substring(dollar + 2, Math.max(dollar + 2, end - 1))
              : "";
      Entry other = entries.get(inner);
      if (next == '$') {
        value = value.then(Value.unknown("the shell computes it"));
      } else if (other != null && depth < MAX_DEPTH) {
        value = value.then(value(other, depth + 1, inner));
      } else if (given.containsKey(inner)) {
        value = value.then(given.get(inner).value());
      } else if (inner.matches("\\w+")) {
        value = value.then(Value.outside(inner));
      } else {
        value = value.then(Value.unknown("make computes it"));
      }
      at = end;
    }
    return own(value, entry, name);
  }

  private static Value own(Value value, Entry entry, String name) {
    return entry.fallback() ? value.with(Set.of(name)) : value;
  }

  /**
   * Adds shell text with make's variables expanded. What make does not set comes from the
   * environment and so becomes a variable of the shell; `?=` becomes a default.
   */
  void expand(String text, int offset, Target target, FragmentBuilder out, int depth) {
    int i = 0;
    while (i < text.length() && out.length() < MAX_LENGTH) {
      char c = text.charAt(i);
      if (c != '$' || i + 1 >= text.length()) {
        out.add(c, depth == 0 ? offset + i : offset);
        i++;
        continue;
      }
      char next = text.charAt(i + 1);
      int at = depth == 0 ? offset + i : offset;
      if (next == '$') {
        out.add('$', at);
        i += 2;
      } else if (next == '(' || next == '{') {
        int end = closing(text, i + 1);
        reference(text.substring(i + 2, Math.max(i + 2, end - 1)), at, target, out, depth);
        i = end;
      } else {
        if (next == '@') {
          out.add(target.name(), at);
        } else {
          reference(String.valueOf(next), at, target, out, depth);
        }
        i += 2;
      }
    }
  }

  private void reference(String name, int at, Target target, FragmentBuilder out, int depth) {
    Entry entry = entries.get(name);
    if (entry != null && depth < MAX_DEPTH) {
      if (entry.fallback()) {
        out.add("${" + name + ":-", at);
      }
      expand(entry.value(), at, target, out, depth + 1);
      if (entry.fallback()) {
        out.add("}", at);
      }
    } else if (name.equals("MAKE")) {
      out.add("make", at);
    } else if (name.equals("CURDIR") || name.equals("PWD")) {
      out.add(".", at);
    } else if (name.equals("@")) {
      out.add(target.name(), at);
    } else if (name.equals("*") && target.stem().isPresent()) {
      out.add(target.stem().get(), at);
    } else if (name.matches("[A-Za-z_]\\w*")) {
      out.add("${" + name + "}", at);
    } else {
      out.add("$((make))", at);
    }
  }

  private static int closing(String text, int open) {
    char opening = text.charAt(open);
    char close = opening == '(' ? ')' : '}';
    int deep = 0;
    for (int i = open; i < text.length(); i++) {
      if (text.charAt(i) == opening) {
        deep++;
      } else if (text.charAt(i) == close && --deep == 0) {
        return i + 1;
      }
    }
    return text.length();
  }
}
