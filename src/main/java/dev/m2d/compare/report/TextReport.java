package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.ColumnStatistics;
import dev.m2d.compare.explain.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A result for a terminal. */
public final class TextReport {

  private static final int EXAMPLES = 5;

  /** Lines that a small terminal shows. */
  private static final int SCREEN = 20;

  private final Values values;
  private final List<String> out = new ArrayList<>();
  private boolean isMasked;

  private TextReport(Values values) {
    this.values = values;
  }

  /** The lines of a result. */
  public static List<String> of(Result result, Values values) {
    TextReport report = new TextReport(values);
    report.out.add(Words.headline(result));
    report.out.add("left:  " + result.left());
    report.out.add("right: " + result.right());
    result
        .pair()
        .ifPresent(p -> report.out.add("pair:  " + p.id() + ", " + p.mode() + ", " + p.scenario()));
    report.table(result.streams());
    Section.before(result).forEach(report::section);
    result.streams().forEach(report::stream);
    Section.after(result).forEach(report::section);
    report.end(result);
    report.out.replaceAll(line -> line.replaceAll("\\p{Cntrl}", "?"));
    return report.out;
  }

  /** What stands at the top is out of sight after a long text. */
  private void end(Result result) {
    if (isMasked) {
      out.add("");
      out.add("Values are shown as shapes, 9 for a digit and a for a letter: --values shows them.");
    }
    if (out.size() > SCREEN) {
      out.add("");
      out.add(Words.headline(result));
    }
  }

  private void table(List<StreamResult> streams) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Words.HEADS);
    streams.forEach(s -> rows.add(Words.cells(s)));
    out.add("");
    aligned(rows, 2);
  }

  private void section(Section section) {
    out.add("");
    out.add(section.title());
    List<List<String>> rows = new ArrayList<>();
    if (section.heads().stream().anyMatch(h -> !h.isEmpty())) {
      rows.add(section.heads());
    }
    section.rows().forEach(rows::add);
    aligned(rows, section.heads().size());
  }

  /** Columns from `texts` on are numbers. */
  private void aligned(List<List<String>> rows, int texts) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ").append(i < texts ? row.get(i) + pad : pad + row.get(i));
      }
      out.add(line.toString().stripTrailing());
    }
  }

  private void stream(StreamResult stream) {
    List<String> said = new ArrayList<>(stream.reason());
    said.addAll(Words.unexplained(stream));
    stream.notes().forEach(n -> said.add("note: " + n));
    if (said.isEmpty() && Section.of(stream).isEmpty()) {
      return;
    }
    out.add("");
    out.add(stream.name());
    said.forEach(s -> out.add("  " + s));
    Section.of(stream).forEach(this::section);
    for (Map.Entry<String, ColumnStatistics> column : Words.unequal(stream)) {
      String causes = Words.causes(column.getValue());
      out.add(
          "  column `"
              + column.getKey()
              + "`: "
              + Words.number(column.getValue().unequal())
              + " unequal"
              + (causes.isEmpty() ? "" : " (" + causes + ")"));
    }
    for (Difference.Kind kind : Difference.Kind.values()) {
      List<Example> of =
          stream.shown().stream().filter(e -> e.difference().kind() == kind).toList();
      of.stream().limit(EXAMPLES).forEach(this::example);
      long more = stream.count(kind) - Math.min(of.size(), EXAMPLES);
      if (more > 0 && !of.isEmpty()) {
        out.add("  ... " + Words.number(more) + " more " + Words.kind(kind));
      }
    }
  }

  private void example(Example example) {
    Difference difference = example.difference();
    String times = difference.count() > 1 ? " (" + Words.number(difference.count()) + " rows)" : "";
    out.add("  " + Words.kind(difference.kind()) + times + ": " + Words.places(example));
    if (!example.key().isEmpty()) {
      out.add("    " + Words.key(example, values));
    }
    isMasked |= !values.isShown() && !(example.key().isEmpty() && difference.cells().isEmpty());
    for (Difference.Cell cell : difference.cells()) {
      out.add(
          "    `"
              + cell.column()
              + "`: "
              + values.text(cell.from())
              + " -> "
              + values.text(cell.to()));
    }
  }
}
