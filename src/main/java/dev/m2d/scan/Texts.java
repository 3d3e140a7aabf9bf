package dev.m2d.scan;

import dev.m2d.scan.text.Alignment;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import dev.m2d.scan.text.SourceText;
import java.util.List;
import java.util.Optional;

/** Turns words into shell text again, for `eval` and `sh -c`. */
final class Texts {

  /** The words joined by blanks; what is not known stays as written. */
  static Optional<Fragment> join(List<Field> fields, Scope scope, ShellRunner runner) {
    SourceText source = runner.context.project.files().get(fields.get(0).at().file());
    if (source == null) {
      return Optional.empty();
    }
    FragmentBuilder text = new FragmentBuilder(source);
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      int offset = source.offset(field.at().line(), field.at().column());
      text.add(i == 0 ? "" : " ", offset);
      add(text, field, offset, source);
    }
    return Optional.of(text.build());
  }

  /** Adds a text; where it stands in the file word for word, each character keeps its place. */
  private static void add(FragmentBuilder text, Field field, int offset, SourceText source) {
    String shown = field.shown();
    if (field.value().text().isEmpty()) {
      shown = unquoted(shown);
    }
    int end = source.offset(field.at().endLine(), field.at().endColumn());
    Fragment aligned = Alignment.of(source, offset, Math.max(offset, end), shown);
    text.add(aligned, 0, shown.length());
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && text.charAt(0) == text.charAt(text.length() - 1)
            && "\"'".indexOf(text.charAt(0)) >= 0;
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private Texts() {}
}
