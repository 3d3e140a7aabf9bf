package dev.m2d.compare.row;

import java.util.Optional;

/**
 * How a CSV file is written.
 *
 * @param delimiter between cells
 * @param quote around cells; none means that quotes are text
 * @param escape before a quote or a delimiter that is text; none means that a quote is doubled,
 *     which is read beside an escape too
 */
public record Dialect(char delimiter, Optional<Character> quote, Optional<Character> escape) {

  /** RFC 4180. */
  public static final Dialect STANDARD = new Dialect(',', Optional.of('"'), Optional.empty());

  /** The same with another delimiter. */
  public Dialect delimitedBy(char other) {
    return new Dialect(other, quote, escape);
  }

  /** In words, as in "delimiter `;`, quote `'`, escape none". */
  public String text() {
    return "delimiter "
        + shown(Optional.of(delimiter))
        + ", quote "
        + shown(quote)
        + ", escape "
        + shown(escape);
  }

  /** A character as people read it. */
  public static String shown(Optional<Character> character) {
    return character.map(c -> c == '\t' ? "a tab" : "`" + c + "`").orElse("none");
  }

  /** Whether {@link CsvScanner} reads it; commons-csv reads the others. */
  public boolean isPlain() {
    return delimiter < 0x80
        && delimiter != '"'
        && quote.equals(Optional.of('"'))
        && escape.isEmpty();
  }
}
