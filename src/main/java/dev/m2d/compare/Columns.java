package dev.m2d.compare;

import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.row.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns of both sides.
 *
 * @param named those that both have, in the order of the left side
 * @param onlyLeft names of those that only the left side has
 * @param onlyRight names of those that only the right side has
 * @param notes what is not the same and does not matter
 * @param leftTyped whether each value of the left side says what it is
 * @param rightTyped the same of the right side
 */
record Columns(
    List<Named> named,
    List<String> onlyLeft,
    List<String> onlyRight,
    List<String> notes,
    boolean leftTyped,
    boolean rightTyped) {

  /** The two names of one column. */
  record Named(String left, String right) {}

  static Columns of(StreamPlan plan) {
    String stream = plan.name();
    RowSet left = plan.left().rows();
    RowSet right = plan.right().rows();
    List<String> rights = new ArrayList<>(right.columns());
    List<String> onlyLeft = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String name : left.columns()) {
      if (rights.remove(name)) {
        named.add(new Named(name, name));
      } else {
        onlyLeft.add(name);
      }
    }
    ignoringCase(onlyLeft, rights, named, notes);
    named.sort(Comparator.comparingInt(n -> left.columns().indexOf(n.left())));
    List<String> names = named.stream().map(Named::right).toList();
    List<String> orderRight = right.columns().stream().filter(names::contains).toList();
    if (!names.equals(orderRight)) {
      notes.add("the columns of `" + stream + "` stand in another order");
    }
    onlyLeft.removeIf(name -> isDropped(plan, name, "right", notes));
    rights.removeIf(name -> isDropped(plan, name, "left", notes));
    boolean declared = !plan.left().types().isEmpty() && !plan.right().types().isEmpty();
    if (left.isTyped() != right.isTyped() && !declared) {
      notes.add("only one side has types, so that `" + stream + "` is compared as text");
    }
    return new Columns(
        named,
        List.copyOf(onlyLeft),
        List.copyOf(rights),
        List.copyOf(notes),
        left.isTyped(),
        right.isTyped());
  }

  private static boolean isDropped(
      StreamPlan plan, String name, String missing, List<String> notes) {
    boolean dropped = plan.rules().apply(name).kind() == ColumnRule.Kind.DROP;
    if (dropped) {
      notes.add("the column `" + name + "` is missing on the " + missing + " and dropped by rule");
    }
    return dropped;
  }

  /** What encodes both sides of each column. */
  List<ColumnPair> pairs(StreamPlan plan, Map<String, ColumnPair.Ranks> ranks) {
    ColumnPair.Windows windows =
        new ColumnPair.Windows(plan.left().window(), plan.right().window());
    return named.stream()
        .map(
            n ->
                ColumnPair.of(
                    n,
                    rule(plan, n),
                    type(plan.left().types(), n.left(), n.right(), leftTyped),
                    type(plan.right().types(), n.right(), n.left(), rightTyped),
                    windows,
                    ranks.getOrDefault(n.left(), ColumnPair.Ranks.NONE)))
        .toList();
  }

  /** The contract may know a column by either of its names. */
  private static ColumnRule rule(StreamPlan plan, Named named) {
    ColumnRule rule = plan.rules().apply(named.left());
    return rule.isExact() ? plan.rules().apply(named.right()) : rule;
  }

  /** The types of plain files are of the contract too, which may know a column by either name. */
  private static ColumnType type(
      Map<String, ColumnType> declared, String name, String other, boolean isTyped) {
    ColumnType found = declared.getOrDefault(name, declared.get(other));
    return found != null ? found : isTyped ? ColumnType.VALUE : ColumnType.TEXT;
  }

  /** Databases differ in the case that they give to names. */
  private static void ignoringCase(
      List<String> lefts, List<String> rights, List<Named> named, List<String> notes) {
    Map<String, List<String>> byLower =
        rights.stream().collect(Collectors.groupingBy(n -> n.toLowerCase(Locale.ROOT)));
    for (String name : List.copyOf(lefts)) {
      List<String> found = byLower.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      boolean only = lefts.stream().filter(name::equalsIgnoreCase).count() == 1;
      if (found.size() == 1 && only) {
        named.add(new Named(name, found.get(0)));
        notes.add("the column `" + name + "` is called `" + found.get(0) + "` on the right");
        lefts.remove(name);
        rights.remove(found.get(0));
      }
    }
  }
}
