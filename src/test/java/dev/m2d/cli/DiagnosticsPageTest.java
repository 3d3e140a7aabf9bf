package dev.m2d.cli;

import static java.util.Objects.requireNonNull;

import dev.m2d.diagnostic.Code;
import dev.m2d.testing.Approved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * docs/diagnostics.md is made of {@link Code} and fixtures/diagnostics. {@code -Dm2d.approve=true}
 * writes it, and fails.
 */
final class DiagnosticsPageTest {

  private static final Path PAGE = Path.of("docs", "diagnostics.md");
  private static final Map<Character, String> FAMILIES =
      new TreeMap<>(
          Map.of(
              '1', "Text: YAML and JSON",
              '2', "Meltano",
              '3', "Connectors",
              '4', "dbt",
              '5', "The plan: jobs, schedules, assets, names",
              '6', "The output folder",
              '7', "m2d.yaml",
              '8', "Pipelines outside meltano.yml",
              '9', "Comparisons"));

  @Test
  void thePageIsUpToDate() throws IOException {
    Approved.check(PAGE, page());
  }

  private static String page() throws IOException {
    Map<Code, DiagnosticFixture> fixtures = new TreeMap<>();
    DiagnosticFixture.all().forEach(f -> fixtures.putIfAbsent(f.code(), f));
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Diagnostics

        Every finding of `m2d audit`, `m2d generate` and `m2d compare` has a code, a place and an advice. An **error** means that \
        nothing is written. A **warning** means that the part it names is left out, assumed, or will not behave as \
        its text suggests. A **note** asks for nothing. Numbers are never used twice.

        This page is made of `Code.java`, `generator/codes.properties`, `generator/explain.yaml` and `fixtures/diagnostics/`; CONTRIBUTING.md says how.
        """);
    char family = ' ';
    for (Code code : Code.values()) {
      char digit = code.name().charAt(3);
      if (digit != family) {
        family = digit;
        page.append("\n## ").append(digit).append("xx ").append(FAMILIES.get(digit)).append('\n');
      }
      DiagnosticFixture fixture = requireNonNull(fixtures.get(code), code::name);
      page.append("\n### ").append(code).append(": ").append(code.title()).append("\n\n**");
      page.append(code.severity().label()).append("** · ").append(code.remedy()).append("\n\n");
      page.append(Explanation.of(code).prose()).append("\n\n");
      page.append("```text\n").append(fixture.example()).append("\n```\n");
    }
    return page.toString();
  }
}
