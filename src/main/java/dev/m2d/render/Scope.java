package dev.m2d.render;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known at a place of a template.
 *
 * @param root the view whose components are names
 * @param variables of loops, macros and assignments
 * @param present paths that are known not to be absent
 * @param isPlain whether it is outside of every loop and macro
 */
record Scope(String root, Map<String, Value> variables, Set<String> present, boolean isPlain) {

  /** What a name or a path stands for; an optional one is absent unless it was asked for. */
  record Value(String kind, boolean list, boolean optional) {

    private static final Set<String> WRITABLE = Set.of("text", "code", "number");

    /** One that is there. */
    static Value of(String kind) {
      return new Value(kind, false, false);
    }

    /** Whether it can be written as it is. */
    boolean isWritable() {
      return !list && WRITABLE.contains(kind);
    }

    /** Whether it is one of that kind. */
    boolean is(String other) {
      return !list && kind.equals(other);
    }

    String words() {
      return (optional ? "an optional " : "a ") + (list ? "list of " : "") + kind;
    }
  }

  /** At the beginning. */
  static Scope of(String root) {
    return new Scope(root, Map.of(), Set.of(), true);
  }

  /** With a variable, which hides what had its name. */
  Scope with(String variable, Value value) {
    Map<String, Value> all = new HashMap<>(variables);
    all.put(variable, value);
    Set<String> known = new HashSet<>(present);
    known.removeIf(path -> path.equals(variable) || path.startsWith(variable + "."));
    return new Scope(root, all, known, isPlain);
  }

  /** With paths that are not absent. */
  Scope knowing(Set<String> paths) {
    Set<String> known = new HashSet<>(present);
    known.addAll(paths);
    return new Scope(root, variables, known, isPlain);
  }

  /** In a loop. */
  Scope inside() {
    return new Scope(root, variables, present, false);
  }

  /** In a macro, which sees the root and what it is given. */
  Scope macro() {
    return new Scope(root, Map.of(), Set.of(), false);
  }
}
