package dev.m2d.compare.multiset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The rows of one side: a hash and a place each, in buckets by hash. Each bucket also has a count
 * and a sum of its hashes, so that buckets that are equal need not be read again. Full buckets are
 * written to a temporary file: memory does not grow with the rows, but for four bytes for each
 * block of 16 KB.
 */
public final class Rows implements Closeable {

  static final int BUCKETS = 1024;
  private static final int PLAIN = 3;

  /** Numbers that a full bucket holds in memory, whatever a row takes: 16 KB. */
  private static final int BLOCK_LONGS = 2048;

  /** Rows of a bucket that are kept while it is looked at; more have the same hash. */
  private static final int HELD = 200_000;

  private final int entry;
  private final int blockEntries;
  private final int blockBytes;
  private final Spill spill;
  private final ByteBuffer block;
  private final long[][] open = new long[BUCKETS][];
  private final int[] used = new int[BUCKETS];
  private final int[][] blocks = new int[BUCKETS][];
  private final int[] blockCounts = new int[BUCKETS];
  private final long[] counts = new long[BUCKETS];
  private final long[] highs = new long[BUCKETS];
  private final long[] lows = new long[BUCKETS];
  private long size;

  /**
   * An empty set of rows, which may carry values besides their hash.
   *
   * @param file where a temporary file may be made
   * @param values how many of them each row has
   */
  public Rows(Path file, int values) {
    spill = new Spill(file);
    entry = PLAIN + values;
    blockEntries = Math.max(1, BLOCK_LONGS / entry);
    blockBytes = blockEntries * entry * Long.BYTES;
    block = ByteBuffer.allocateDirect(blockBytes).order(ByteOrder.nativeOrder());
  }

  /** Adds a row. */
  public void add(long high, long low, long place) throws IOException {
    room(high, low, place);
  }

  /** Adds a row with its values. */
  public void add(long high, long low, long place, long[] values) throws IOException {
    int bucket = room(high, low, place);
    System.arraycopy(values, 0, open[bucket], used[bucket] - entry + PLAIN, values.length);
  }

  private int room(long high, long low, long place) throws IOException {
    int bucket = (int) (high >>> 54);
    long[] entries = open[bucket];
    int at = used[bucket];
    if (entries == null) {
      entries = new long[Math.min(8, blockEntries) * entry];
      open[bucket] = entries;
    } else if (at == entries.length) {
      if (at == blockEntries * entry) {
        flush(bucket);
        at = 0;
      } else {
        entries = Arrays.copyOf(entries, Math.min(2 * at, blockEntries * entry));
        open[bucket] = entries;
      }
    }
    entries[at] = high;
    entries[at + 1] = low;
    entries[at + 2] = place;
    used[bucket] = at + entry;
    counts[bucket]++;
    highs[bucket] += high;
    lows[bucket] += low;
    size++;
    return bucket;
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

  /**
   * All rows of a bucket, in the order in which they were added: hash, place and values of each,
   * one after the other.
   */
  long[] entries(int bucket) throws IOException {
    long[] all = new long[Math.multiplyExact(count(bucket), entry)];
    int at = 0;
    for (int i = 0; i < blockCounts[bucket]; i++) {
      block.clear();
      spill.read(block, (long) blocks[bucket][i] * blockBytes);
      block.flip();
      block.asLongBuffer().get(all, at, blockEntries * entry);
      at += blockEntries * entry;
    }
    if (open[bucket] != null) {
      System.arraycopy(open[bucket], 0, all, at, used[bucket]);
    }
    return all;
  }

  /** Some rows, as {@link #entries} has them, in the first `length` numbers. */
  @FunctionalInterface
  interface Part {
    void take(long[] entries, int length);
  }

  /** Rows that can be shown more than once. */
  @FunctionalInterface
  interface Shown {
    void to(Part part) throws IOException;
  }

  /** The rows of a bucket: in one part, or, where they are too many, each time as they are read. */
  Shown shown(int bucket) throws IOException {
    if (counts[bucket] > HELD) {
      return part -> eachPart(bucket, part);
    }
    long[] all = entries(bucket);
    return part -> part.take(all, all.length);
  }

  /** Shows the rows of a bucket in small parts as they are read. */
  void eachPart(int bucket, Part part) throws IOException {
    long[] entries = new long[blockEntries * entry];
    for (int i = 0; i < blockCounts[bucket]; i++) {
      block.clear();
      spill.read(block, (long) blocks[bucket][i] * blockBytes);
      block.flip();
      block.asLongBuffer().get(entries);
      part.take(entries, entries.length);
    }
    if (open[bucket] != null) {
      part.take(open[bucket], used[bucket]);
    }
  }

  /** Numbers that each row takes in {@link #entries}. */
  int width() {
    return entry;
  }

  private void flush(int bucket) throws IOException {
    block.clear();
    block.asLongBuffer().put(open[bucket], 0, blockEntries * entry);
    int number = Math.toIntExact(spill.append(block) / blockBytes);
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
