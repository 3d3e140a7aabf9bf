package dev.m2d.yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes a JSON document piece by piece, indented as {@link JsonWriter} does. A document of a
 * thousand plugins has 14 MB, and a general generator takes twice the time of this one.
 */
public final class JsonStream implements AutoCloseable {

  /** Says how the parts of a document are shown. */
  public interface Filter {

    /** The value that is shown under a key: the same, or another. */
    Value field(String key, Value value);

    /** The text that is shown for one that no {@link #field} has changed. */
    String text(String text);
  }

  private static final int SIZE = 1 << 13;

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

  private final Writer out;
  private final char[] buffer = new char[SIZE];
  private final BiConsumer<String, Value> fields = this::field;
  private Filter filter = ALL;
  private int end;
  private int depth;
  private boolean isEmpty;

  /** Writes to `out`, which stays open. */
  public JsonStream(Writer out) {
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
    if (width > SIZE) {
      raw("\n" + "  ".repeat(depth));
      return;
    }
    room(width);
    buffer[end] = '\n';
    for (int i = end + 1; i < end + width; i++) {
      buffer[i] = ' ';
    }
    end += width;
  }

  private void put(char c) {
    room(1);
    buffer[end++] = c;
  }

  private void raw(String text) {
    for (int from = 0; from < text.length(); from += SIZE) {
      int to = Math.min(text.length(), from + SIZE);
      room(to - from);
      text.getChars(from, to, buffer, end);
      end += to - from;
    }
  }

  private void text(String text) {
    put('"');
    for (int from = 0; from < text.length(); from += SIZE) {
      int to = Math.min(text.length(), from + SIZE);
      room(to - from);
      text.getChars(from, to, buffer, end);
      int stop = end + to - from;
      int plain = end;
      while (plain < stop && isPlain(buffer[plain])) {
        plain++;
      }
      end = plain;
      if (plain < stop) {
        escaped(text, to - (stop - plain), to);
      }
    }
    put('"');
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\';
  }

  private void escaped(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        put(c);
      } else {
        raw(escape(c));
      }
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

  private void room(int wanted) {
    if (end + wanted > SIZE) {
      flush();
    }
  }

  private void flush() {
    try {
      out.write(buffer, 0, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end = 0;
  }

  @Override
  public void close() {
    flush();
  }
}
