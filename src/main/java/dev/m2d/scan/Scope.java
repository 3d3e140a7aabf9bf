package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.shell.Command;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a shell knows at one point of a script. */
final class Scope {

  /** A variable with the place that set it. */
  record Slot(Value value, String text, Optional<Span> at, boolean exported) {}

  private final Map<String, Slot> variables = new LinkedHashMap<>();
  private final Map<String, List<Value>> lists = new HashMap<>();
  final Map<String, Command> functions = new HashMap<>();
  final Map<String, String> aliases = new HashMap<>();

  /** The arguments; empty when whoever starts the script gives them. */
  Optional<List<Field>> arguments = Optional.empty();

  /** The folder commands work in, where something says so. */
  Optional<String> folder = Optional.empty();

  /** The path of the script, relative to the project root. */
  String script = "";

  boolean exportsAll;

  /** Whether `exit` or `return` was reached. */
  boolean ended;

  Scope() {}

  /** A copy, whose changes stay its own. */
  Scope copy() {
    Scope copy = new Scope();
    copy.take(this);
    return copy;
  }

  /** Becomes like another. */
  void take(Scope other) {
    Map<String, Slot> slots = new LinkedHashMap<>(other.variables);
    Map<String, List<Value>> items = new HashMap<>(other.lists);
    Map<String, Command> known = new HashMap<>(other.functions);
    Map<String, String> names = new HashMap<>(other.aliases);
    variables.clear();
    variables.putAll(slots);
    lists.clear();
    lists.putAll(items);
    functions.clear();
    functions.putAll(known);
    aliases.clear();
    aliases.putAll(names);
    arguments = other.arguments;
    folder = other.folder;
    script = other.script;
    exportsAll = other.exportsAll;
    ended = other.ended;
  }

  /** Takes the variables of another in addition. */
  void add(Scope other) {
    other.variables.forEach(
        (name, slot) -> {
          variables.remove(name);
          variables.put(name, slot);
        });
  }

  /** The value of a variable; what nothing sets comes from outside. */
  Value get(String name) {
    Slot slot = variables.get(name);
    return slot == null ? Value.outside(name) : slot.value();
  }

  boolean has(String name) {
    return variables.containsKey(name);
  }

  /** The items of an array. */
  Optional<List<Value>> list(String name) {
    return Optional.ofNullable(lists.get(name));
  }

  void set(String name, Value value, String text, Optional<Span> at) {
    Slot before = variables.get(name);
    boolean exported = exportsAll || (before != null && before.exported());
    if (exported) {
      // What is set last stands last.
      variables.remove(name);
    }
    variables.put(name, new Slot(value, text, at, exported));
  }

  void set(String name, List<Value> items) {
    lists.put(name, List.copyOf(items));
  }

  void export(String name) {
    Slot slot = variables.remove(name);
    if (slot != null) {
      variables.put(name, new Slot(slot.value(), slot.text(), slot.at(), true));
    }
  }

  void unset(String name) {
    variables.remove(name);
    lists.remove(name);
  }

  /** What the environment of a program that starts now holds, of what the file sets. */
  Map<String, Variable> exported() {
    Map<String, Variable> seen = new LinkedHashMap<>();
    variables.forEach(
        (name, slot) -> {
          if (slot.exported() && !name.equals("PATH")) {
            Value value = slot.value();
            boolean fallback = value.text().isPresent() && !value.inputs().isEmpty();
            Span at = slot.at().orElseGet(() -> Span.ofFile(script));
            seen.put(name, new Variable(value.text(), fallback, slot.text(), at));
          }
        });
    return seen;
  }

  /** Joins what is known after two ways through a condition. */
  void join(Scope other, String condition) {
    if (ended) {
      take(other);
      return;
    }
    if (other.ended) {
      return;
    }
    Set<String> names = new LinkedHashSet<>(variables.keySet());
    names.addAll(other.variables.keySet());
    for (String name : names) {
      Slot mine = variables.get(name);
      Slot theirs = other.variables.get(name);
      if (mine != null && theirs != null && mine.value().equals(theirs.value())) {
        continue;
      }
      Value joined = get(name).or(other.get(name), condition);
      Slot from = mine == null || (mine.value().text().isEmpty() && theirs != null) ? theirs : mine;
      if (from != null) {
        boolean exported =
            (mine != null && mine.exported()) || (theirs != null && theirs.exported());
        variables.put(name, new Slot(joined, from.text(), from.at(), exported));
      }
    }
    lists.entrySet().removeIf(e -> !e.getValue().equals(other.lists.get(e.getKey())));
    other.functions.forEach(functions::putIfAbsent);
    other.aliases.forEach(aliases::putIfAbsent);
    if (!folder.equals(other.folder)) {
      folder = Optional.empty();
    }
  }
}
