package dev.m2d.compare.selftest;

import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of a file.
 *
 * @param values for each column its value; a text that is no UTF-8 is {@link Value.Tagged} and
 *     holds its bytes as characters
 * @param original its text in the file, while it is unchanged
 */
record Row(List<String> columns, List<Value> values, Optional<String> original) {

  Row {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
  }

  Row with(int column, Value value) {
    List<Value> changed = new ArrayList<>(values);
    changed.set(column, value);
    return new Row(columns, changed, Optional.empty());
  }

  /** With more cells at its end; those that it has already take the new values. */
  Row and(List<String> names, List<Value> more) {
    List<String> allNames = new ArrayList<>(columns);
    List<Value> all = new ArrayList<>(values);
    for (int i = 0; i < names.size(); i++) {
      int index = allNames.indexOf(names.get(i));
      if (index < 0) {
        allNames.add(names.get(i));
        all.add(more.get(i));
      } else {
        all.set(index, more.get(i));
      }
    }
    return new Row(allNames, all, Optional.empty());
  }

  Row without(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      return this;
    }
    List<String> names = new ArrayList<>(columns);
    List<Value> rest = new ArrayList<>(values);
    names.remove(index);
    rest.remove(index);
    return new Row(names, rest, Optional.empty());
  }

  Row swapped(String one, String other) {
    int first = columns.indexOf(one);
    int second = columns.indexOf(other);
    return first < 0 || second < 0
        ? this
        : with(first, values.get(second)).with(second, values.get(first));
  }
}
