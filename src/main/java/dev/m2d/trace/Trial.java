package dev.m2d.trace;

import dev.m2d.output.merge.LineMap;
import dev.m2d.render.RenderedFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells whether changes of the input change a line of a file. */
final class Trial {

  private final Laboratory laboratory;
  private final RenderedFile file;
  private final int line;
  private final List<String> lines;

  /**
   * Whether a file of YAML has the same line elsewhere: then what it stands under tells which it
   * is.
   */
  private final boolean isRepeated;

  Trial(Laboratory laboratory, RenderedFile file, int line) {
    this.laboratory = laboratory;
    this.file = file;
    this.line = line;
    this.lines = LineTrace.lines(file);
    this.isRepeated =
        file.path().endsWith(".yaml")
            && !lines.get(line - 1).isBlank()
            && lines.stream().filter(lines.get(line - 1)::equals).count() > 1;
  }

  /** What becomes of the line. */
  enum Kind {
    SAME,
    OTHER,
    /** The project cannot be read, or there is no such file. */
    UNKNOWN
  }

  /** What becomes of the line, and how many lines of the file change. */
  record Result(Kind kind, int lines) {}

  /** Whether the line has that text in it, not as a part of a word. */
  boolean says(String text) {
    return text.length() > 1
        && !text.contains("\n")
        && Pattern.compile("(?<![\\w-])" + Pattern.quote(text) + "(?![\\w-])")
            .matcher(lines.get(line - 1))
            .find();
  }

  Result of(List<Change> changes) {
    Optional<RenderedFile> now =
        laboratory
            .files(changes, file.template()::equals)
            .flatMap(files -> Laboratory.same(file, files));
    if (now.isEmpty()) {
      return new Result(Kind.UNKNOWN, 0);
    }
    if (Arrays.equals(now.get().content(), file.content())) {
      return new Result(Kind.SAME, 0);
    }
    List<String> others = LineTrace.lines(now.get());
    LineMap map = LineMap.of(lines, others);
    LineMap whole = isRepeated ? LineMap.of(Nested.of(lines), Nested.of(others)) : map;
    return new Result(whole.changes(line) ? Kind.OTHER : Kind.SAME, map.changed().size());
  }
}
