package dev.m2d.compare.schema;

import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.ValueClass;
import java.util.Locale;

/** Declared types of columns as the classes that values are compared in. */
public final class Types {

  /** The type of a declared class. */
  public static ColumnType of(TableSchema.Type declared) {
    return switch (declared) {
      case TEXT -> ColumnType.TEXT;
      case CHAR -> new ColumnType(ValueClass.TEXT, false, true);
      case NUMBER -> ColumnType.of(ValueClass.NUMBER);
      case FLOAT32 -> new ColumnType(ValueClass.FLOAT, true, false);
      case FLOAT64 -> ColumnType.of(ValueClass.FLOAT);
      case BOOL -> ColumnType.of(ValueClass.BOOL);
      case BYTES -> ColumnType.of(ValueClass.BYTES);
      case DATE -> ColumnType.of(ValueClass.DATE);
      case TIME -> ColumnType.of(ValueClass.TIME);
      case TIMESTAMP -> ColumnType.of(ValueClass.TIMESTAMP);
      case TIMESTAMPTZ -> ColumnType.of(ValueClass.TIMESTAMPTZ);
      case UUID -> ColumnType.of(ValueClass.UUID);
      // Arrays that a database spells in its own way are compared as text.
      case JSON, ARRAY -> ColumnType.of(ValueClass.JSON);
      case INTERVAL -> ColumnType.of(ValueClass.INTERVAL);
      case OPAQUE -> ColumnType.of(ValueClass.OPAQUE);
    };
  }

  /** The same for its name in a contract. */
  public static ColumnType of(String name) {
    return of(TableSchema.Type.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  private Types() {}
}
