package dev.m2d.compare.contract;

import dev.m2d.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the values of a column are compared.
 *
 * @param kind the rule
 * @param as the class that values are read as; empty unless the rule is `AS`
 * @param absolute largest accepted |a - b|; 0 unless the rule is `TOLERANCE`
 * @param relative largest accepted |a - b| / max(|a|, |b|), less than 1
 * @param modifiers what is done to a value before
 * @param terms why it is there and for how long
 * @param span where it is written
 */
public record ColumnRule(
    Kind kind,
    String as,
    double absolute,
    double relative,
    Modifiers modifiers,
    Terms terms,
    Span span) {

  /** The rules. */
  public enum Kind {
    EXACT,
    /** Only whether there is a value. */
    PRESENCE,
    /** The place of the value among the distinct values of its side. */
    RANK,
    /** A time between beginning and end of the run. */
    WITHIN_RUN,
    TOLERANCE,
    /** Both sides are read as one class. */
    AS,
    /** A list whose elements may stand in any order. */
    UNORDERED,
    /** Not compared. */
    DROP;

    /** As the contract spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is done to a value before it is compared.
   *
   * @param isNormalized Unicode form NFC
   * @param naiveAs the zone of times without one, as `UTC` or `+02:00`; empty for none
   * @param precision digits after the point of numbers and seconds; -1 for all
   * @param truncates whether further digits are cut off; they are rounded half up otherwise
   * @param isZeroSigned whether -0.0 is another number than 0.0
   * @param isStatistical whether noise is subtracted
   */
  public record Modifiers(
      boolean isNormalized,
      String naiveAs,
      int precision,
      boolean truncates,
      boolean isZeroSigned,
      boolean isStatistical) {

    /** Nothing is done. */
    public static final Modifiers NONE = new Modifiers(false, "", -1, false, false, false);

    // The equality of records is put together at run time, which every short run would wait for.
    boolean isNone() {
      return !(isNormalized || truncates || isZeroSigned || isStatistical)
          && naiveAs.isEmpty()
          && precision < 0;
    }
  }

  /** The rule of a column that the contract does not name. */
  public static final ColumnRule EXACT =
      new ColumnRule(Kind.EXACT, "", 0, 0, Modifiers.NONE, Terms.NONE, Span.ofFile("parity.yaml"));

  /** Whether values are compared as they are. */
  public boolean isExact() {
    return kind == Kind.EXACT && modifiers.isNone();
  }

  /** In one line, as in `tolerance abs 0.01` or `exact, normalize NFC`. */
  public String text() {
    List<String> words = new ArrayList<>();
    String tolerance =
        (absolute > 0 ? " abs " + number(absolute) : "")
            + (relative > 0 ? " rel " + number(relative) : "");
    words.add(kind == Kind.AS ? "as " + as : kind.word() + tolerance);
    if (modifiers.isNormalized()) {
      words.add("normalize NFC");
    }
    if (!modifiers.naiveAs().isEmpty()) {
      words.add("naive_as " + modifiers.naiveAs());
    }
    if (modifiers.precision() >= 0) {
      String rounding = modifiers.truncates() ? " truncate" : " half_up";
      words.add("precision " + modifiers.precision() + rounding);
    }
    if (modifiers.isZeroSigned()) {
      words.add("signed_zero strict");
    }
    if (modifiers.isStatistical()) {
      words.add("noise statistical");
    }
    return String.join(", ", words);
  }

  private static String number(double value) {
    return Double.toString(value).replaceAll("\\.0(?=E|$)", "").replace('E', 'e');
  }
}
