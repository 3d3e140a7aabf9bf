package dev.m2d.report.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The difference for a terminal. */
public final class DiffText {

  private static final int FEW = 4;

  /** So many files of one folder to which the same happens are one line. */
  private static final int ALIKE = 12;

  private final StringBuilder out = new StringBuilder();
  private final ProjectDiff diff;
  private final Rules rules;

  private DiffText(ProjectDiff diff, Rules rules) {
    this.diff = diff;
    this.rules = rules;
  }

  /** The whole report. */
  public static String render(ProjectDiff diff) {
    DiffText text = new DiffText(diff, Rules.load());
    text.all();
    return text.out.toString();
  }

  private void all() {
    line(head(diff));
    diff.notes().forEach(this::line);
    for (Map.Entry<String, String> area : rules.areas().entrySet()) {
      area(area.getValue(), Lines.of(diff.changes(), area.getKey(), FEW));
    }
    files();
    meanings();
  }

  /** `12 changes since ...: 1 data, 3 review`. */
  static String head(ProjectDiff diff) {
    if (!diff.domain()) {
      return Sentence.code(diff.project()) + ", " + diff.against() + ":";
    }
    if (diff.changes().isEmpty()) {
      return "No change of " + Sentence.code(diff.project()) + ", " + diff.against() + ".";
    }
    List<String> counts = new ArrayList<>();
    List<Risk> risks = new ArrayList<>(List.of(Risk.values()));
    Collections.reverse(risks);
    for (Risk risk : risks) {
      if (diff.count(risk) > 0) {
        counts.add(String.format(Locale.ROOT, "%,d %s", diff.count(risk), risk.label()));
      }
    }
    int n = diff.changes().size();
    return String.format(Locale.ROOT, "%,d change%s of ", n, n == 1 ? "" : "s")
        + Sentence.code(diff.project())
        + ", "
        + diff.against()
        + ": "
        + String.join(", ", counts)
        + ".";
  }

  private void area(String title, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    line("");
    line(title);
    String why = "";
    for (int i = 0; i < lines.size(); i++) {
      Change change = lines.get(i).first();
      String was = change.isGone() ? "was at " : "";
      String more = lines.get(i).more();
      String place = change.at().map(at -> "  (" + was + printable(at) + more + ")").orElse("");
      line(
          String.format(
              Locale.ROOT, "  %-8s%s%s", change.risk().label(), lines.get(i).text(), place));
      why = change.why();
      boolean isLast = i + 1 == lines.size() || !lines.get(i + 1).first().why().equals(why);
      if (!why.isEmpty() && isLast) {
        line("          " + why);
      }
    }
  }

  private static String printable(String text) {
    String code = Sentence.code(text);
    return code.substring(1, code.length() - 1);
  }

  private void files() {
    if (!diff.files().isEmpty()) {
      line("");
      line("Files");
      for (ProjectDiff.FileChange file : diff.folded(ALIKE)) {
        line(String.format(Locale.ROOT, "  %-8s %s", file.what(), printable(file.path())));
      }
    }
    for (String other : diff.others()) {
      line(
          "  other changes of "
              + Sentence.code(other)
              + ": no change above tells of them; `m2d diff --format patch` shows them");
    }
  }

  private void meanings() {
    Set<Risk> risks =
        diff.changes().stream()
            .map(Change::risk)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Risk.class)));
    if (!risks.isEmpty()) {
      line("");
      for (Risk risk : risks) {
        line(String.format(Locale.ROOT, "%-8s%s", risk.label(), rules.meaning(risk)));
      }
    }
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
