package dev.m2d.compare.row;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rows of one cell. */
public final class RowForTest {

  /** A row with a text, or with null. */
  public static Row of(@Nullable String text) {
    Row row = new Row();
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    row.begin(bytes, 0);
    row.add(text == null ? Row.Kind.NULL : Row.Kind.TEXT, 0, bytes.length);
    return row;
  }

  private RowForTest() {}
}
