package dev.m2d.compare.multiset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The rows of one side: a hash and a place each, in buckets by hash. Each bucket also has a count
 * and a sum of its hashes, so that buckets that are equal need not be read again. Full buckets are
 * written to a temporary file: memory does not grow with the rows, but for four bytes for each
 * block of 682 rows.
 */
public final class Rows implements Closeable {

  static final int BUCKETS = 1024;
  private static final int ENTRY = 3;
  private static final int BLOCK_ENTRIES = 682;
  private static final int BLOCK_BYTES = BLOCK_ENTRIES * ENTRY * Long.BYTES;

  private final Spill spill;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
  private final long[][] open = new long[BUCKETS][];
  private final int[] used = new int[BUCKETS];
  private final int[][] blocks = new int[BUCKETS][];
  private final int[] blockCounts = new int[BUCKETS];
  private final long[] counts = new long[BUCKETS];
  private final long[] highs = new long[BUCKETS];
  private final long[] lows = new long[BUCKETS];
  private long size;

  /**
   * An empty set.
   *
   * @param file where a temporary file may be made
   */
  public Rows(Path file) {
    spill = new Spill(file);
  }

  /** Adds a row. */
  public void add(long high, long low, long place) throws IOException {
    int bucket = (int) (high >>> 54);
    long[] entries = open[bucket];
    int at = used[bucket];
    if (entries == null) {
      entries = new long[8 * ENTRY];
      open[bucket] = entries;
    } else if (at == entries.length) {
      if (at == BLOCK_ENTRIES * ENTRY) {
        flush(bucket);
        at = 0;
      } else {
        entries = Arrays.copyOf(entries, Math.min(2 * at, BLOCK_ENTRIES * ENTRY));
        open[bucket] = entries;
      }
    }
    entries[at] = high;
    entries[at + 1] = low;
    entries[at + 2] = place;
    used[bucket] = at + ENTRY;
    counts[bucket]++;
    highs[bucket] += high;
    lows[bucket] += low;
    size++;
  }

  /** Number of rows. */
  public long size() {
    return size;
  }

  /** Whether a bucket holds the same rows as that of another set. */
  boolean sameBucket(int bucket, Rows other) {
    return counts[bucket] == other.counts[bucket]
        && highs[bucket] == other.highs[bucket]
        && lows[bucket] == other.lows[bucket];
  }

  /** Number of rows in a bucket. */
  int count(int bucket) {
    return Math.toIntExact(counts[bucket]);
  }

  /** What to do with each row of a bucket. */
  @FunctionalInterface
  interface Visitor {
    void row(long high, long low, long place);
  }

  /** Shows all rows of a bucket, in the order in which they were added. */
  void forEach(int bucket, Visitor visitor) throws IOException {
    for (int i = 0; i < blockCounts[bucket]; i++) {
      block.clear();
      spill.read(block, (long) blocks[bucket][i] * BLOCK_BYTES);
      block.flip();
      while (block.hasRemaining()) {
        visitor.row(block.getLong(), block.getLong(), block.getLong());
      }
    }
    long[] entries = open[bucket];
    for (int i = 0; entries != null && i < used[bucket]; i += ENTRY) {
      visitor.row(entries[i], entries[i + 1], entries[i + 2]);
    }
  }

  private void flush(int bucket) throws IOException {
    block.clear();
    block.asLongBuffer().put(open[bucket], 0, BLOCK_ENTRIES * ENTRY);
    int number = Math.toIntExact(spill.append(block) / BLOCK_BYTES);
    int[] numbers = blocks[bucket];
    int count = blockCounts[bucket];
    if (numbers == null || count == numbers.length) {
      numbers = numbers == null ? new int[4] : Arrays.copyOf(numbers, 2 * count);
      blocks[bucket] = numbers;
    }
    numbers[count] = number;
    blockCounts[bucket] = count + 1;
    used[bucket] = 0;
  }

  @Override
  public void close() throws IOException {
    spill.close();
  }
}
