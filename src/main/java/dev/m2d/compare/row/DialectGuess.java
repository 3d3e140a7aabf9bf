package dev.m2d.compare.row;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Finds out how a CSV file is written, from its beginning: the first of the quotes and escapes that
 * reads all of it as rows with the same number of cells, with the delimiter that gives the most.
 *
 * @param delimiters that may be; the first where none of them is better
 * @param quotes that may be, likewise
 * @param escapes that may be, likewise
 */
public record DialectGuess(
    List<Character> delimiters,
    List<Optional<Character>> quotes,
    List<Optional<Character>> escapes) {

  /** When nothing is known. That cells have no quotes is never guessed: a file may be cut off. */
  public static final DialectGuess ANY =
      new DialectGuess(
          List.of(',', ';', '\t', '|'),
          List.of(Optional.of('"'), Optional.of('\'')),
          List.of(Optional.empty(), Optional.of('\\')));

  /** Of files that the capture wrote. */
  public static final DialectGuess STANDARD =
      new DialectGuess(
          List.of(Dialect.STANDARD.delimiter()),
          List.of(Dialect.STANDARD.quote()),
          List.of(Dialect.STANDARD.escape()));

  private static final int SAMPLE = 1 << 16;
  private static final int ROWS = 100;

  public DialectGuess {
    delimiters = List.copyOf(delimiters);
    quotes = List.copyOf(quotes);
    escapes = List.copyOf(escapes);
  }

  /** The dialect of a file. */
  public Dialect of(Source source) throws IOException {
    DialectGuess guess = named(source);
    return guess.isSure() ? guess.first() : guess.best(sample(source));
  }

  /**
   * Whether the dialect of a file is another than the standard one, and nobody has said so: it was
   * found out, which may be wrong.
   */
  public boolean isFound(Source source, Dialect dialect) {
    DialectGuess guess = named(source);
    Dialect standard = Dialect.STANDARD;
    return (guess.delimiters.size() > 1 && dialect.delimiter() != standard.delimiter())
        || (guess.quotes.size() > 1 && !dialect.quote().equals(standard.quote()))
        || (guess.escapes.size() > 1 && !dialect.escape().equals(standard.escape()));
  }

  /** The same after the name of a file, which may tell its delimiter. */
  private DialectGuess named(Source source) {
    boolean isTabs = source.name().toLowerCase(Locale.ROOT).matches(".*\\.tsv(\\.gz)?");
    return isTabs && delimiters.contains('\t')
        ? new DialectGuess(List.of('\t'), quotes, escapes)
        : this;
  }

  private boolean isSure() {
    return delimiters.size() == 1 && quotes.size() == 1 && escapes.size() == 1;
  }

  private Dialect first() {
    return new Dialect(delimiters.get(0), quotes.get(0), escapes.get(0));
  }

  private static byte[] sample(Source source) throws IOException {
    try (InputStream in = source.open()) {
      return in.readNBytes(SAMPLE);
    }
  }

  private Dialect best(byte[] sample) {
    List<Dialect> quotings = quotings(sample);
    for (Dialect quoting : quotings) {
      Optional<Reading> found = widest(sample, quoting).filter(Reading::isWhole);
      if (found.isPresent()) {
        return found.get().dialect();
      }
    }
    Optional<Reading> broken = widest(sample, first());
    if (broken.isPresent()) {
      return broken.get().dialect();
    }
    return quotings.stream()
        .filter(q -> Reading.of(sample, q).isWhole())
        .findFirst()
        .orElse(first());
  }

  /** The quotes and escapes that the file has, the first ones in any case. */
  private List<Dialect> quotings(byte[] sample) {
    List<Dialect> quotings = new ArrayList<>();
    for (Optional<Character> escape : escapes) {
      for (Optional<Character> quote : quotes) {
        Dialect dialect = new Dialect(delimiters.get(0), quote, escape);
        boolean isThere =
            (quote.equals(quotes.get(0)) || has(sample, quote))
                && (escape.equals(escapes.get(0)) || has(sample, escape));
        if (isThere) {
          quotings.add(dialect);
        }
      }
    }
    return quotings;
  }

  private static boolean has(byte[] sample, Optional<Character> wanted) {
    for (byte b : sample) {
      if (wanted.isPresent() && b == wanted.get()) {
        return true;
      }
    }
    return false;
  }

  /** What the delimiter reads that gives the most cells, when that is more than one. */
  private Optional<Reading> widest(byte[] sample, Dialect quoting) {
    Optional<Reading> best = Optional.empty();
    for (char delimiter : delimiters) {
      Reading reading = Reading.of(sample, quoting.delimitedBy(delimiter));
      if (reading.cells() > best.map(Reading::cells).orElse(1)) {
        best = Optional.of(reading);
      }
    }
    return best;
  }

  /**
   * What a dialect makes of the beginning of a file.
   *
   * @param cells of all rows but the last; 0 when they have not the same number
   * @param isWhole whether nothing speaks against it
   */
  private record Reading(Dialect dialect, int cells, boolean isWhole) {

    static Reading of(byte[] sample, Dialect dialect) {
      List<CSVRecord> rows = new ArrayList<>();
      try (CsvText text = new CsvText(new ByteArrayInputStream(sample), dialect.escape());
          CSVParser parser =
              CSVParser.builder()
                  .setReader(text)
                  .setFormat(CommonsCsvReader.format(dialect))
                  .get()) {
        try {
          parser.stream().filter(Reading::isRow).limit(ROWS).forEach(rows::add);
        } catch (UncheckedIOException e) {
          // In a sample that ends inside quotes nothing is wrong.
          if (sample.length < SAMPLE || !text.hasEnded()) {
            return new Reading(dialect, 0, false);
          }
        }
      } catch (IOException e) {
        return new Reading(dialect, 0, false);
      }
      if (rows.isEmpty()) {
        return new Reading(dialect, 0, false);
      }
      int cells = rows.get(0).size();
      for (CSVRecord row : rows.subList(1, Math.max(1, rows.size() - 1))) {
        if (row.size() != cells) {
          return new Reading(dialect, 0, false);
        }
      }
      // Of a file that is longer the last row may be cut off.
      boolean isCut = sample.length == SAMPLE && rows.size() < ROWS;
      boolean isWhole = isCut || rows.get(rows.size() - 1).size() == cells;
      try {
        return new Reading(dialect, cells, isWhole && !hasOtherQuotes(sample, rows, dialect));
      } catch (IOException e) {
        return new Reading(dialect, cells, false);
      }
    }

    private static boolean isRow(CSVRecord row) {
      return row.size() > 1 || row.get(0) != null;
    }

    /**
     * Whether cells begin with double quotes where single ones are tried, which is what a file
     * looks like that is cut off; or all names stand in single quotes where double ones are.
     */
    private static boolean hasOtherQuotes(byte[] sample, List<CSVRecord> rows, Dialect dialect)
        throws IOException {
      if (dialect.quote().equals(Optional.of('\''))) {
        long records = rows.get(rows.size() - 1).getRecordNumber();
        return CellStarts.haveDoubleQuote(sample, dialect, records);
      }
      return rows.get(0).stream().allMatch(c -> c != null && c.matches("'.+'"));
    }
  }
}
