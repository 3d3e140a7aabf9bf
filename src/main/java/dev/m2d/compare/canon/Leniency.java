package dev.m2d.compare.canon;

import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.TextBytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Encoders that let more values be equal than exactly equal ones. */
public final class Leniency {

  /** Nothing of the value counts. */
  public static final Encoder NOTHING = (row, cell, out) -> {};

  /** Only whether there is a value counts. */
  public static final Encoder PRESENCE =
      (row, cell, out) -> (row.isNull(cell) ? Tag.NULL : Tag.PRESENT).addTo(out);

  /** Encodes with an adjustment. */
  public static Encoder adjusted(Encoder exact, Adjustment how) {
    return how.isNone() ? exact : new Adjusted(exact, how);
  }

  /**
   * Finite numbers count as present, whatever they are; other values as they are.
   *
   * @param exact what writes them
   * @param own type of the column on this side
   */
  public static Encoder measured(Encoder exact, ColumnType own) {
    return (row, cell, out) -> {
      if (Double.isNaN(number(row, cell, own))) {
        exact.add(row, cell, out);
      } else {
        Tag.PRESENT.addTo(out);
      }
    };
  }

  /** The finite number in a cell; NaN where there is none. */
  public static double number(Row row, int cell, ColumnType own) {
    if (cell < 0) {
      return Double.NaN;
    }
    boolean isNumber =
        row.kind(cell) == Row.Kind.NUMBER
            || row.kind(cell) == Row.Kind.TEXT && own.valueClass() != ValueClass.VALUE;
    if (!isNumber) {
      return Double.NaN;
    }
    try {
      double value = Floats.parse(row.bytes(), row.start(cell), row.end(cell));
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The same exactly; empty where there is none. */
  public static Optional<BigDecimal> decimal(Row row, int cell, ColumnType own) {
    double about = number(row, cell, own);
    if (Double.isNaN(about)) {
      return Optional.empty();
    }
    int start = row.start(cell);
    String text =
        new String(row.bytes(), start, row.end(cell) - start, StandardCharsets.ISO_8859_1);
    try {
      return Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.of(BigDecimal.valueOf(about));
    }
  }

  /** A text as a key, see {@link #key}; one that spells a number counts as a number. */
  public static String keyOf(String value, Encoder exact) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    boolean isNumber = value.matches("-?[0-9]+(?:\\.[0-9]+)?");
    TextBytes bytes = new TextBytes();
    exact.add(Row.of(isNumber ? Row.Kind.NUMBER : Row.Kind.TEXT, text), 0, bytes);
    return key(bytes, 0);
  }

  /**
   * The place of each value among the values of its side.
   *
   * @param exact what writes a value
   * @param ranks places by the encoded value, as {@link #key} has it; others count as they are
   */
  public static Encoder ranked(Encoder exact, Map<String, Integer> ranks) {
    return (row, cell, out) -> {
      int begin = out.size();
      exact.add(row, cell, out);
      Integer rank = ranks.get(key(out, begin));
      if (rank != null && !row.isNull(cell)) {
        out.cut(begin);
        Tag.NUMBER.addTo(out);
        out.addLong(rank);
      }
    };
  }

  /** An encoded value, from `begin` on, as a key of a map. */
  public static String key(TextBytes out, int begin) {
    return new String(out.array(), begin, out.size() - begin, StandardCharsets.ISO_8859_1);
  }

  /** Compares two keys: numbers by value, times by time, others by their bytes. */
  public static int compare(String key, String other) {
    return Encoded.ORDER.compare(
        key.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Whether a key is a number, or a text that spells one. */
  public static boolean spellsNumber(String key) {
    return Encoded.spelledNumber(key.getBytes(StandardCharsets.ISO_8859_1)).isPresent();
  }

  /** Compares two keys that {@link #spellsNumber}, by their exact values. */
  public static int compareNumbers(String key, String other) {
    return Encoded.spelledNumber(key.getBytes(StandardCharsets.ISO_8859_1))
        .orElseThrow()
        .compareTo(
            Encoded.spelledNumber(other.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow());
  }

  /** Whether two keys are the same value, where texts that spell times or numbers are those. */
  public static boolean isSame(String key, String other) {
    return Encoded.isSame(
        key.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Whether a key is beyond another one, which texts that spell times or numbers are too; of two
   * that cannot be compared neither is.
   */
  public static boolean isLater(String key, String than) {
    return Encoded.isGreater(
        key.getBytes(StandardCharsets.ISO_8859_1), than.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Whether a key is another one or beyond it; of two that cannot be compared neither is. */
  public static boolean isFrom(String key, String on) {
    return isSame(key, on) || isLater(key, on);
  }

  /** Those of some keys on one of which each of the others is, or beyond it. */
  public static List<String> lowest(List<String> keys) {
    List<String> lowest = new ArrayList<>();
    for (String key : keys) {
      if (lowest.stream().noneMatch(low -> isFrom(key, low))) {
        lowest.removeIf(low -> isFrom(low, key));
        lowest.add(key);
      }
    }
    return lowest;
  }

  /** Whether it can be told which of two keys is beyond the other. */
  public static boolean isComparable(String key, String other) {
    return Encoded.isComparable(
        key.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * A time between two others counts as present; another one differs from every value of the other
   * side.
   *
   * @param exact what writes a value
   * @param outside told of each value outside
   */
  public static Encoder within(Encoder exact, RunWindow window, boolean isLeft, LongAdder outside) {
    return (row, cell, out) -> {
      if (row.isNull(cell)) {
        Tag.NULL.addTo(out);
        return;
      }
      int begin = out.size();
      exact.add(row, cell, out);
      byte[] value = Arrays.copyOfRange(out.array(), begin, out.size());
      out.cut(begin);
      if (window.holds(value)) {
        Tag.PRESENT.addTo(out);
      } else {
        outside.increment();
        Tag.OUTSIDE.addTo(out);
        out.add(isLeft ? 1 : 0);
        out.add(value, 0, value.length);
      }
    };
  }

  private Leniency() {}
}
