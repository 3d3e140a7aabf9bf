package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Compares a verdict with what a case.yaml expects. */
final class VerdictCheck {

  /** Checks everything that is expected but the verdict itself. */
  static void check(Map<?, ?> expected, JsonNode verdict) {
    for (String kind : List.of("changed", "missing", "extra", "duplicate")) {
      if (expected.get(kind) instanceof Integer count) {
        long sum = streams(verdict).mapToLong(s -> s.get("data").get(kind).asLong()).sum();
        assertThat(sum).as(kind).isEqualTo(count.longValue());
      }
    }
    if (expected.get("cause") instanceof String cause) {
      assertThat(
              streams(verdict).flatMap(s -> s.get("unequal").findParents(cause).stream()).count())
          .as(verdict.toPrettyString())
          .isPositive();
    }
    checkRules(expected, verdict);
    for (String part : List.of("data", "schema")) {
      if (expected.get(part) instanceof String word) {
        assertThat(streams(verdict).map(s -> s.get(part).get("verdict").asText()))
            .as(part)
            .containsOnly(word);
      }
    }
    if (expected.get("note") instanceof String note) {
      assertThat(streams(verdict).flatMap(s -> texts(s.get("notes"))).toList())
          .anySatisfy(n -> assertThat(n).contains(note));
    }
    if (expected.get("reason") instanceof String reason) {
      assertThat(streams(verdict).flatMap(s -> texts(s.get("reasons"))).toList())
          .anySatisfy(r -> assertThat(r).contains(reason));
    }
    if (expected.get("part") instanceof List<?> parts) {
      List<String> said =
          list(verdict.get("parts"))
              .flatMap(p -> Stream.concat(texts(p.get("reasons")), texts(p.get("notes"))))
              .toList();
      for (Object text : parts) {
        assertThat(said).anySatisfy(t -> assertThat(t).contains(text.toString()));
      }
    }
    if (expected.get("types") instanceof Map<?, ?> types) {
      types.forEach(
          (column, finding) ->
              assertThat(streams(verdict).flatMap(s -> list(s.get("schema").get("types"))).toList())
                  .anySatisfy(
                      t -> {
                        assertThat(t.get("column").asText()).isEqualTo(column);
                        assertThat(t.get("finding").asText()).isEqualTo(finding);
                      }));
    }
    if (expected.get("states") instanceof List<?> changes) {
      assertThat(list(verdict.get("states")).map(s -> s.get("change").asText()).toList())
          .isEqualTo(changes);
    }
    if (expected.get("noise") instanceof List<?> columns) {
      assertThat(list(verdict.get("noise")).map(n -> n.get("column").asText()).toList())
          .isEqualTo(columns);
    }
    if (expected.get("later") instanceof List<?> rows) {
      assertThat(streams(verdict).map(s -> s.get("data")).toList())
          .anySatisfy(
              d -> {
                assertThat(d.get("laterLeft").asLong())
                    .isEqualTo(((Number) rows.get(0)).longValue());
                assertThat(d.get("laterRight").asLong())
                    .isEqualTo(((Number) rows.get(1)).longValue());
              });
    }
    if (expected.get("unequal") instanceof List<?> columns) {
      assertThat(
              streams(verdict).flatMap(s -> s.get("unequal").findValuesAsText("column").stream()))
          .containsExactlyElementsOf(columns.stream().map(Object::toString).toList());
    }
  }

  /** `rules: {column: needed|unneeded|unused}`. */
  private static void checkRules(Map<?, ?> expected, JsonNode verdict) {
    if (expected.get("rules") instanceof Map<?, ?> rules) {
      rules.forEach(
          (column, use) ->
              assertThat(verdict.get("rules"))
                  .as(verdict.get("rules").toPrettyString())
                  .anySatisfy(
                      r -> {
                        assertThat(r.get("column").asText()).isEqualTo(column);
                        String found = r.get("needed").asBoolean() ? "needed" : "unneeded";
                        assertThat(r.get("used").asLong() == 0 ? "unused" : found).isEqualTo(use);
                      }));
    }
  }

  private static Stream<String> texts(JsonNode list) {
    return list(list).map(JsonNode::asText);
  }

  private static Stream<JsonNode> list(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static Stream<JsonNode> streams(JsonNode verdict) {
    return StreamSupport.stream(verdict.get("streams").spliterator(), false);
  }

  private VerdictCheck() {}
}
