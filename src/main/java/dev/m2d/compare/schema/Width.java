package dev.m2d.compare.schema;

import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.bundle.TableSchema.Column;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which declared types hold which others. */
final class Width {

  /** Whole numbers from the narrowest on, as databases call them. */
  private static final List<List<String>> WHOLE =
      List.of(
          List.of("tinyint", "int1"),
          List.of("smallint", "int2"),
          List.of("mediumint"),
          List.of("integer", "int", "int4"),
          List.of("bigint", "int8"));

  static boolean areIdentical(Column a, Column b) {
    return a.type().equals(b.type())
        && a.valueClass() == b.valueClass()
        && a.precision().equals(b.precision())
        && a.scale().equals(b.scale())
        && a.length().equals(b.length());
  }

  /** Whether every value of the narrow column fits the wide one unchanged. */
  static boolean holds(Column wide, Column narrow) {
    TableSchema.Type from = narrow.valueClass();
    TableSchema.Type to = wide.valueClass();
    if (from == TableSchema.Type.FLOAT32 && to == TableSchema.Type.FLOAT64) {
      return true;
    }
    boolean isText =
        to == TableSchema.Type.TEXT
            && (from == TableSchema.Type.TEXT || from == TableSchema.Type.CHAR);
    if (!isText && from != to) {
      return false;
    }
    return switch (to) {
      case TEXT, CHAR, BYTES -> fits(narrow.length(), wide.length());
      case NUMBER -> numbers(wide, narrow);
      case TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL -> fits(narrow.precision(), wide.precision());
      default -> false;
    };
  }

  /** No limit holds everything. */
  private static boolean fits(Optional<Integer> narrow, Optional<Integer> wide) {
    return wide.isEmpty() || narrow.isPresent() && narrow.get() <= wide.get();
  }

  private static boolean numbers(Column wide, Column narrow) {
    int from = rank(narrow);
    int to = rank(wide);
    if (from >= 0 && to >= 0) {
      return from <= to;
    }
    if (to >= 0) {
      return false;
    }
    if (wide.precision().isEmpty()) {
      return true;
    }
    int scale = wide.scale().orElse(0);
    int whole = wide.precision().get() - scale;
    boolean known = narrow.precision().isPresent();
    return known
        && narrow.scale().orElse(0) <= scale
        && narrow.precision().get() - narrow.scale().orElse(0) <= whole;
  }

  private static int rank(Column column) {
    String name = column.type().toLowerCase(Locale.ROOT).replaceAll("\\(.*", "").strip();
    for (int i = 0; i < WHOLE.size(); i++) {
      if (WHOLE.get(i).contains(name)) {
        return i;
      }
    }
    return -1;
  }

  private Width() {}
}
