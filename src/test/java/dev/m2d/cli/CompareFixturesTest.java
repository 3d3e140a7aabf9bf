package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Every folder of fixtures/compare gives its verdict; with the sides exchanged, what was missing is
 * extra and nothing else changes; and each side is equal to itself.
 */
final class CompareFixturesTest {

  private static final Path CASES = Path.of("fixtures/compare");
  private static final Map<String, Integer> STATUS =
      Map.of("equal", 0, "unreadable", 1, "different", 5, "inconclusive", 6);

  @TempDir private Path temporary;

  /** One folder. */
  private record Case(Path folder, Map<String, Object> content) {

    static Case of(Path folder) {
      try {
        return new Case(folder, new Yaml().load(Files.readString(folder.resolve("case.yaml"))));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    Path side(String name) {
      return folder.resolve(requireNonNull(content.get(name)).toString());
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> expected() {
      return requireNonNull((Map<String, Object>) content.get("expected"));
    }

    String verdict() {
      return requireNonNull(expected().get("verdict")).toString();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCase() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(CASES)) {
      folders = all.sorted().toList();
    }
    List<Case> cases =
        folders.stream().map(Case::of).filter(c -> c.content().containsKey("left")).toList();
    assertThat(cases).hasSizeGreaterThan(60);
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.folder().getFileName().toString(), () -> check(c)));
  }

  private void check(Case test) throws IOException {
    Path out = temporary.resolve(test.folder().getFileName());
    Cli.Result result = compare(test, "left", "right", out);
    assertThat(result.status())
        .as(result.out() + result.err())
        .isEqualTo(STATUS.get(test.verdict()));
    if (test.verdict().equals("unreadable")) {
      assertThat(result.err()).contains("error[M2D902]", "\n  help: ");
      if (test.expected().containsKey("at")) {
        assertThat(result.err()).contains(requireNonNull(test.expected().get("at")).toString());
      }
      assertThat(out.resolve("verdict.json")).doesNotExist();
      return;
    }
    JsonNode verdict = new ObjectMapper().readTree(out.resolve("verdict.json").toFile());
    assertThat(verdict.get("verdict").asText()).isEqualTo(test.verdict());
    VerdictCheck.check(test.expected(), verdict);
    // A known difference has a direction.
    if (!Boolean.FALSE.equals(test.content().get("symmetric"))) {
      checkExchanged(test, verdict);
    }
    for (String side : List.of("left", "right")) {
      Cli.Result self = compare(test, side, side, temporary.resolve("self"));
      assertThat(self.status()).as(side + " with itself: " + self.out()).isIn(0, 6);
    }
  }

  private void checkExchanged(Case test, JsonNode verdict) throws IOException {
    JsonNode exchanged =
        new ObjectMapper().readTree(exchanged(test).resolve("verdict.json").toFile());
    for (int i = 0; i < verdict.get("streams").size(); i++) {
      JsonNode data = verdict.get("streams").get(i).get("data");
      JsonNode other = exchanged.get("streams").get(i).get("data");
      assertThat(other.get("missing")).isEqualTo(data.get("extra"));
      assertThat(other.get("extra")).isEqualTo(data.get("missing"));
      assertThat(other.get("changed")).isEqualTo(data.get("changed"));
      assertThat(other.get("equal")).isEqualTo(data.get("equal"));
    }
  }

  private Path exchanged(Case test) {
    Path out = temporary.resolve(test.folder().getFileName() + "-exchanged");
    Cli.Result result = compare(test, "right", "left", out);
    assertThat(result.status()).isEqualTo(STATUS.get(test.verdict()));
    return out;
  }

  private static Cli.Result compare(Case test, String left, String right, Path out) {
    List<Object> arguments =
        new ArrayList<>(List.of("compare", test.side(left), test.side(right), "--out", out));
    if (test.content().get("key") instanceof List<?> key) {
      arguments.add("--key");
      arguments.add(String.join(",", key.stream().map(Object::toString).toList()));
    }
    if (test.content().get("options") instanceof List<?> options) {
      arguments.addAll(options);
    }
    Path contract = test.folder().resolve("parity.yaml");
    if (Files.exists(contract)) {
      arguments.add("--contract");
      arguments.add(contract);
    }
    return Cli.run(arguments.toArray());
  }
}
