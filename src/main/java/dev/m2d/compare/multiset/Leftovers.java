package dev.m2d.compare.multiset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What two sets of rows do not have in common.
 *
 * @param equal rows that pair off
 * @param left rows that only the left side has, with how often
 * @param right rows that only the right side has, with how often
 * @param duplicates those among them that the other side has too, only less often
 * @param items one for each distinct row that does not pair off, at most the limit
 */
public record Leftovers(
    long equal, long left, long right, Duplicates duplicates, List<Item> items) {

  /**
   * A distinct row.
   *
   * @param left how often the left side has it
   * @param right how often the right side has it
   * @param place where the side that has it more often has it for the first time
   */
  public record Item(long left, long right, long place) {}

  /** Rows that both sides have, by the side that has them more often. */
  public record Duplicates(long left, long right) {}

  public Leftovers {
    items = List.copyOf(items);
  }

  /**
   * Compares two sets.
   *
   * @param limit how many items are wanted; the counts are exact whatever it is
   */
  public static Leftovers of(Rows left, Rows right, int limit) throws IOException {
    long onlyLeft = 0;
    long onlyRight = 0;
    long moreLeft = 0;
    long moreRight = 0;
    List<Item> items = new ArrayList<>();
    for (int bucket = 0; bucket < Rows.BUCKETS; bucket++) {
      if (left.sameBucket(bucket, right)) {
        continue;
      }
      Tally tally = tally(left, right, bucket);
      onlyLeft += tally.surplus(true);
      onlyRight += tally.surplus(false);
      moreLeft += tally.repeated(true);
      moreRight += tally.repeated(false);
      tally.items(limit - items.size(), items::add);
    }
    return new Leftovers(
        left.size() - onlyLeft, onlyLeft, onlyRight, new Duplicates(moreLeft, moreRight), items);
  }

  /** Shows all distinct rows that do not pair off. */
  public static void items(Rows left, Rows right, Consumer<Item> items) throws IOException {
    for (int bucket = 0; bucket < Rows.BUCKETS; bucket++) {
      if (!left.sameBucket(bucket, right)) {
        tally(left, right, bucket).items(Integer.MAX_VALUE, items);
      }
    }
  }

  private static Tally tally(Rows left, Rows right, int bucket) throws IOException {
    Rows.Shown lefts = left.shown(bucket);
    Rows.Shown rights = right.shown(bucket);
    Parts parts = new Parts();
    lefts.to((entries, length) -> parts.add(entries, length, left.width(), true));
    rights.to((entries, length) -> parts.add(entries, length, right.width(), false));
    Tally tally = new Tally(parts.size());
    lefts.to((entries, length) -> add(entries, length, left.width(), true, parts, tally));
    rights.to((entries, length) -> add(entries, length, right.width(), false, parts, tally));
    return tally;
  }

  private static void add(
      long[] entries, int length, int width, boolean isLeft, Parts parts, Tally tally) {
    for (int at = 0; at < length; at += width) {
      if (parts.differ(entries[at])) {
        tally.add(entries[at], entries[at + 1], entries[at + 2], isLeft);
      }
    }
  }
}
