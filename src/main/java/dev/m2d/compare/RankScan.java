package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one side once to learn the place of each value among the distinct values of a column. */
final class RankScan {

  /** With more of them a column is no version, and its values are compared exactly. */
  private static final int MOST = 500_000;

  /** For each of some columns its distinct values on one side. */
  static List<Set<String>> of(RowSet rows, List<String> names, List<Encoder> encoders)
      throws IOException {
    List<Set<String>> values = new ArrayList<>();
    names.forEach(n -> values.add(new HashSet<>()));
    TextBytes bytes = new TextBytes();
    rows.scan(
        names,
        (row, cells, place) -> {
          for (int i = 0; i < cells.length; i++) {
            if (values.get(i).size() <= MOST && !row.isNull(cells[i])) {
              bytes.clear();
              encoders.get(i).add(row, cells[i], bytes);
              values.get(i).add(Leniency.key(bytes, 0));
            }
          }
        });
    return values;
  }

  /**
   * The places of the values of one column on both sides, from 0.
   *
   * @param isTyped whether something says what the values are; where nothing does, texts that are
   *     numbers on both sides go by number, as a tolerance reads them too
   */
  static ColumnPair.Ranks ranks(Set<String> left, Set<String> right, boolean isTyped) {
    boolean areNumbers =
        !isTyped
            && left.stream().allMatch(Leniency::spellsNumber)
            && right.stream().allMatch(Leniency::spellsNumber);
    // Two spellings of a number are two values, as they are without the rule.
    Comparator<String> byNumber = Leniency::compareNumbers;
    Comparator<String> order =
        areNumbers ? byNumber.thenComparing(Leniency::compare) : Leniency::compare;
    return new ColumnPair.Ranks(places(left, order), places(right, order));
  }

  private static Map<String, Integer> places(Set<String> values, Comparator<String> order) {
    if (values.size() > MOST) {
      return Map.of();
    }
    List<String> sorted = values.stream().sorted(order).toList();
    Map<String, Integer> places = new HashMap<>();
    sorted.forEach(v -> places.put(v, places.size()));
    return places;
  }

  private RankScan() {}
}
