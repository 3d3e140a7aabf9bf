package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Value;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes one value or key in a text, and leaves its type. */
final class Mutation {

  private static final Pattern LAST_DIGIT = Pattern.compile("\\d(?=\\D*$)");
  private static final Pattern DAY = Pattern.compile("(?<=\\d{4}-\\d{1,2}-)\\d{1,2}");

  /** The text with another value at that place; empty when there is no other of its type. */
  static Optional<String> ofValue(String text, Span span, Value value) {
    int start = offset(text, span.line(), span.column());
    int end = offset(text, span.endLine(), span.endColumn());
    String old = text.substring(start, end);
    return changed(old, value).map(now -> text.substring(0, start) + now + text.substring(end));
  }

  /** The text with another key at that place. */
  static String ofKey(String text, Span span) {
    int end = offset(text, span.endLine(), span.endColumn());
    char last = text.charAt(end - 1);
    int at = last == '"' || last == '\'' ? end - 1 : end;
    return text.substring(0, at) + "x" + text.substring(at);
  }

  private static Optional<String> changed(String old, Value value) {
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
    return Optional.of(body.substring(0, end) + "x" + old.substring(end));
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

  private Mutation() {}
}
