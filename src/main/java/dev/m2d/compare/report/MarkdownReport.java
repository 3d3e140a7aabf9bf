package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A result as a comment of a pull request. */
public final class MarkdownReport {

  /** What a comment may have at most, with some room. */
  private static final int LONGEST = 65_000;

  private static final int EXAMPLES = 5;
  private static final String CUT =
      "\n\nThe rest is too long for a comment; the HTML page has all.\n";

  private final Values values;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(Values values) {
    this.values = values;
  }

  /** The text. */
  public static String of(Result result, Values values) {
    MarkdownReport report = new MarkdownReport(values);
    report.out.append("## Parallel run: ").append(text(Words.headline(result))).append("\n\n");
    report.row(Words.HEADS);
    report.row(Words.HEADS.stream().map(h -> "---").toList());
    result.streams().forEach(s -> report.row(Words.cells(s)));
    Section.before(result).forEach(report::section);
    result.streams().stream().filter(Section::isNeeded).forEach(report::stream);
    Section.after(result).forEach(report::section);
    String text = report.out.toString();
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = text.lastIndexOf('\n', LONGEST - CUT.length());
    return text.substring(0, end) + CUT;
  }

  private void row(List<String> cells) {
    out.append(
        cells.stream().map(MarkdownReport::text).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private void section(Section section) {
    out.append("\n#### ").append(text(section.title())).append("\n\n");
    row(section.heads());
    row(section.heads().stream().map(h -> "---").toList());
    section.rows().forEach(this::row);
  }

  private void stream(StreamResult stream) {
    out.append("\n### ").append(text(stream.name())).append("\n\n");
    stream.reason().forEach(this::item);
    Words.unexplained(stream).forEach(this::item);
    Words.notHeld(stream).forEach(this::item);
    for (Map.Entry<String, ColumnStatistics> column : Words.unequal(stream)) {
      item("column " + column.getKey() + ": " + Words.found(column.getValue()));
    }
    stream.notes().forEach(n -> item("note: " + n));
    List<Example> examples = stream.examples().stream().limit(EXAMPLES).toList();
    for (Example example : examples) {
      StringBuilder line = new StringBuilder(Words.kind(example.difference().kind()));
      line.append(" at ").append(Words.places(example));
      if (!example.key().isEmpty()) {
        line.append(", ").append(Words.key(example, values));
      }
      for (Difference.Cell cell : example.difference().cells()) {
        line.append("; ").append(cell.column()).append(": ").append(values.text(cell.from()));
        line.append(" -> ").append(values.text(cell.to()));
      }
      item(line.toString());
    }
    long more = 0;
    for (Difference.Kind kind : Difference.Kind.values()) {
      more += stream.count(kind) - Words.rows(examples, kind);
    }
    if (more > 0 && !examples.isEmpty()) {
      item("\u2026 and " + Words.number(more) + " more");
    }
    Section.of(stream).forEach(this::section);
  }

  private void item(String text) {
    out.append("- ").append(text(text)).append('\n');
  }

  /** Text that stays text: no markup, no link, no mention, no new line. */
  private static String text(String text) {
    return text.replaceAll("[\\p{Cntrl}]+", " ")
        .replaceAll("([\\\\*_\\[\\]|#~])", "\\\\$1")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("@", "&#64;");
  }
}
