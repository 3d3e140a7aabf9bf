package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Every folder of fixtures/gate is a history, see {@link HistoryFixture}, and what the gate says.
 */
final class GateFixturesTest {

  private static final Path CASES = Path.of("fixtures/gate");

  @TempDir private Path temporary;

  @TestFactory
  Stream<DynamicTest> everyHistory() throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(CASES)) {
      folders = all.sorted().toList();
    }
    assertThat(folders).hasSizeGreaterThan(30);
    return folders.stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  @Test
  void aCopyOfAPairIsNoOtherPair() throws IOException {
    Map<String, Object> content =
        new Yaml().load(Files.readString(CASES.resolve("open").resolve("case.yaml")));
    Path history = temporary.resolve("copied");
    HistoryFixture.make(content, history);
    Path pair;
    try (Stream<Path> all = Files.list(history)) {
      pair = all.filter(Files::isDirectory).sorted().findFirst().orElseThrow();
    }
    try (Stream<Path> files = Files.walk(pair)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, history.resolve("copy").resolve(pair.relativize(file).toString()));
      }
    }
    Cli.Result result = Cli.run("compare", "--gate", "--history", history);
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("M2D912", "The pair is in `", "` already");
  }

  private void check(Path folder) throws IOException {
    Map<String, Object> content = new Yaml().load(Files.readString(folder.resolve("case.yaml")));
    Map<?, ?> expected = (Map<?, ?>) requireNonNull(content.get("expected"));
    Path history = temporary.resolve(folder.getFileName());
    HistoryFixture.make(content, history);
    Object now = requireNonNull(content.get("now"));
    Cli.Result result =
        Cli.run(
            "compare",
            "--gate",
            "--history",
            history,
            "--contract",
            history.resolve("parity.yaml"),
            "--now",
            now);
    assertThat(result.err()).isEmpty();
    String text = Files.readString(history.resolve("gate.json"));
    JsonNode gate = new ObjectMapper().readTree(text);
    List<String> kinds = new ArrayList<>();
    gate.get("blocks").forEach(b -> kinds.add(b.get("kind").asText()));
    Object blocks = expected.get("blocks");
    assertThat(kinds).as(result.out()).isEqualTo(blocks == null ? List.of() : blocks);
    assertThat(gate.get("open").asBoolean()).isEqualTo(expected.get("open"));
    assertThat(result.status()).isEqualTo(kinds.isEmpty() ? ExitCode.OK : ExitCode.POLICY);
    if (expected.get("states") instanceof Map<?, ?> states) {
      Map<String, String> found = new LinkedHashMap<>();
      gate.get("streams").forEach(s -> found.put(s.get("name").asText(), s.get("state").asText()));
      assertThat(found).as(result.out()).isEqualTo(states);
    }
    if (expected.get("events") instanceof List<?> events) {
      List<String> found = new ArrayList<>();
      gate.get("events").forEach(e -> found.add(e.get("kind").asText()));
      assertThat(found).as(result.out()).isEqualTo(events);
    }
    if (expected.get("says") instanceof List<?> says) {
      assertThat(result.out()).contains(says.stream().map(Object::toString).toList());
    }
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/gate.schema.json")));
    assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
  }
}
