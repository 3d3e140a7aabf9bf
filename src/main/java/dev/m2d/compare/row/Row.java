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
    NULL(0),
    /** A row of JSON that does not have the member. */
    ABSENT(1),
    /** Bytes, mostly UTF-8. */
    TEXT(2),
    /** A number as it is spelled. */
    NUMBER(3),
    TRUE(4),
    FALSE(5),
    /** An object or a list, as canonical JSON. */
    NESTED(6);

    /** Its place among all of them: a number is kept for each cell sooner than an object. */
    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  private static final Kind[] KINDS = Kind.values();

  private byte[] bytes = new byte[0];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private byte[] kinds = new byte[16];
  private int size;
  private long place;
  private int lineStart;
  private int lineEnd = -1;
  private byte delimiter;
  private boolean isLineWanted;
  private byte wanted;

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
    return KINDS[kinds[cell]];
  }

  /** Whether a cell has no value; a cell below 0 is of a column that the row does not have. */
  public boolean isNull(int cell) {
    return cell < 0 || kinds[cell] <= Kind.ABSENT.code;
  }

  /** Where the row begins: bytes from the start of its file, after decompression. */
  public long place() {
    return place;
  }

  /** Where a row begins in {@link #bytes} that has a {@link #lineEnd}. */
  public int lineStart() {
    return lineStart;
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
  void line(int start, int end, byte between) {
    lineStart = start;
    lineEnd = end;
    delimiter = between;
  }

  /** Whether it is nothing but an end of line. */
  boolean isBlank() {
    return size == 1 && (lineEnd < 0 ? isNull(0) : lineEnd == lineStart);
  }

  /**
   * Asks readers for no cells, but for their number, where a row stands as a line with this
   * delimiter, see {@link #lineEnd}.
   */
  void wantLine(byte between) {
    isLineWanted = true;
    wanted = between;
  }

  /** Whether cells are not asked for where the row is a line with this delimiter. */
  boolean isLineWanted(byte between) {
    return isLineWanted && wanted == between;
  }

  /** So many cells are there, of which nothing else is known. */
  void cells(int count) {
    size = count;
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
    kinds[size++] = kind.code;
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
    kinds[cell] = kind.code;
    starts[cell] = start;
    ends[cell] = end;
  }

  /** Shortens a cell, whose bytes the reader has rewritten. */
  void end(int cell, int end) {
    ends[cell] = end;
  }
}
