package dev.m2d.render;

import dev.m2d.render.ValueWriter.Printed;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A line of a list of requirements may be an option, so values are comments there. */
final class PinCheck extends ValueCheck {

  /** Where Python's {@code splitlines}, and so pip, ends a line. */
  private static final Pattern BREAK =
      Pattern.compile("[\\n\\r\\x0b\\x0c\\x1c-\\x1e\\x{85}\\x{2028}\\x{2029}]");

  private static final Pattern COMMENT = Pattern.compile("(.*\\s)?#.*");

  @Override
  String where() {
    return "that is neither in a comment of one line, nor one of the lines of `requirements`.";
  }

  @Override
  Predicate<Printed> fits(String text, List<Printed> values) {
    return value -> {
      String printed = text.substring(value.start(), value.end());
      boolean isComment = COMMENT.matcher(beforeInLine(text, value)).matches();
      return !BREAK.matcher(printed).find()
          && (isComment || (!value.isPlain() && isWholeLine(text, value)));
    };
  }
}
