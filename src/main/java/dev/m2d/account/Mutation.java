package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Value;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another value or key in a text, of the same type.
 *
 * @param start where what it replaces begins, an index into the text
 * @param end where that ends
 * @param now what stands there instead
 */
public record Mutation(int start, int end, String now) {

  private static final Pattern LAST_DIGIT = Pattern.compile("\\d(?=\\D*$)");
  private static final Pattern TIME =
      Pattern.compile("[\"']?(@\\w+|[^\\s\"']+(?=(?:\\s+[^\\s\"']+){4}[\"']?$))[^\\n]*");
  private static final Pattern DAY = Pattern.compile("(?<=\\d{4}-\\d{1,2}-)\\d{1,2}");

  /** Another value at that place; empty when there is no other of its type. */
  static Optional<Mutation> ofValue(String text, Span span, Value value) {
    return ofValue(text, span, value, "x");
  }

  /** Another name, which is none that another reference to it has. */
  static Optional<Mutation> ofName(String text, Span span, Value value) {
    return ofValue(text, span, value, "z");
  }

  private static Optional<Mutation> ofValue(String text, Span span, Value value, String more) {
    int start = offset(text, span.line(), span.column());
    int end = offset(text, span.endLine(), span.endColumn());
    return changed(text.substring(start, end), value, more)
        .map(now -> new Mutation(start, end, now));
  }

  /**
   * Another time at the place of one: of a schedule with none that can be read, nothing is made.
   */
  static Optional<Mutation> ofTime(String text, Span span, Value value) {
    int start = offset(text, span.line(), span.column());
    String old = text.substring(start, offset(text, span.endLine(), span.endColumn()));
    Matcher m = TIME.matcher(old);
    if (!(value instanceof Value.Text) || !m.matches()) {
      return Optional.empty();
    }
    String first = m.group(1);
    String now =
        first.startsWith("@")
            ? first.equals("@daily") ? "@weekly" : "@daily"
            : first.equals("7") ? "8" : "7";
    return Optional.of(new Mutation(start + m.start(1), start + m.end(1), now));
  }

  /** Another key at that place. */
  static Mutation ofKey(String text, Span span) {
    int end = offset(text, span.endLine(), span.endColumn());
    char last = text.charAt(end - 1);
    int at = last == '"' || last == '\'' ? end - 1 : end;
    return new Mutation(at, at, "x");
  }

  /** The text with it. */
  public String in(String text) {
    return text.substring(0, start) + now + text.substring(end);
  }

  private static Optional<String> changed(String old, Value value, String more) {
    if (value instanceof Value.Bool b) {
      String now = String.valueOf(!b.value());
      return Optional.of(old.replaceFirst("(?i)(true|false)$", now));
    }
    if (value instanceof Value.Int i) {
      String last = old.replaceFirst("^.*\\s", "");
      String before = old.substring(0, old.length() - last.length());
      return Optional.of(before + i.value().add(BigInteger.ONE));
    }
    if (value instanceof Value.Timestamp) {
      // Every month has these days; a date that there is not would be refused.
      return Optional.of(
          DAY.matcher(old).replaceFirst(d -> Integer.parseInt(d.group()) == 1 ? "02" : "01"));
    }
    if (value instanceof Value.Real) {
      Matcher m = LAST_DIGIT.matcher(old);
      return m.find()
          ? Optional.of(m.replaceFirst(m.group().equals("1") ? "2" : "1"))
          : Optional.empty();
    }
    if (value instanceof Value.Items) {
      return Optional.of(old.replaceFirst("\\]$", "\"m2d\"]"));
    }
    if (value instanceof Value.Fields) {
      return Optional.of(old.replaceFirst("\\}$", "\"m2d\": \"x\"}"));
    }
    String body = old.stripTrailing();
    int end = body.length();
    boolean block = body.matches("(?s)(?:[&!]\\S+\\s+)*[|>].*");
    if (end > 0 && !block && (body.endsWith("\"") || body.endsWith("'"))) {
      end--;
    }
    return Optional.of(body.substring(0, end) + more + old.substring(end));
  }

  private static int offset(String text, int line, int column) {
    int at = 0;
    for (int l = 1; l < line; l++) {
      int next = nextLine(text, at);
      if (next < 0) {
        return text.length();
      }
      at = next;
    }
    return text.offsetByCodePoints(at, column - 1);
  }

  private static int nextLine(String text, int at) {
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        return i + 1;
      }
      if (c == '\r') {
        return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
      }
    }
    return -1;
  }
}
