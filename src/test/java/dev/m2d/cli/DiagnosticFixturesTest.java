package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.compare.bundle.BadBundleException;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every code has a project in fixtures/diagnostics that raises it, and every such project gives
 * exactly its expected findings. {@code -Dm2d.approve=true} rewrites these, and fails.
 */
@Execution(ExecutionMode.SAME_THREAD)
final class DiagnosticFixturesTest {

  /** Numbers that had a meaning once. */
  private static final Set<String> WITHDRAWN = Set.of("M2D227", "M2D228", "M2D507");

  @TempDir private Path temporary;

  @Test
  void everyCodeHasAProject() {
    Set<Code> shown =
        DiagnosticFixture.all().stream().map(DiagnosticFixture::code).collect(Collectors.toSet());
    assertThat(shown).containsExactlyInAnyOrder(Code.values());
  }

  @Test
  void noNumberIsUsedAgain() {
    assertThat(Arrays.stream(Code.values()).map(Code::name)).doesNotContainAnyElementsOf(WITHDRAWN);
  }

  @TestFactory
  Stream<DynamicTest> everyProjectGivesItsFindings() {
    return DiagnosticFixture.all().stream()
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> check(fixture)));
  }

  private void check(DiagnosticFixture fixture) throws IOException {
    Path project = Files.createDirectories(temporary.resolve(fixture.name()).resolve("project"));
    fixture.copyTo(project);
    String actual =
        fixture.sides().isPresent()
            ? compared(fixture.sides().get(), project)
            : fixture.isScenario() ? refused(fixture, project) : found(fixture, project);
    if (FixtureCase.approves()) {
      fixture.approve(actual);
    }
    assertThat(actual).isEqualTo(fixture.expected());
    assertThat(fixture.example()).contains("\n  --> ", "\n  help: ");
    assertThat(FixtureCase.approves()).as("approving").isFalse();
  }

  /** Findings about the input: what `generate` and `audit` say is what is expected. */
  private static String found(DiagnosticFixture fixture, Path project) {
    List<Diagnostic> findings = DiagnosticFixture.findings(project);
    List<Diagnostic> own = findings.stream().filter(d -> d.code() == fixture.code()).toList();
    assertThat(own).as("findings of " + fixture.code()).isNotEmpty();
    own.forEach(d -> assertThat(place(d, project)).as("place of " + d).exists());
    boolean readable = findings.stream().noneMatch(Diagnostic::isError);
    Cli.Result generated = Cli.run("generate", project, "--dry-run");
    assertThat(generated.status()).isEqualTo(readable ? ExitCode.OK : ExitCode.UNREADABLE);
    String rendered = DiagnosticFixture.rendered(project);
    if (readable) {
      Cli.Result audit = Cli.run("audit", project, "--format", "json");
      own.forEach(d -> assertThat(audit.out()).contains("\"" + d.code() + "\""));
      long shown = findings.stream().filter(d -> d.severity() != Severity.NOTE).count();
      assertThat(generated.err().split("\n  help: ", -1)).hasSize((int) shown + 1);
    } else {
      assertThat(generated.err()).startsWith(rendered);
    }
    return rendered;
  }

  /** Findings about the sides of a comparison, which ends without a verdict. */
  private static String compared(List<String> sides, Path project) {
    if (sides.size() == 1) {
      return opened(project.resolve(sides.get(0))).replace(project + "/", "");
    }
    Object[] arguments =
        sides.stream().map(s -> s.startsWith("--") ? s : project.resolve(s)).toArray();
    Cli.Result result =
        Cli.run(Stream.concat(Stream.of("compare"), Stream.of(arguments)).toArray());
    int status = sides.contains("--contract") ? ExitCode.USAGE : ExitCode.UNREADABLE;
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    assertThat(result.out()).isEmpty();
    return result.err().replace(project + "/", "");
  }

  private static String opened(Path bundle) {
    StringWriter text = new StringWriter();
    assertThatThrownBy(() -> Bundle.open(bundle))
        .isInstanceOfSatisfying(
            BadBundleException.class,
            e ->
                new Findings(new PrintWriter(text, true))
                    .show(e.findings(), e.files(), Optional.empty(), Severity.NOTE));
    return text.toString();
  }

  private static Path place(Diagnostic d, Path project) {
    return project.resolve(d.at().map(Span::file).orElseThrow());
  }

  /** Findings about the output folder: what the run says before it ends. */
  private static String refused(DiagnosticFixture fixture, Path project) throws IOException {
    try (OutputScenario scenario = new OutputScenario(project)) {
      scenario.run(fixture.before());
      Cli.Result result =
          fixture.looks()
              ? Cli.run("generate", project, "--dry-run")
              : Cli.run("generate", project);
      assertThat(result.status()).as(result.err()).isEqualTo(fixture.status());
      String findings = result.err().split("(?m)^(m2d: |Made of )", 2)[0];
      return findings.replaceAll("(?m)^(Findings|[\\w./-]+): .*\\R", "").stripTrailing() + "\n";
    }
  }
}
