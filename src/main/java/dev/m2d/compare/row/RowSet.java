package dev.m2d.compare.row;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.IntStream;

/** The files of one stream on one side, whose rows are one multiset. */
public final class RowSet {

  /** Rows that are read to learn the columns of files that do not name them first. */
  private static final int SAMPLE = 1000;

  private static final int PLACE_BITS = 48;

  private final List<Source> files;
  private final List<Format> formats;
  private final Set<String> columns = new LinkedHashSet<>();
  private final boolean isTyped;
  private final Map<Integer, LineIndex> indexes = new HashMap<>();

  /** What to do with a row. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a row, which is valid during the call only.
     *
     * @param cells for each wanted column its cell in the row, -1 where the row has none
     * @param place names the row for {@link #fetch}
     */
    void row(Row row, int[] cells, long place) throws IOException;

    /**
     * The delimiter of lines that it takes in place of cells: of a row that has all wanted columns
     * in their order and a {@link Row#lineEnd} it asks for nothing else then. Empty when it needs
     * the cells of all rows.
     */
    default Optional<Byte> takesLines() {
      return Optional.empty();
    }
  }

  /**
   * Files of the same rows.
   *
   * @param formats one for each file
   */
  public RowSet(List<Source> files, List<Format> formats) throws IOException {
    this.files = List.copyOf(files);
    this.formats = List.copyOf(formats);
    boolean hasJson = false;
    boolean hasCsv = false;
    for (int i = 0; i < files.size(); i++) {
      files.get(i).refuseUtf16();
      try (RowReader reader = formats.get(i).open(files.get(i), List.of())) {
        Row row = new Row();
        boolean isJson = formats.get(i) instanceof Format.JsonLines;
        boolean more = isJson;
        for (int n = 0; more && n < SAMPLE; n++) {
          more = reader.next(row);
        }
        columns.addAll(reader.columns());
        hasJson |= isJson;
        hasCsv |= !isJson && !reader.columns().isEmpty();
      }
    }
    isTyped = hasJson && !hasCsv;
  }

  /** Whether each value says what it is; a file without columns takes nothing from that. */
  public boolean isTyped() {
    return isTyped;
  }

  /** The files. */
  public List<Source> files() {
    return files;
  }

  /** How each file holds its rows. */
  public List<Format> formats() {
    return formats;
  }

  /** Names of the columns met so far, in the order of the files. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** Shows all rows. Columns that are met only now are among {@link #columns} afterwards. */
  public void scan(List<String> wanted, Visitor visitor) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      try (RowReader reader = open(i)) {
        int[] cells = cells(reader, wanted);
        long file = (long) i << PLACE_BITS;
        Row row = new Row();
        if (isWhole(reader, cells)) {
          visitor.takesLines().ifPresent(row::wantLine);
        }
        while (reader.next(row)) {
          visitor.row(row, cells, file | row.place());
        }
        columns.addAll(reader.columns());
        if (reader instanceof CsvScanner scanner) {
          indexes.put(i, scanner.lines());
        }
      }
    }
  }

  /** Shows some rows again, in the order of their places. */
  public void fetch(long[] places, List<String> wanted, Visitor visitor) throws IOException {
    long[] sorted = places.clone();
    Arrays.sort(sorted);
    int from = 0;
    while (from < sorted.length) {
      int file = (int) (sorted[from] >>> PLACE_BITS);
      int to = from;
      while (to < sorted.length && sorted[to] >>> PLACE_BITS == file) {
        to++;
      }
      long[] here = Arrays.copyOfRange(sorted, from, to);
      if (formats.get(file) instanceof Format.Csv csv && csv.dialect().isPlain()) {
        jump(file, csv, here, wanted, visitor);
      } else {
        pick(file, here, wanted, visitor);
      }
      from = to;
    }
  }

  /** For some places the file and line, as in `orders.csv:12`. */
  public Map<Long, String> lines(SortedSet<Long> places) throws IOException {
    Map<Long, String> lines = new HashMap<>();
    for (int file = 0; file < files.size(); file++) {
      long first = (long) file << PLACE_BITS;
      SortedSet<Long> here = places.subSet(first, first + (1L << PLACE_BITS));
      Format format = formats.get(file);
      String name = files.get(file).name();
      if (format instanceof Format.Csv csv && !csv.dialect().isPlain()) {
        here.forEach(p -> lines.put(p, name + ", record " + (p - first)));
      } else if (!here.isEmpty()) {
        InputStream plain = files.get(file).open();
        try (InputStream in = format instanceof Format.Csv ? plain : new Utf8Repair(plain)) {
          LineCounter counter = new LineCounter(in);
          for (long place : here) {
            if (plain instanceof FileInputStream seekable && indexes.containsKey(file)) {
              LineIndex index = indexes.get(file);
              long near = index.near(place - first);
              counter.skip(seekable, near, 1 + index.before(near));
            }
            lines.put(place, name + ":" + counter.lineOf(place - first));
          }
        }
      }
    }
    return lines;
  }

  private void jump(int file, Format.Csv csv, long[] places, List<String> wanted, Visitor visitor)
      throws IOException {
    Source source = files.get(file);
    List<String> header;
    try (RowReader reader = open(file)) {
      header = reader.columns();
    }
    Row row = new Row();
    try (CsvScanner reader = new CsvScanner(source, csv.dialect().delimiter(), header)) {
      int[] cells = cells(reader, wanted);
      for (long place : places) {
        reader.go(place & (1L << PLACE_BITS) - 1);
        if (reader.next(row)) {
          visitor.row(row, cells, place);
        }
      }
    }
  }

  private void pick(int file, long[] places, List<String> wanted, Visitor visitor)
      throws IOException {
    try (RowReader reader = open(file)) {
      int[] cells = cells(reader, wanted);
      Row row = new Row();
      for (long place : places) {
        boolean found = false;
        while (!found && reader.next(row)) {
          found = ((long) file << PLACE_BITS | row.place()) == place;
        }
        if (found) {
          visitor.row(row, cells, place);
        }
      }
    }
  }

  /** Whether the rows of a file are what is wanted. */
  private static boolean isWhole(RowReader reader, int[] cells) {
    return cells.length == reader.columns().size()
        && Arrays.equals(cells, IntStream.range(0, cells.length).toArray());
  }

  private RowReader open(int file) throws IOException {
    return formats.get(file).open(files.get(file), columns());
  }

  private static int[] cells(RowReader reader, List<String> wanted) {
    List<String> has = new ArrayList<>(reader.columns());
    return wanted.stream().mapToInt(has::indexOf).toArray();
  }
}
