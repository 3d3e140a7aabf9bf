package dev.m2d.compare.row;

import java.util.Arrays;

/**
 * One row as its file has it: each cell is a slice of one array and a kind. One object serves all
 * rows of a reader, so that nothing is allocated for a cell.
 */
public final class Row {

  /** What a cell is. A CSV file knows only `NULL` and `TEXT`. */
  public enum Kind {
    /** No value: `null`, or in CSV an empty cell without quotes. */
    NULL,
    /** A row of JSON that does not have the member. */
    ABSENT,
    /** Bytes, mostly UTF-8. */
    TEXT,
    /** A number as it is spelled. */
    NUMBER,
    TRUE,
    FALSE,
    /** An object or a list, as canonical JSON. */
    NESTED
  }

  private byte[] bytes = new byte[0];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private Kind[] kinds = new Kind[16];
  private int size;
  private long place;
  private int lineEnd = -1;
  private byte delimiter;

  /** Number of cells. */
  public int size() {
    return size;
  }

  /** The array that the cells are slices of; valid until the next row is read. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where a cell begins in {@link #bytes}. */
  public int start(int cell) {
    return starts[cell];
  }

  /** Where a cell ends in {@link #bytes}. */
  public int end(int cell) {
    return ends[cell];
  }

  /** What a cell is. */
  public Kind kind(int cell) {
    return kinds[cell];
  }

  /** Whether a cell has no value; a cell below 0 is of a column that the row does not have. */
  public boolean isNull(int cell) {
    return cell < 0 || kinds[cell] == Kind.NULL || kinds[cell] == Kind.ABSENT;
  }

  /** Where the row begins: bytes from the start of its file, after decompression. */
  public long place() {
    return place;
  }

  /**
   * Where the row ends in {@link #bytes} when it stands there as a line of CSV without any quote,
   * from the start of its first cell on, with the given delimiter between its cells; -1 otherwise.
   */
  public int lineEnd(byte between) {
    return delimiter == between ? lineEnd : -1;
  }

  /** A row of one cell. */
  public static Row of(Kind kind, byte[] cell) {
    Row row = new Row();
    row.begin(cell, 0);
    row.add(kind, 0, cell.length);
    return row;
  }

  /** Starts a row without cells. */
  void begin(byte[] array, long at) {
    bytes = array;
    place = at;
    size = 0;
    lineEnd = -1;
  }

  /** The row stands in the array as a line without quotes. */
  void line(int end, byte between) {
    lineEnd = end;
    delimiter = between;
  }

  /** The array has been replaced by a longer one with the same beginning. */
  void moved(byte[] array) {
    bytes = array;
  }

  /** Adds a cell. */
  void add(Kind kind, int start, int end) {
    if (size == starts.length) {
      int larger = 2 * size;
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
      kinds = Arrays.copyOf(kinds, larger);
    }
    starts[size] = start;
    ends[size] = end;
    kinds[size++] = kind;
  }

  /** Makes `count` cells, all absent, for readers that meet the cells in any order. */
  void absent(int count) {
    size = 0;
    for (int i = 0; i < count; i++) {
      add(Kind.ABSENT, 0, 0);
    }
  }

  /** Sets a cell that is there. */
  void set(int cell, Kind kind, int start, int end) {
    kinds[cell] = kind;
    starts[cell] = start;
    ends[cell] = end;
  }

  /** Shortens a cell, whose bytes the reader has rewritten. */
  void end(int cell, int end) {
    ends[cell] = end;
  }
}
