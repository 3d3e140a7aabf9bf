package dev.m2d.singer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.testing.Answers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** `select`, `metadata`, `schema` and filters choose what they choose in Meltano. */
final class CatalogTest {

  @TestFactory
  Stream<DynamicTest> patternsAreReadAsMeltanoReadsThem() {
    return Answers.tests(
        "select-pattern",
        ask -> {
          SelectPattern pattern = SelectPattern.parse(ask.asText());
          Map<String, Object> told = new LinkedHashMap<>();
          told.put("stream", pattern.stream());
          told.put("property", pattern.property().orElse(null));
          told.put("negated", pattern.negated());
          return told;
        });
  }

  @TestFactory
  Stream<DynamicTest> rulesSelectWhatTheySelectInMeltano() {
    return Answers.tests("catalog", CatalogTest::selected);
  }

  /** What the plan takes for a stream of a pipeline is what Meltano selects. */
  @Test
  void streamsAreSelectedAsInMeltano() {
    for (JsonNode entry : Answers.read("catalog.json")) {
      JsonNode ask = entry.get("ask");
      if (ask.has("select") && ask.size() == 1) {
        List<SelectPattern> patterns =
            texts(ask.get("select")).stream().map(SelectPattern::parse).toList();
        for (String stream : List.of("users", "orders")) {
          assertThat(new SelectRules(patterns).selects(stream))
              .as(stream + " by " + ask)
              .isEqualTo(entry.get("answer").has(stream));
        }
      }
    }
  }

  private static Object selected(JsonNode ask) {
    ObjectNode catalog = Answers.read("catalog.discovered").deepCopy();
    CatalogRules rules =
        CatalogRules.of(
            ask.has("select") ? texts(ask.get("select")) : List.of("*.*"),
            object(ask.path("metadata")),
            object(ask.path("schema")),
            texts(ask.path("select_filter")));
    CatalogEditor.apply(rules, catalog);
    return Selection.of(catalog);
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(t -> texts.add(t.asText()));
    return texts;
  }
}
