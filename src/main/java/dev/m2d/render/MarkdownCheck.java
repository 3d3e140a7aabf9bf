package dev.m2d.render;

import dev.m2d.literal.MarkdownPlaces;
import dev.m2d.render.ValueWriter.Printed;
import java.util.List;
import java.util.function.Predicate;

/** Values of Markdown are text; code, HTML and addresses know no escapes of Markdown. */
final class MarkdownCheck extends ValueCheck {

  @Override
  String where() {
    return "into code, HTML or the address of a link, where it would not be the text that it is."
        + " Write it beside.";
  }

  @Override
  Predicate<Printed> fits(String text, List<Printed> values) {
    StringBuilder plain = new StringBuilder(text);
    for (Printed value : values) {
      for (int i = value.start(); i < value.end(); i++) {
        plain.setCharAt(i, 'x');
      }
    }
    MarkdownPlaces places = new MarkdownPlaces(plain.toString());
    return value -> {
      String printed = text.substring(value.start(), value.end());
      boolean isWord = !value.isPlain() && printed.indexOf('`') < 0 && printed.indexOf('\n') < 0;
      return !places.isRaw(value.start(), value.end())
          && (isWord || !places.isInCode(value.start(), value.end()));
    };
  }
}
