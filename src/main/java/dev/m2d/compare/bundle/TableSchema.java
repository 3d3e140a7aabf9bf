package dev.m2d.compare.bundle;

import java.util.List;
import java.util.Optional;

/**
 * The columns of a table: schema/*.json.
 *
 * @param sha256 of the file with its rows as it was captured, key `data`; empty in bundles that
 *     were captured before it was written
 */
public record TableSchema(
    List<Column> columns, List<String> primaryKey, List<String> indexes, Optional<String> sha256) {

  public TableSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    indexes = List.copyOf(indexes);
  }

  /** What the values of a column are. */
  public enum Type {
    TEXT,
    NUMBER,
    FLOAT32,
    FLOAT64,
    BOOL,
    BYTES,
    DATE,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UUID,
    JSON,
    INTERVAL,
    ARRAY,
    OPAQUE,
    CHAR
  }

  /**
   * A column.
   *
   * @param type its type as the database has it
   * @param valueClass what its values are, key `class`
   * @param precision digits of a number, or of the fraction of a second
   * @param length the most characters or bytes
   */
  public record Column(
      String name,
      String type,
      Type valueClass,
      Optional<Integer> precision,
      Optional<Integer> scale,
      Optional<Integer> length,
      boolean nullable,
      Optional<String> collation) {}
}
