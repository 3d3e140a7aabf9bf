package dev.m2d.compare.schema;

import dev.m2d.compare.verdict.Verdict;
import java.util.Locale;

/**
 * A column whose declarations are not identical.
 *
 * @param column its name on the left, or on the right where only that side has it; `(primary key)`
 *     for that of the table
 * @param finding what is not identical
 * @param left what the left side declares; empty where it has no such column
 * @param right what the right side declares; empty where it has no such column
 * @param verdict what it means; EQUAL when the contract accepts it
 */
public record ColumnVerdict(
    String column, Finding finding, String left, String right, Verdict verdict) {

  /** Whether both sides have the column. */
  public boolean isAboutBoth() {
    return finding != Finding.MISSING && finding != Finding.EXTRA;
  }

  /** In words, without a full stop. */
  public String sentence() {
    return "`" + column + "` is " + finding.word() + ": " + left + " and " + right;
  }

  /** What is not identical. */
  public enum Finding {
    /** The right type holds all values of the left one. */
    WIDER,
    INCOMPATIBLE,
    MISSING,
    EXTRA,
    NULLABILITY,
    COLLATION,
    PRIMARY_KEY,
    /** The database's own type has no class of its own, so that its text is compared. */
    OPAQUE;

    /** As outputs spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
