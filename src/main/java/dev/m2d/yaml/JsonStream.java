package dev.m2d.yaml;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes a JSON document in UTF-8 piece by piece, indented as {@link JsonWriter} does. A document
 * of a thousand plugins has 14 MB, and a general generator takes several times as long.
 */
public final class JsonStream implements AutoCloseable {

  /** Says how the parts of a document are shown. */
  public interface Filter {

    /** The value that is shown under a key: the same, or another. */
    Value field(String key, Value value);

    /** The text that is shown for one that no {@link #field} has changed. */
    String text(String text);
  }

  private static final int SIZE = 1 << 16;

  /** A line break, and more blanks than most lines begin with. */
  private static final byte[] BLANKS = new byte[256];

  static {
    Arrays.fill(BLANKS, (byte) ' ');
    BLANKS[0] = '\n';
  }

  private static final Filter ALL =
      new Filter() {
        @Override
        public Value field(String key, Value value) {
          return value;
        }

        @Override
        public String text(String text) {
          return text;
        }
      };

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private final BiConsumer<String, Value> fields = this::field;
  private Filter filter = ALL;
  private int end;
  private int depth;
  private boolean isEmpty;

  /** Writes to `out`, which stays open. */
  public JsonStream(OutputStream out) {
    this.out = out;
  }

  /** Passes all that comes now through it. */
  public void filter(Filter next) {
    filter = next;
  }

  /** Begins a mapping: the document, or an item of a list. */
  public JsonStream map() {
    if (depth > 0) {
      next();
    }
    open('{');
    return this;
  }

  /** Begins a mapping under a key. */
  public JsonStream map(String key) {
    name(key);
    open('{');
    return this;
  }

  /** Begins a list under a key. */
  public JsonStream list(String key) {
    name(key);
    open('[');
    return this;
  }

  /** A key with its value. */
  public JsonStream put(String key, Value value) {
    field(key, value);
    return this;
  }

  /** The fields of a mapping. */
  public JsonStream putAll(Map<String, Value> all) {
    all.forEach(fields);
    return this;
  }

  /** Ends a mapping. */
  public JsonStream endMap() {
    close('}');
    return this;
  }

  /** Ends a list. */
  public JsonStream endList() {
    close(']');
    return this;
  }

  private void field(String key, Value value) {
    name(key);
    Value shown = filter.field(key, value);
    if (shown != value && shown instanceof Value.Text t) {
      text(t.value());
    } else {
      value(shown);
    }
  }

  private void value(Value value) {
    if (value instanceof Value.Text t) {
      text(filter.text(t.value()));
    } else if (value instanceof Value.Fields map) {
      open('{');
      map.values().forEach(fields);
      close('}');
    } else if (value instanceof Value.Items items) {
      items(items.values());
    } else if (value instanceof Value.Bool b) {
      raw(b.value() ? "true" : "false");
    } else if (value instanceof Value.Int i) {
      raw(i.value().toString());
    } else if (value instanceof Value.Real r) {
      raw(JsonWriter.number(r));
    } else if (value instanceof Value.Decimal d) {
      text(d.text());
    } else if (value instanceof Value.Tagged t) {
      text(t.text());
    } else if (value instanceof Value.Timestamp t) {
      text(t.iso());
    } else {
      raw("null");
    }
  }

  private void items(List<Value> items) {
    open('[');
    for (int i = 0; i < items.size(); i++) {
      next();
      value(items.get(i));
    }
    close(']');
  }

  private void name(String key) {
    next();
    text(key);
    raw(" : ");
  }

  private void open(char bracket) {
    put(bracket);
    depth++;
    isEmpty = true;
  }

  private void close(char bracket) {
    depth--;
    if (isEmpty) {
      put(' ');
    } else {
      line();
    }
    put(bracket);
    isEmpty = false;
  }

  /** What stands before a field or an item. */
  private void next() {
    if (!isEmpty) {
      put(',');
    }
    isEmpty = false;
    line();
  }

  private void line() {
    int width = 1 + 2 * depth;
    copy(BLANKS, 0, Math.min(width, BLANKS.length));
    for (int i = BLANKS.length; i < width; i++) {
      put(' ');
    }
  }

  private void put(char ascii) {
    if (end == SIZE) {
      flush();
    }
    buffer[end++] = (byte) ascii;
  }

  private void raw(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
  }

  private void text(String text) {
    put('"');
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      // What is below 0 is a part of a longer character.
      if (b < ' ' && b >= 0 || b == '"' || b == '\\') {
        copy(utf8, from, i);
        raw(escape((char) b));
        from = i + 1;
      }
    }
    copy(utf8, from, utf8.length);
    put('"');
  }

  private void copy(byte[] bytes, int from, int to) {
    int count = to - from;
    if (count > SIZE - end) {
      flush();
    }
    if (count > SIZE) {
      write(bytes, from, count);
    } else {
      System.arraycopy(bytes, from, buffer, end, count);
      end += count;
    }
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> "\\u00" + (c < 16 ? "0" : "1") + "0123456789ABCDEF".charAt(c & 15);
    };
  }

  private void flush() {
    write(buffer, 0, end);
    end = 0;
  }

  private void write(byte[] bytes, int from, int count) {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
