package dev.m2d.render;

import dev.m2d.literal.PythonQuotes;
import dev.m2d.literal.PythonQuotes.Token;
import dev.m2d.render.ValueWriter.Printed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Holds what was printed of the plan against the Python file it stands in: each value must be there
 * what it is by itself. In quotation marks of the template, its own would end them, and what a
 * Meltano file says would run as code.
 */
final class ValueCheck {

  private ValueCheck() {}

  /** The first value that is something else in the file, by its number. */
  static OptionalInt misplaced(String python, List<Printed> values) {
    List<Token> tokens = PythonQuotes.tokens(python);
    int first = 0;
    for (int i = 0; i < values.size(); i++) {
      Printed value = values.get(i);
      while (first < tokens.size() && tokens.get(first).end() <= value.start()) {
        first++;
      }
      if (!isItself(python, value, tokens, first)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isItself(String python, Printed value, List<Token> tokens, int first) {
    String text = python.substring(value.start(), value.end());
    if (text.isEmpty()) {
      return true;
    }
    List<Token> there = new ArrayList<>();
    for (int i = first; i < tokens.size() && tokens.get(i).start() < value.end(); i++) {
      there.add(tokens.get(i));
    }
    boolean inComment =
        there.size() == 1
            && there.get(0).isComment()
            && there.get(0).start() < value.start()
            && value.end() <= there.get(0).end();
    if (inComment) {
      return true;
    }
    List<Token> own =
        PythonQuotes.tokens(text).stream()
            .map(t -> new Token(t.start() + value.start(), t.end() + value.start(), t.isComment()))
            .toList();
    boolean hasPrefix =
        !own.isEmpty()
            && own.get(0).start() == value.start()
            && value.start() > 0
            && (Character.isUnicodeIdentifierPart(python.charAt(value.start() - 1))
                || python.charAt(value.start() - 1) == '\\');
    return own.equals(there) && !hasPrefix;
  }
}
