package dev.m2d.compare.state;

import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares two bookmarks member by member. */
final class Members {

  /** A member that is not the same on both sides. */
  record Found(String path, Change change, Optional<Value> left, Optional<Value> right) {}

  private final List<Found> found = new ArrayList<>();

  List<Found> all() {
    return List.copyOf(found);
  }

  Optional<Found> worst() {
    return found.stream().max(Comparator.comparing(Found::change));
  }

  /** Whether a later bookmark is as it should be. */
  @FunctionalInterface
  interface MovedOn {
    boolean isExplained(boolean isRight, String member, String value);
  }

  /** Marks later values that are as they should be. */
  void moveOn(MovedOn movedOn) {
    found.replaceAll(
        f -> {
          boolean isRight = f.change() == Change.AHEAD;
          Optional<String> later =
              (isRight
                      ? f.right()
                      : f.change() == Change.BEHIND ? f.left() : Optional.<Value>empty())
                  .map(PythonText::str);
          return later.filter(v -> movedOn.isExplained(isRight, f.path(), v)).isPresent()
              ? new Found(f.path(), Change.MOVED_ON, f.left(), f.right())
              : f;
        });
  }

  void compare(String path, Optional<Value> left, Optional<Value> right) {
    if (left.filter(v -> !isNothing(v)).isEmpty() && right.filter(v -> !isNothing(v)).isEmpty()) {
      return;
    }
    if (left.isEmpty() || right.isEmpty()) {
      add(path, left.isEmpty() ? Change.EXTRA : Change.MISSING, left, right);
    } else if (left.get() instanceof Value.Fields l && right.get() instanceof Value.Fields r) {
      Map<String, Value> lefts = l.values();
      Map<String, Value> rights = r.values();
      Set<String> keys = new TreeSet<>(lefts.keySet());
      keys.addAll(rights.keySet());
      keys.removeIf(StateComparison::isOfARun);
      for (String key : keys) {
        compare(
            path.isEmpty() ? key : path + "." + key,
            Optional.ofNullable(lefts.get(key)),
            Optional.ofNullable(rights.get(key)));
      }
    } else {
      add(path, Bookmarks.compare(left.get(), right.get()), left, right);
    }
  }

  /** What a tap reads as if it were not there. */
  private static boolean isNothing(Value value) {
    return value.isNull()
        || (value instanceof Value.Fields f && f.values().isEmpty())
        || (value instanceof Value.Items i && i.values().isEmpty());
  }

  private void add(String path, Change change, Optional<Value> left, Optional<Value> right) {
    if (change != Change.EQUAL) {
      found.add(new Found(path, change, left, right));
    }
  }
}
