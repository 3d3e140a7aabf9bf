package dev.m2d.render;

import dev.m2d.literal.PythonQuotes;
import dev.m2d.literal.Token;
import dev.m2d.literal.TomlTokens;
import dev.m2d.render.ValueWriter.Printed;
import dev.m2d.yaml.YamlTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Holds what was printed of the plan against the file it stands in: each value must be there what
 * it is by itself. In quotation marks of the template, its own would end them, and what a Meltano
 * file says would run as code, or be a key or a line of its own.
 */
abstract class ValueCheck {

  private static final String QUOTED =
      "into quotation marks of its own, or directly beside them. A value comes with its own; write"
          + " the parts one after the other, each in its own marks.";

  /** Of a file, by its name. */
  static ValueCheck of(String path) {
    if (path.endsWith(".py")) {
      return new ByTokens(t -> Optional.of(PythonQuotes.tokens(t)), QUOTED, false);
    }
    if (path.endsWith(".toml")) {
      return new ByTokens(t -> Optional.of(TomlTokens.of(t)), QUOTED, false);
    }
    if (path.endsWith(".yaml")) {
      return new ByTokens(
          ValueCheck::yaml,
          "into quotation marks or a block of its own, or directly beside other text. A value comes"
              + " with its own marks, and is a key or a value alone.",
          true);
    }
    if (path.endsWith(".md")) {
      return new MarkdownCheck();
    }
    return path.startsWith(".env") ? new DotenvCheck() : new PinCheck();
  }

  private static Optional<List<Token>> yaml(String text) {
    return YamlTokens.of(text)
        .map(all -> all.stream().map(w -> new Token(w.start(), w.end(), w.isComment())).toList());
  }

  /** Whether it can tell where values stand; if not, the file is not of its language. */
  boolean canRead(String text) {
    return true;
  }

  /** The first value that is something else in the file, by its number. */
  final OptionalInt misplaced(String text, List<Printed> values) {
    Predicate<Printed> fits = fits(text, values);
    return IntStream.range(0, values.size())
        .filter(i -> !isNumber(text, values.get(i)) && !fits.test(values.get(i)))
        .findFirst();
  }

  /** Nothing, or digits, which are the same everywhere. */
  private static boolean isNumber(String text, Printed value) {
    return text.substring(value.start(), value.end()).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether values are in a file what they are by themselves. */
  abstract Predicate<Printed> fits(String text, List<Printed> values);

  /** A clause about the places where a value cannot stand. */
  abstract String where();

  /** Those that reach into a value, of tokens in order. */
  static List<Token> there(List<Token> tokens, Printed value) {
    int low = 0;
    int high = tokens.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tokens.get(middle).end() <= value.start()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<Token> there = new ArrayList<>();
    for (int i = low; i < tokens.size() && tokens.get(i).start() < value.end(); i++) {
      there.add(tokens.get(i));
    }
    return there;
  }

  static boolean isInComment(List<Token> there, Printed value) {
    return there.size() == 1
        && there.get(0).isComment()
        && there.get(0).start() < value.start()
        && value.end() <= there.get(0).end();
  }

  static String beforeInLine(String text, Printed value) {
    return text.substring(text.lastIndexOf('\n', value.start() - 1) + 1, value.start());
  }

  static boolean startsLine(String text, Printed value) {
    return value.start() == 0 || text.charAt(value.start() - 1) == '\n';
  }

  static boolean isWholeLine(String text, Printed value) {
    int end = value.end();
    return startsLine(text, value) && (end == text.length() || text.charAt(end) == '\n');
  }

  /** Languages whose strings have ends of their own. */
  private static final class ByTokens extends ValueCheck {

    private final Function<String, Optional<List<Token>>> tokens;
    private final String where;
    private final boolean isByIndent;

    ByTokens(Function<String, Optional<List<Token>>> tokens, String where, boolean isByIndent) {
      this.tokens = tokens;
      this.where = where;
      this.isByIndent = isByIndent;
    }

    @Override
    String where() {
      return where;
    }

    @Override
    boolean canRead(String text) {
      return tokens.apply(text).isPresent();
    }

    @Override
    Predicate<Printed> fits(String text, List<Printed> values) {
      List<Token> all = tokens.apply(text).orElse(List.of());
      return value -> {
        List<Token> there = there(all, value);
        return isInComment(there, value) || isItself(text, value, there);
      };
    }

    private boolean isItself(String text, Printed value, List<Token> there) {
      String printed = text.substring(value.start(), value.end());
      List<Token> own =
          tokens.apply(printed).orElse(List.of()).stream()
              .map(t -> t.after(value.start()))
              .toList();
      boolean isIndented = isByIndent && printed.contains("\n") && !startsLine(text, value);
      return own.equals(there) && !hasPrefix(text, value, own) && !isIndented;
    }

    /** Letters before the marks of a string are part of it. */
    private static boolean hasPrefix(String text, Printed value, List<Token> own) {
      if (own.isEmpty() || own.get(0).start() != value.start() || value.start() == 0) {
        return false;
      }
      char before = text.charAt(value.start() - 1);
      return Character.isUnicodeIdentifierPart(before) || before == '\\';
    }
  }
}
