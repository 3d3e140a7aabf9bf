package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Code;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * docs/conversion-matrix.md is made of generator/meltano-keys.yaml. {@code -Dm2d.approve=true}
 * writes it, and fails.
 */
final class MatrixPageTest {

  private static final Path PAGE = Path.of("docs", "conversion-matrix.md");
  private static final Matrix MATRIX = Matrix.load();

  @Test
  void thePageIsUpToDate() throws IOException {
    Approved.check(PAGE, page());
  }

  @Test
  void everyCircumstanceHasItsVerdict() {
    assertThat(MATRIX.circumstances()).containsOnlyKeys(Circumstance.values());
  }

  @Test
  void noKeyIsListedTwice() {
    for (FileKind kind : FileKind.values()) {
      Set<String> seen = new HashSet<>();
      for (Matrix.Row row : MATRIX.rows(kind)) {
        assertThat(seen.add(row.key().text())).as(kind + " " + row.key().text()).isTrue();
      }
    }
  }

  @Test
  void whatIsNotPlainlyUsedSaysWhy() {
    for (Matrix.Section section : MATRIX.sections()) {
      for (Matrix.Row row : section.rows()) {
        Matrix.Verdict v = row.verdict();
        String name = section.title() + ": " + row.key().text();
        if (v.state() == State.USED) {
          assertThat(v.to()).as(name).isPresent();
        } else {
          assertThat(v.why()).as(name).isPresent();
        }
        if (v.to().filter(t -> t.startsWith("{")).isPresent()) {
          assertThat(section.holds()).as(name).isPresent();
        }
      }
    }
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Conversion matrix

        What becomes of every key of a Meltano project. Each value of each file that is read ends in exactly one state; \
        `m2d audit` counts them, `m2d audit --format json` lists them under `nodes`.

        - **used**: it decides the file named here, or a fact that `m2d inspect` shows. A test changes every value called \
        used, in every fixture, and demands that this file changes.
        - **used with a difference**, **needs a decision**, **not supported**: the reason is named, with what to do.
        - **ignored**: the key, or what happened to it, is named here with the reason. A test changes these values, too, \
        and demands that no file changes.

        Keys are joined by dots; `[]` is any item of a list, `*` any one key, `**` any keys and items. Of the rows that match \
        a value the one that names most counts. This page is made of `generator/meltano-keys.yaml`; CONTRIBUTING.md says how.
        """);
    for (Matrix.Section section : MATRIX.sections()) {
      page.append("\n## ").append(section.title()).append('\n');
      section.about().ifPresent(a -> page.append('\n').append(a).append('\n'));
      section.below().ifPresent(b -> page.append("\nBelow `").append(b).append("`:\n"));
      page.append("\n| Keys | State | Where it lands | Why, and what to do |\n|---|---|---|---|\n");
      rows(section).forEach(page::append);
    }
    page.append(
        """

        ## What happened counts first

        Where a key's row neither ignores it nor calls it unsupported, what happened to the thing it belongs to decides.

        | What happened | State | Why, and what to do |
        |---|---|---|
        """);
    for (Map.Entry<Circumstance, Matrix.Verdict> e : MATRIX.circumstances().entrySet()) {
      String name = e.getKey().key().replace('-', ' ');
      page.append("| ").append(name).append(" | ").append(e.getValue().state().label());
      page.append(" | ").append(reason(e.getValue())).append(" |\n");
    }
    page.append(
        """

        ## Then a finding at its place

        | Code | State | Finding |
        |---|---|---|
        """);
    for (Map.Entry<Code, Matrix.Verdict> e : MATRIX.findings().entrySet()) {
      Code code = e.getKey();
      String anchor =
          (code + ": " + code.title()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "");
      page.append("| [").append(code).append("](diagnostics.md#");
      page.append(anchor.replace(' ', '-')).append(") | ");
      page.append(e.getValue().state().label()).append(" | ");
      page.append(e.getValue().why().orElse(code.title())).append(" |\n");
    }
    return page.toString();
  }

  /** One line for neighbours that end alike. */
  private static List<String> rows(Matrix.Section section) {
    List<String> lines = new ArrayList<>();
    List<Matrix.Row> rows = section.rows();
    int start = section.below().map(b -> b.length() + 1).orElse(0);
    for (int i = 0; i < rows.size(); ) {
      Matrix.Verdict verdict = rows.get(i).verdict();
      List<String> keys = new ArrayList<>();
      for (; i < rows.size() && rows.get(i).verdict().equals(verdict); i++) {
        keys.add("`" + rows.get(i).key().text().substring(start) + "`");
      }
      lines.add(
          "| "
              + String.join(", ", keys)
              + " | "
              + verdict.state().label()
              + " | "
              + verdict.to().map(to -> place(section, to)).orElse("")
              + " | "
              + reason(verdict)
              + " |\n");
    }
    return lines;
  }

  private static String place(Matrix.Section section, String to) {
    String holds = section.holds().orElse("");
    String file = to.equals("{job}") ? holds.split(", ", -1)[0] : to.replace("{file}", holds);
    return file.contains("/") || file.contains(".") ? "`" + file.replace(", ", "`, `") + "`" : file;
  }

  private static String reason(Matrix.Verdict verdict) {
    return verdict.why().orElse("") + verdict.remedy().map(r -> ". " + r).orElse("");
  }
}
