package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one side once to learn the place of each value among the distinct values of a column. */
final class RankScan {

  /** With more of them a column is no version, and its values are compared exactly. */
  private static final int MOST = 500_000;

  /** For each of some columns the places of its values, from 0. */
  static List<Map<String, Integer>> of(RowSet rows, List<String> names, List<Encoder> encoders)
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
    return values.stream().map(RankScan::ranks).toList();
  }

  private static Map<String, Integer> ranks(Set<String> values) {
    if (values.size() > MOST) {
      return Map.of();
    }
    List<String> sorted = values.stream().sorted(Leniency::compare).toList();
    Map<String, Integer> ranks = new HashMap<>();
    sorted.forEach(v -> ranks.put(v, ranks.size()));
    return ranks;
  }

  private RankScan() {}
}
