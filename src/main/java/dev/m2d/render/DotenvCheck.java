package dev.m2d.render;

import dev.m2d.literal.DotenvTokens;
import dev.m2d.literal.Token;
import dev.m2d.render.ValueWriter.Printed;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Values of {@code .env} files stand alone behind their names, lines of the plan alone. */
final class DotenvCheck extends ValueCheck {

  private static final Pattern BEHIND_NAME = Pattern.compile(".*=[ \t]*");

  @Override
  String where() {
    return "that does not stand alone behind `NAME=`, or in a comment. It comes with its own"
        + " quotation marks.";
  }

  @Override
  Predicate<Printed> fits(String text, List<Printed> values) {
    List<Token> all = DotenvTokens.of(text);
    return value -> {
      List<Token> there = there(all, value);
      if (isInComment(there, value)) {
        return true;
      }
      return value.isPlain()
          ? there.equals(List.of(new Token(value.start(), value.end(), false)))
              && BEHIND_NAME.matcher(beforeInLine(text, value)).matches()
          : isLine(text, value, there);
    };
  }

  private static boolean isLine(String text, Printed value, List<Token> there) {
    List<Token> own =
        DotenvTokens.of(text.substring(value.start(), value.end())).stream()
            .map(t -> t.after(value.start()))
            .toList();
    return own.equals(there) && isWholeLine(text, value);
  }
}
