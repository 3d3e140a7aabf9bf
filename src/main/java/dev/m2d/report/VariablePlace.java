package dev.m2d.report;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where in a list or mapping a variable stands. */
final class VariablePlace {

  private final Map<String, List<String>> files = new HashMap<>();

  VariablePlace(List<SourceFile> files) {
    files.forEach(f -> this.files.put(f.path(), f.text().lines().toList()));
  }

  /** The first reference to the variable there; the whole place where none is seen. */
  Span of(String variable, Span at) {
    List<String> lines = files.getOrDefault(at.file(), List.of());
    Pattern reference =
        Pattern.compile("\\$(?:\\{" + variable + "\\}|" + variable + "(?![A-Z0-9_]))");
    for (int line = at.line(); line <= Math.min(at.endLine(), lines.size()); line++) {
      String text = lines.get(line - 1);
      Matcher found = reference.matcher(text);
      int from =
          line == at.line()
              ? text.offsetByCodePoints(
                  0, Math.min(at.column() - 1, text.codePointCount(0, text.length())))
              : 0;
      if (found.find(from)) {
        int column = text.codePointCount(0, found.start()) + 1;
        int length = found.end() - found.start();
        return new Span(at.file(), line, column, line, column + length);
      }
    }
    return at;
  }
}
