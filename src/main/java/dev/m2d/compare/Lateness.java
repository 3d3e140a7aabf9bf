package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells rows of one side that came after the watermark, and counts them. */
final class Lateness {

  /** Between two sides that run back to back the source does not change more rows than that. */
  private static final int MOST_KEYS = 200_000;

  private final int column;
  private final Encoder exact;
  private final int[] key;
  private final Encoder[] encoders;
  private final String mark;
  private final TextBytes bytes = new TextBytes();
  private final Hash128 hash = new Hash128(StreamComparison.SEED);
  private final Set<List<Long>> keys = new HashSet<>();
  private @Nullable String latest;
  private long rows;

  /**
   * A watermark.
   *
   * @param column place of the column among the compared ones
   * @param pairs the compared columns
   * @param key places of the key's columns among them; none when there is no key
   * @param value the greatest one in the window
   */
  Lateness(int column, List<ColumnPair> pairs, int[] key, boolean isLeft, String value) {
    this.column = column;
    this.exact = pairs.get(column).side(isLeft).exact();
    this.key = key.clone();
    this.encoders = pairs.stream().map(p -> p.side(isLeft).encoder()).toArray(Encoder[]::new);
    this.mark = Leniency.keyOf(value, exact);
  }

  boolean isLate(Row row, int[] cells) {
    int cell = cells[column];
    if (row.isNull(cell)) {
      return false;
    }
    bytes.clear();
    exact.add(row, cell, bytes);
    String value = Leniency.key(bytes, 0);
    if (!Leniency.isLater(value, mark)) {
      return false;
    }
    if (latest == null || Leniency.isLater(value, latest)) {
      latest = value;
    }
    if (key.length > 0 && keys.size() < MOST_KEYS) {
      keys.add(keyOf(row, cells));
    }
    rows++;
    return true;
  }

  private List<Long> keyOf(Row row, int[] cells) {
    List<Long> codes = new ArrayList<>();
    for (int k : key) {
      bytes.clear();
      Encoder.addOrNull(encoders[k], row, cells[k], bytes);
      hash.of(bytes.array(), bytes.size());
      codes.add(hash.low());
    }
    return codes;
  }

  /** Rows that came after it. */
  long rows() {
    return rows;
  }

  /** Whether one of them has a key. */
  boolean hasKey(List<Long> of) {
    return keys.contains(of);
  }

  /** Whether one of them is known to be as late as a bookmark, so that the bookmark skips none. */
  boolean reaches(String bookmark) {
    return latest != null && Leniency.isFrom(latest, Leniency.keyOf(bookmark, exact));
  }
}
