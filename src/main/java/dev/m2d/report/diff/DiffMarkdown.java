package dev.m2d.report.diff;

import dev.m2d.literal.Markdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The difference as GitHub's Markdown, for a comment of a pull request. */
public final class DiffMarkdown {

  private static final int FEW = 3;

  /** Lines that are seen at once; more are folded. */
  private static final int OPEN = 15;

  private static final int MOST_FILES = 400;
  private static final int ALIKE = 12;

  /** GitHub takes 65,536 characters. */
  private static final int LONGEST = 60_000;

  private final ProjectDiff diff;
  private final Rules rules;
  private final StringBuilder out = new StringBuilder();
  private int left;

  private DiffMarkdown(ProjectDiff diff, Rules rules) {
    this.diff = diff;
    this.rules = rules;
  }

  /** The whole comment. */
  public static String render(ProjectDiff diff) {
    DiffMarkdown markdown = new DiffMarkdown(diff, Rules.load());
    markdown.all();
    return markdown.out.toString();
  }

  private void all() {
    out.append("### What changes in Dagster\n\n").append(prose(DiffText.head(diff))).append('\n');
    diff.notes().forEach(note -> out.append('\n').append(prose(note)).append('\n'));
    for (Map.Entry<String, String> area : rules.areas().entrySet()) {
      area(area.getValue(), Lines.of(diff.changes(), area.getKey(), FEW));
    }
    files();
    if (left > 0) {
      out.append("\nLeft out, because a comment is short: ")
          .append(left)
          .append(left == 1 ? " line" : " lines")
          .append(". `m2d diff` shows all.\n");
    }
  }

  /** What is grave is seen, what is much is folded. */
  private void area(String title, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    int n = lines.stream().mapToInt(l -> l.all().size()).sum();
    String head = String.format(Locale.ROOT, "%s: %,d", title, n);
    out.append("\n#### ").append(head).append("\n\n");
    List<Line> open = new ArrayList<>();
    List<Line> folded = new ArrayList<>();
    for (Line line : lines) {
      boolean isGrave = line.first().risk() != Risk.NONE;
      (isGrave && open.size() < OPEN ? open : folded).add(line);
    }
    table(open);
    if (!folded.isEmpty()) {
      int more = folded.stream().mapToInt(l -> l.all().size()).sum();
      out.append(open.isEmpty() ? "" : "\n");
      out.append("<details><summary>")
          .append(String.format(Locale.ROOT, "%,d%s", more, open.isEmpty() ? "" : " more"))
          .append("</summary>\n\n");
      table(folded);
      out.append("\n</details>\n");
    }
  }

  private void table(List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("| Risk | Change | Where |\n| --- | --- | --- |\n");
    String before = "";
    for (Line line : lines) {
      Change change = line.first();
      String why = change.why().equals(before) || change.risk() == Risk.NONE ? "" : change.why();
      before = change.why();
      row(
          (change.risk() == Risk.DATA || change.risk() == Risk.HISTORY
                  ? "**" + change.risk().label() + "**"
                  : change.risk().label())
              + " | "
              + prose(line.text())
              + (why.isEmpty() ? "" : "<br><sub>" + prose(why) + "</sub>")
              + " | "
              + change
                  .at()
                  .map(at -> (change.isGone() ? "was at " : "") + code(at) + line.more())
                  .orElse(""));
    }
  }

  private void row(String cells) {
    String row = "| " + cells + " |\n";
    if (out.length() + row.length() > LONGEST) {
      left++;
    } else {
      out.append(row);
    }
  }

  private void files() {
    if (diff.files().isEmpty()) {
      return;
    }
    int n = diff.files().size();
    int folded = diff.folded(ALIKE).size();
    out.append("\n<details><summary>")
        .append(String.format(Locale.ROOT, "%,d file%s", n, n == 1 ? "" : "s"))
        .append("</summary>\n\n");
    int shown = 0;
    for (ProjectDiff.FileChange file : diff.folded(ALIKE)) {
      String line = "- " + file.what() + " " + code(file.path()) + "\n";
      if (shown < MOST_FILES && out.length() + line.length() <= LONGEST + 4_000) {
        out.append(line);
        shown++;
      }
    }
    if (shown < folded) {
      out.append("- and ").append(folded - shown).append(" more\n");
    }
    out.append("\n</details>\n");
    if (!diff.others().isEmpty()) {
      out.append("\nOther changes, of which nothing above tells: ");
      out.append(
          String.join(", ", diff.others().stream().limit(OPEN).map(DiffMarkdown::code).toList()));
      out.append(
          diff.others().size() > OPEN ? " and " + (diff.others().size() - OPEN) + " more" : "");
      out.append(".\n");
    }
  }

  /** Sentences whose back-quoted words become code. */
  private static String prose(String text) {
    String[] parts = text.split("`", -1);
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      whole.append(i % 2 == 1 ? code(parts[i]) : plain(parts[i], i == 0));
    }
    return whole.toString();
  }

  /** Text beside code spans; its blanks before and after them count. */
  private static String plain(String text, boolean first) {
    String inside = Markdown.text((first ? "" : "x") + text + "x");
    return inside.substring(first ? 0 : 1, inside.length() - 1);
  }

  private static String code(String text) {
    return Markdown.code(text).text();
  }
}
