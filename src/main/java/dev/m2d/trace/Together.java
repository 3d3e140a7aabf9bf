package dev.m2d.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Finds places that only together change a line: where two settings name one variable, its line
 * stays as long as one of them does.
 */
final class Together {

  private final Trial trial;
  private final BooleanSupplier mayGoOn;

  Together(Trial trial, BooleanSupplier mayGoOn) {
    this.trial = trial;
    this.mayGoOn = mayGoOn;
  }

  /** The fewest of the changes that do; none where all of them do not. */
  List<Change> fewest(List<Change> changes) {
    List<Change> found = changes(changes) ? fewest(List.of(), false, changes) : List.of();
    return changes(found) ? found : List.of();
  }

  private boolean changes(List<Change> changes) {
    return !changes.isEmpty()
        && mayGoOn.getAsBoolean()
        && trial.of(changes).kind() == Trial.Kind.OTHER;
  }

  /** Junker's QuickXplain. */
  private List<Change> fewest(List<Change> given, boolean isMore, List<Change> among) {
    if (isMore && changes(given)) {
      return List.of();
    }
    if (among.size() <= 1) {
      return among;
    }
    List<Change> first = among.subList(0, among.size() / 2);
    List<Change> second = among.subList(among.size() / 2, among.size());
    List<Change> ofSecond = fewest(join(given, first), true, second);
    List<Change> ofFirst = fewest(join(given, ofSecond), !ofSecond.isEmpty(), first);
    return join(ofFirst, ofSecond);
  }

  private static List<Change> join(List<Change> a, List<Change> b) {
    return new ArrayList<>(Stream.concat(a.stream(), b.stream()).toList());
  }
}
