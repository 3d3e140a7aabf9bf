package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.m2d.compare.PairParts;
import dev.m2d.compare.bundle.BadBundleException;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.state.Change;
import dev.m2d.compare.state.Movement;
import dev.m2d.compare.state.StateRow;
import dev.m2d.compare.verdict.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Every folder of fixtures/compare that has a {@code base} is a bundle; {@link BundleFixture}. */
final class BundleFixturesTest {

  private static final Path CASES = Path.of("fixtures/compare");

  private static final Map<String, Integer> STATUS =
      Map.of("equal", 0, "different", 5, "inconclusive", 6);

  /** What is said of a pair beside its rows. */
  private static final List<String> PARTS =
      List.of("says", "state", "change", "files", "performance");

  @TempDir private Path temporary;

  @TestFactory
  Stream<DynamicTest> everyBundle() throws IOException {
    List<Path> folders = new ArrayList<>();
    try (Stream<Path> all = Files.list(CASES)) {
      for (Path folder : all.sorted().toList()) {
        if (content(folder).containsKey("base")) {
          folders.add(folder);
        }
      }
    }
    assertThat(folders).hasSizeGreaterThan(30);
    return folders.stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  @Test
  void aKeyThatNoStreamHasIsRefused() throws IOException {
    Path bundle = temporary.resolve("pair");
    BundleFixture.make(temporary, Map.of("base", "orders"), bundle);
    Cli.Result result = Cli.run("compare", bundle, "--key", "nope");
    assertThat(result.status()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--key: no stream has the column `nope` on both sides");
  }

  private static Map<String, Object> content(Path folder) throws IOException {
    return new Yaml().load(Files.readString(folder.resolve("case.yaml")));
  }

  private void check(Path folder) throws IOException {
    Map<String, Object> content = content(folder);
    Path target = temporary.resolve(folder.getFileName());
    BundleFixture.make(folder, content, target);
    Map<?, ?> expected = requireNonNull((Map<?, ?>) content.get("expected"));
    if ("unreadable".equals(expected.get("verdict"))) {
      checkRefused(target, expected);
      return;
    }
    checkVerdict(target, expected);
    if (expected.keySet().stream().noneMatch(PARTS::contains)) {
      return;
    }
    PairParts parts =
        PairParts.of(Bundle.open(target), SideName.CONTROL, SideName.CANDIDATE, Movement.NONE);
    List<String> said = new ArrayList<>(parts.invalid());
    for (Part part : parts.parts()) {
      said.addAll(part.reasons());
      said.addAll(part.notes());
      if (expected.get(part.name()) instanceof String verdict) {
        assertThat(part.verdict().word()).as(part.toString()).isEqualTo(verdict);
      }
    }
    says(expected, String.join("\n", said));
    if ("inconclusive".equals(expected.get("verdict"))) {
      assertThat(parts.invalid().isEmpty() && !isInconclusive(expected)).isFalse();
    } else {
      assertThat(parts.invalid()).isEmpty();
    }
    if (expected.get("change") instanceof String change) {
      assertThat(parts.states().stream().map(StateRow::change).max(Comparator.naturalOrder()))
          .hasValueSatisfying(c -> assertThat(c.word()).isEqualTo(change));
      boolean harmless =
          parts.states().stream().allMatch(r -> r.change().compareTo(Change.SPELLING) <= 0);
      assertThat("different".equals(expected.get("state"))).isNotEqualTo(harmless);
    }
  }

  private static boolean isInconclusive(Map<?, ?> expected) {
    return List.of("state", "files").stream().anyMatch(p -> "inconclusive".equals(expected.get(p)));
  }

  /** The verdict of the whole; `whole` where it is not that of the part that the case is about. */
  private static void checkVerdict(Path bundle, Map<?, ?> expected) throws IOException {
    Object verdict =
        expected.containsKey("whole") ? expected.get("whole") : expected.get("verdict");
    Cli.Result result = Cli.run("compare", bundle);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(STATUS.get(verdict));
    String text = Files.readString(bundle.resolve("verdict/verdict.json"));
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/verdict.schema.json")));
    assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
    JsonNode found = new ObjectMapper().readTree(text);
    VerdictCheck.check(expected, found);
  }

  private static void checkRefused(Path bundle, Map<?, ?> expected) {
    Cli.Result result = Cli.run("compare", bundle);
    assertThat(result.status()).as(result.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("error[" + expected.get("code") + "]", "\n  help: ");
    assertThat(bundle.resolve("verdict")).doesNotExist();
    assertThatThrownBy(() -> Bundle.open(bundle))
        .isInstanceOfSatisfying(
            BadBundleException.class,
            e -> {
              assertThat(e.findings())
                  .allSatisfy(
                      d ->
                          assertThat(d.code().name())
                              .isEqualTo(String.valueOf(expected.get("code"))));
              says(expected, e.findings().toString());
            });
  }

  private static void says(Map<?, ?> expected, String text) {
    if (expected.get("says") instanceof List<?> texts) {
      assertThat(text).contains(texts.stream().map(Object::toString).toList());
    }
  }
}
