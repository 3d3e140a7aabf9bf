package dev.m2d.compare.canon;

/**
 * The type of a column.
 *
 * @param valueClass what its values are
 * @param isSingle floating point of 32 bits
 * @param isPadded text that the database fills up with blanks, as `CHAR(5)`
 */
public record ColumnType(ValueClass valueClass, boolean isSingle, boolean isPadded) {

  /** Text, as every cell of a CSV file without a declared type. */
  public static final ColumnType TEXT = of(ValueClass.TEXT);

  /** Values that say themselves what they are. */
  public static final ColumnType VALUE = of(ValueClass.VALUE);

  /** A type without particulars. */
  public static ColumnType of(ValueClass valueClass) {
    return new ColumnType(valueClass, false, false);
  }
}
