package dev.m2d.compare.multiset;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pairs off rows of equal hashes whose values are close enough. Being close is not transitive, so
 * that it cannot be hashed: among the rows of one hash the largest possible number is paired.
 */
public final class Tolerances {

  private static final int PLAIN = 3;

  /**
   * Values that are held at the same time, some hundred bytes each. Rows of one part of a bucket
   * that have more are mostly all alike but for their tolerances.
   */
  private static final int MOST = 300_000;

  private final Near near;
  private final Consumer<Leftovers.Item> items;
  private long onlyLeft;
  private long onlyRight;
  private long moreLeft;
  private long moreRight;
  private long doubtful;
  private boolean isDoubtful;

  private Tolerances(Near near, Consumer<Leftovers.Item> items) {
    this.near = near;
    this.items = items;
  }

  /**
   * What two sets came to.
   *
   * @param isDoubtful whether some rows could not be decided exactly
   * @param doubtful of the rows that did not pair off those that might have
   */
  public record Result(Leftovers leftovers, boolean isDoubtful, long doubtful) {}

  /** Told of every two rows that pair off. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes the values of two rows, in the order of the tolerances.
     *
     * @param left of the row on the left
     * @param right of that on the right
     */
    void pair(BigDecimal[] left, BigDecimal[] right);
  }

  /**
   * Compares two sets.
   *
   * @param bounds the tolerance of each value
   * @param limit how many items are wanted; the counts are exact whatever it is
   */
  public static Result of(
      Rows left, Rows right, List<Near.Bound> bounds, int limit, Visitor visitor)
      throws IOException {
    List<Leftovers.Item> items = new ArrayList<>();
    Tolerances found =
        compared(
            left,
            right,
            new Near(bounds, visitor),
            item -> {
              if (items.size() < limit) {
                items.add(item);
              }
            });
    Leftovers leftovers =
        new Leftovers(
            left.size() - found.onlyLeft,
            found.onlyLeft,
            found.onlyRight,
            new Leftovers.Duplicates(found.moreLeft, found.moreRight),
            items);
    return new Result(leftovers, found.isDoubtful, found.doubtful);
  }

  /** Shows all distinct rows that do not pair off. */
  public static void items(
      Rows left, Rows right, List<Near.Bound> bounds, Consumer<Leftovers.Item> items)
      throws IOException {
    compared(left, right, new Near(bounds, (a, b) -> {}), items);
  }

  private static Tolerances compared(
      Rows left, Rows right, Near near, Consumer<Leftovers.Item> items) throws IOException {
    Tolerances found = new Tolerances(near, items);
    for (int bucket = 0; bucket < Rows.BUCKETS; bucket++) {
      found.bucket(left, right, bucket);
    }
    return found;
  }

  private void bucket(Rows left, Rows right, int bucket) throws IOException {
    int values = Math.max(1, (left.width() - PLAIN) / Measured.LONGS);
    int most = MOST / values;
    if ((long) left.count(bucket) + right.count(bucket) <= most) {
      bucket(entries(left, bucket, 0, Parts.PARTS), entries(right, bucket, 0, Parts.PARTS));
      return;
    }
    Sums lefts = new Sums(left, bucket);
    Sums rights = new Sums(right, bucket);
    int from = 0;
    while (from < Parts.PARTS) {
      long rows = lefts.rows[from] + rights.rows[from];
      int to = from + 1;
      if (rows > most) {
        tooMany(lefts, rights, from);
      } else {
        for (; to < Parts.PARTS && rows + lefts.rows[to] + rights.rows[to] <= most; to++) {
          rows += lefts.rows[to] + rights.rows[to];
        }
        bucket(entries(left, bucket, from, to), entries(right, bucket, from, to));
      }
      from = to;
    }
  }

  /** Without having them all at hand it can only be told whether they are exactly the same. */
  private void tooMany(Sums left, Sums right, int part) {
    if (!left.areSame(right, part)) {
      onlyLeft += left.rows[part];
      onlyRight += right.rows[part];
      long either = Math.min(left.rows[part], right.rows[part]);
      isDoubtful |= either > 0;
      doubtful += 2 * either;
    }
  }

  /** The rows of a bucket by part: how many, and sums of hashes that the values are in too. */
  private static final class Sums {

    private final long[] rows = new long[Parts.PARTS];
    private final long[] highs = new long[Parts.PARTS];
    private final long[] lows = new long[Parts.PARTS];

    Sums(Rows of, int bucket) throws IOException {
      int width = of.width();
      ByteBuffer bytes = ByteBuffer.allocate(width * Long.BYTES);
      Hash128 hash = new Hash128(0);
      of.eachPart(
          bucket,
          (entries, length) -> {
            for (int at = 0; at < length; at += width) {
              bytes.asLongBuffer().put(entries, at, width).put(PLAIN - 1, 0);
              hash.of(bytes.array(), bytes.capacity());
              int part = Parts.part(entries[at]);
              rows[part]++;
              highs[part] += hash.high();
              lows[part] += hash.low();
            }
          });
    }

    boolean areSame(Sums other, int part) {
      return rows[part] == other.rows[part]
          && highs[part] == other.highs[part]
          && lows[part] == other.lows[part];
    }
  }

  /** A row with its values. Two are the same only if they are one object. */
  static final class Entry {

    static final Comparator<Entry> BY_HASH =
        Comparator.comparingLong((Entry e) -> e.high).thenComparingLong(e -> e.low);

    static final Comparator<Entry> BY_VALUES =
        ((Comparator<Entry>) (a, b) -> Arrays.compare(a.values, b.values))
            .thenComparingLong(e -> e.place);

    private final long high;
    private final long low;
    private final long place;
    private final BigDecimal[] values;
    private final boolean isCut;

    Entry(long high, long low, long place, BigDecimal[] values, boolean isCut) {
      this.high = high;
      this.low = low;
      this.place = place;
      this.values = values;
      this.isCut = isCut;
    }

    BigDecimal[] values() {
      return values;
    }

    /** Whether some value has more digits than are kept. */
    boolean isCut() {
      return isCut;
    }
  }

  /** The rows of some parts of a bucket, sorted. */
  private static List<Entry> entries(Rows rows, int bucket, int fromPart, int toPart)
      throws IOException {
    int width = rows.width();
    List<Entry> entries = new ArrayList<>();
    rows.eachPart(
        bucket,
        (all, length) -> {
          for (int at = 0; at < length; at += width) {
            int part = Parts.part(all[at]);
            if (part >= fromPart && part < toPart) {
              entries.add(entry(all, at, width));
            }
          }
        });
    entries.sort(Entry.BY_HASH.thenComparing(Entry.BY_VALUES));
    return entries;
  }

  private static Entry entry(long[] all, int at, int width) {
    BigDecimal[] values = new BigDecimal[(width - PLAIN) / Measured.LONGS];
    boolean isCut = false;
    for (int i = 0; i < values.length; i++) {
      int from = at + PLAIN + i * Measured.LONGS;
      values[i] = Measured.read(all, from);
      isCut |= Measured.isCut(all, from);
    }
    return new Entry(all[at], all[at + 1], all[at + 2], values, isCut);
  }

  private void bucket(List<Entry> left, List<Entry> right) {
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      Entry first =
          l == left.size()
              ? right.get(r)
              : r == right.size() || Entry.BY_HASH.compare(left.get(l), right.get(r)) <= 0
                  ? left.get(l)
                  : right.get(r);
      int toLeft = end(left, l, first);
      int toRight = end(right, r, first);
      group(left.subList(l, toLeft), right.subList(r, toRight));
      l = toLeft;
      r = toRight;
    }
  }

  private static int end(List<Entry> entries, int from, Entry of) {
    int to = from;
    while (to < entries.size() && Entry.BY_HASH.compare(entries.get(to), of) == 0) {
      to++;
    }
    return to;
  }

  private void group(List<Entry> left, List<Entry> right) {
    Near.Rest rest = near.match(left, right);
    onlyLeft += rest.left().size();
    onlyRight += rest.right().size();
    if (rest.isDoubtful()) {
      isDoubtful = true;
      doubtful += 2L * Math.min(rest.left().size(), rest.right().size());
    }
    if (!rest.left().isEmpty()) {
      moreLeft += items(rest.left(), rest.right().isEmpty() ? right : List.of(), true);
    }
    if (!rest.right().isEmpty()) {
      moreRight += items(rest.right(), rest.left().isEmpty() ? left : List.of(), false);
    }
  }

  /**
   * Adds rows that did not pair off; answers how many the other side has too.
   *
   * @param others rows of the other side that may be the same; none where some of them did not pair
   *     off either, since then values differ
   */
  private long items(List<Entry> rest, List<Entry> others, boolean isLeft) {
    Map<List<BigDecimal>, List<Entry>> alike = new LinkedHashMap<>();
    rest.forEach(e -> alike.computeIfAbsent(key(e), k -> new ArrayList<>()).add(e));
    long repeated = 0;
    for (Map.Entry<List<BigDecimal>, List<Entry>> group : alike.entrySet()) {
      Entry first = group.getValue().get(0);
      long other = others.stream().filter(e -> near.areNear(first, e)).count();
      long own = other + group.getValue().size();
      repeated += other > 0 ? group.getValue().size() : 0;
      long place = first.place;
      items.accept(
          isLeft ? new Leftovers.Item(own, other, place) : new Leftovers.Item(other, own, place));
    }
    return repeated;
  }

  private static List<BigDecimal> key(Entry entry) {
    return List.of(entry.values());
  }
}
