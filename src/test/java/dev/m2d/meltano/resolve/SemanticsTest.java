package dev.m2d.meltano.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.testing.FactsDiff;
import dev.m2d.testing.SemanticsCase;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What `m2d inspect --json` says about each case is what the real Meltano says, fact for fact. */
final class SemanticsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOW = "2026-11-21T10:00:00+00:00";

  @TestFactory
  Stream<DynamicTest> everyFactIsMeltanos() {
    return SemanticsCase.all().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  @Test
  void everyRowOfTheTrapTableHasItsCase() {
    List<Integer> rows = new ArrayList<>();
    SemanticsCase.all().forEach(c -> c.trap().ifPresent(rows::add));
    assertThat(rows).containsAll(Stream.iterate(1, n -> n + 1).limit(55).toList());
  }

  private static void check(SemanticsCase fixture) throws IOException {
    List<JsonNode> asks = fixture.asks();
    List<JsonNode> expected = fixture.expected();
    assertThat(asks).hasSameSizeAs(expected);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < asks.size(); i++) {
      assertThat(FactsDiff.count(expected.get(i))).isPositive();
      differences.addAll(FactsDiff.of(expected.get(i), ours(fixture, asks.get(i))));
    }
    List<String> shown = differences.subList(0, Math.min(differences.size(), 15));
    String text = differences.size() + " differences:\n" + String.join("\n", shown);
    assertThat(differences.isEmpty()).as(text).isTrue();
  }

  private static JsonNode ours(SemanticsCase fixture, JsonNode ask) throws IOException {
    Optional<FactsRequest.Discovered> single =
        ask.has("tap")
            ? Optional.of(discovered(fixture, ask.get("tap").asText(), ask.get("catalog").asText()))
            : Optional.empty();
    JsonNode document = facts(fixture, ask, single);
    for (Map.Entry<String, JsonNode> e : ask.path("catalogs").properties()) {
      JsonNode other =
          facts(fixture, ask, Optional.of(discovered(fixture, e.getKey(), e.getValue().asText())));
      for (int i = 0; i < other.get("resolved").size(); i++) {
        ObjectNode level = (ObjectNode) document.get("resolved").get(i);
        ObjectNode catalogs =
            level.has("catalogs")
                ? (ObjectNode) level.get("catalogs")
                : level.putObject("catalogs");
        catalogs.set(e.getKey(), other.get("resolved").get(i).get("catalog"));
      }
    }
    return document;
  }

  private static FactsRequest.Discovered discovered(
      SemanticsCase fixture, String tap, String file) {
    return new FactsRequest.Discovered(tap, fixture.folder().resolve(file));
  }

  private static JsonNode facts(
      SemanticsCase fixture, JsonNode ask, Optional<FactsRequest.Discovered> discovered)
      throws IOException {
    Map<String, String> process = new LinkedHashMap<>();
    process.put("PATH", "/usr/bin:/bin");
    process.put("HOME", "/home/tester");
    process.put("LANG", "C.UTF-8");
    ask.path("env").properties().forEach(e -> process.put(e.getKey(), e.getValue().asText()));
    List<String> runs = new ArrayList<>();
    ask.path("run").forEach(r -> runs.add(r.asText()));
    FactsRequest request =
        new FactsRequest(
            fixture.name(),
            ask.path("environment").isNull() ? Optional.of("null") : text(ask, "environment"),
            text(ask, "env_file").map(fixture.folder()::resolve),
            process,
            now(text(ask, "now").orElse(NOW)),
            true,
            runs,
            discovered);
    String json = Facts.of(fixture.input(), request).text();
    return JSON.readTree(json);
  }

  private static LocalDateTime now(String text) {
    return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  private static Optional<String> text(JsonNode ask, String key) {
    return ask.hasNonNull(key) ? Optional.of(ask.get(key).asText()) : Optional.empty();
  }
}
