package dev.m2d.scan;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a text before anything runs.
 *
 * @param text the text; empty when it is not known
 * @param inputs variables from outside that could give it another value, or that alone give it one
 * @param why why it is not known, as the end of a sentence; empty when it is
 * @param place the folder it means, relative to the project root, where that is known of a path
 */
record Value(Optional<String> text, Set<String> inputs, String why, Optional<String> place) {

  private static final int MAX_LENGTH = 100_000;

  Value {
    inputs = inputs.isEmpty() ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(inputs));
  }

  static Value known(String text) {
    return new Value(Optional.of(text), Set.of(), "", Optional.empty());
  }

  /** A text that holds unless those variables say otherwise. */
  static Value fallback(String text, Set<String> inputs) {
    return new Value(Optional.of(text), inputs, "", Optional.empty());
  }

  /** The value of a variable that nothing here sets. */
  static Value outside(String name) {
    String shown = name.matches("[0-9]+") ? "argument " + name : "`" + name + "`";
    return new Value(
        Optional.empty(), Set.of(name), shown + " comes from outside", Optional.empty());
  }

  static Value unknown(String why) {
    return new Value(Optional.empty(), Set.of(), why, Optional.empty());
  }

  /** The folder of a script. */
  static Value place(String folder) {
    return new Value(
        Optional.empty(), Set.of(), "it is the folder of the script", Optional.of(folder));
  }

  /** Whether nothing from outside can change it. */
  boolean isLiteral() {
    return text.isPresent() && inputs.isEmpty();
  }

  /** Whether the outside alone gives it. */
  boolean isOutside() {
    return text.isEmpty() && !inputs.isEmpty();
  }

  /** The same with those variables, too. */
  Value with(Set<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Set<String> all = new TreeSet<>(inputs);
    all.addAll(more);
    return new Value(text, all, why, place);
  }

  /** This text and then another. */
  Value then(Value next) {
    if (text.orElse("").length() + next.text.orElse("").length() > MAX_LENGTH) {
      return unknown("it is too long to follow");
    }
    Optional<String> joined =
        text.isPresent() && next.text.isPresent()
            ? Optional.of(text.get() + next.text.get())
            : Optional.empty();
    Optional<String> folder =
        place.isPresent() && next.text.isPresent()
            ? Optional.of(place.get() + next.text.get())
            : text.equals(Optional.of("")) ? next.place : Optional.empty();
    return new Value(joined, inputs, why.isEmpty() ? next.why : why, folder).with(next.inputs);
  }

  /**
   * What is known after a condition of which nobody knows whether it holds.
   *
   * @param condition its text
   */
  Value or(Value other, String condition) {
    if (text.isPresent() && text.equals(other.text)) {
      return with(other.inputs);
    }
    boolean thisIsDefault = text.isPresent() && other.isOutside() && tests(condition, other);
    if (thisIsDefault) {
      return with(other.inputs);
    }
    if (other.text.isPresent() && isOutside() && tests(condition, this)) {
      return other.with(inputs);
    }
    return new Value(Optional.empty(), inputs, "its value depends on a condition", Optional.empty())
        .with(other.inputs);
  }

  private static boolean tests(String condition, Value outside) {
    return outside.inputs.stream()
        .anyMatch(
            name ->
                condition.matches("(?s).*\\$\\{?" + java.util.regex.Pattern.quote(name) + "\\b.*"));
  }
}
