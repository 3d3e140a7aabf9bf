package dev.m2d.dbt;

import dev.m2d.diagnostic.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds calls of `ref` and `source` in the text of models, by a light reading of their Jinja. */
final class SqlFiles {

  private static final String TEXT = "\\s*['\"]([^'\"]+)['\"]\\s*";
  private static final Pattern REF =
      Pattern.compile("\\bref\\s*\\(" + TEXT + "(?:," + TEXT + ")?[^)]*\\)");
  private static final Pattern SOURCE =
      Pattern.compile("\\bsource\\s*\\(" + TEXT + "," + TEXT + "\\)");
  private static final Pattern JINJA_COMMENT = Pattern.compile("\\{#.*?#\\}", Pattern.DOTALL);
  private static final Pattern SNAPSHOT =
      Pattern.compile(
          "\\{%-?\\s*snapshot\\s+(\\w+)\\s*-?%\\}(.*?)\\{%-?\\s*endsnapshot\\s*-?%\\}",
          Pattern.DOTALL);

  /** What a model reads. */
  record Reads(List<String> refs, List<DbtProject.SourceRef> sources) {}

  /** What a text reads, Jinja's comments left out. */
  static Reads reads(String sql) {
    String text = JINJA_COMMENT.matcher(sql).replaceAll("");
    Set<String> refs = new LinkedHashSet<>();
    Matcher ref = REF.matcher(text);
    while (ref.find()) {
      refs.add(ref.group(2) == null ? ref.group(1) : ref.group(2));
    }
    Set<DbtProject.SourceRef> sources = new LinkedHashSet<>();
    Matcher source = SOURCE.matcher(text);
    while (source.find()) {
      sources.add(new DbtProject.SourceRef(source.group(1), source.group(2)));
    }
    return new Reads(List.copyOf(refs), List.copyOf(sources));
  }

  /** The snapshots that a file defines with `{% snapshot name %}`. */
  static List<Configs.Unit> snapshots(String text, Configs.Unit file) {
    List<Configs.Unit> found = new ArrayList<>();
    List<String> folders = new ArrayList<>(file.folders());
    folders.add(file.name());
    Matcher m = SNAPSHOT.matcher(text);
    while (m.find()) {
      int line = Math.max(1, (int) text.substring(0, m.start()).lines().count());
      Span span = new Span(file.span().file(), line, 1, line, 1);
      found.add(new Configs.Unit(file.kind(), m.group(1), file.path(), folders, m.group(2), span));
    }
    return found;
  }

  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private SqlFiles() {}
}
