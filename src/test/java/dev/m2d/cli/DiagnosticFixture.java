package dev.m2d.cli;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.NameLedger;
import dev.m2d.proposal.Adoption;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One folder of fixtures/diagnostics: a small project that raises one code.
 *
 * @param folder named {@code <CODE>-<slug>}, with the project, the findings it is to give in {@code
 *     expected.diagnostics}, and in {@code case.yaml} what happens before the run, where the output
 *     folder takes part, or the sides of a comparison
 */
record DiagnosticFixture(Path folder) {

  private static final Path ROOT = Path.of("fixtures", "diagnostics");
  private static final String EXPECTED = "expected.diagnostics";
  private static final String CASE = "case.yaml";

  static List<DiagnosticFixture> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().map(DiagnosticFixture::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return folder.getFileName().toString();
  }

  Code code() {
    return Code.valueOf(name().substring(0, name().indexOf('-')));
  }

  String expected() throws IOException {
    Path file = folder.resolve(EXPECTED);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  void approve(String text) throws IOException {
    Files.writeString(folder.resolve(EXPECTED), text);
  }

  /** The first of the expected findings that is of the fixture's code. */
  String example() throws IOException {
    return Arrays.stream(expected().split("\n\n", -1))
        .filter(block -> block.lines().findFirst().orElse("").contains("[" + code() + "]"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name() + " does not show its code"))
        .stripTrailing();
  }

  /** Whether the output folder takes part: what was done to it stands in case.yaml. */
  boolean isScenario() {
    return Files.exists(folder.resolve(CASE));
  }

  /** What happens before the run, one after the other. */
  List<Value> before() throws IOException {
    return list("before").orElseThrow();
  }

  /** The exit status of the run that gives them, where the output folder takes part. */
  int status() throws IOException {
    return fields().get("status") instanceof Value.Int n
        ? n.value().intValueExact()
        : ExitCode.REFUSED;
  }

  /** Whether that run only looks. */
  boolean looks() throws IOException {
    return fields().containsKey("dry_run");
  }

  /** The sides of a comparison; empty where the project is to be converted. */
  Optional<List<String>> sides() throws IOException {
    return list("compare").map(l -> l.stream().map(v -> ((Value.Text) v).value()).toList());
  }

  private Optional<List<Value>> list(String key) throws IOException {
    if (!isScenario()) {
      return Optional.empty();
    }
    return Optional.ofNullable((Value.Items) fields().get(key)).map(Value.Items::values);
  }

  private Map<String, Value> fields() throws IOException {
    SourceFile file = new SourceFile(CASE, Files.readString(folder.resolve(CASE)));
    return ((Value.Fields) YamlReader.read(file, new Diagnostics()).orElseThrow().value()).values();
  }

  /** Copies the project, without what is about it. */
  void copyTo(Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString();
        if (!name.equals(EXPECTED) && !name.equals(CASE)) {
          Path target = to.resolve(name);
          Files.createDirectories(target.getParent());
          Files.copy(path, target);
        }
      }
    }
  }

  /** All findings of reading and planning the project. */
  static List<Diagnostic> findings(Path project) {
    Reading reading = ProjectReader.read(project, new Adoption());
    return planned(reading, project).map(Planned::findings).orElse(reading.diagnostics());
  }

  /** The same as people see them, notes too. */
  static String rendered(Path project) {
    Reading reading = ProjectReader.read(project, new Adoption());
    List<SourceFile> files =
        planned(reading, project).map(p -> p.shown(reading)).orElse(reading.files());
    StringWriter text = new StringWriter();
    new Findings(new PrintWriter(text, true))
        .show(findings(project), files, reading.project(), Severity.NOTE);
    return text.toString();
  }

  private static Optional<Planned> planned(Reading reading, Path project) {
    return reading
        .project()
        .map(p -> Planned.of(reading, p, project.resolve("out"), NameLedger.empty()));
  }
}
