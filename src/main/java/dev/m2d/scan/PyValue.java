package dev.m2d.scan;

import dev.m2d.scan.python.Statement;
import dev.m2d.scan.text.Fragment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a value of Python. */
sealed interface PyValue {

  /**
   * A text.
   *
   * @param fragment its characters with their places; what is not known stands there as a variable
   *     of the shell that nothing sets
   */
  record Text(Value value, Fragment fragment) implements PyValue {}

  /** A list or tuple. */
  record Items(List<PyValue> items) implements PyValue {}

  /**
   * A dict.
   *
   * @param environment whether it holds the environment of the process, too
   */
  record Dict(Map<String, PyValue> entries, boolean environment) implements PyValue {
    public Dict {
      entries = new LinkedHashMap<>(entries);
    }
  }

  /** A function of the file. */
  record Function(Statement.Function definition) implements PyValue {}

  /** What a call made: a DAG, a job, a schedule. */
  record Made(String name, Map<String, PyValue> arguments) implements PyValue {}

  /** `None`. */
  record Nothing() implements PyValue {}

  /** What is not known. */
  record Unknown(Value value) implements PyValue {}

  static PyValue unknown() {
    return new Unknown(Value.unknown("it is computed when the program runs"));
  }

  /** Its text, where it has one. */
  default Optional<String> text() {
    return this instanceof Text t ? t.value().text() : Optional.empty();
  }
}
