package dev.m2d.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A catalog as its tap gets it.
 *
 * @param json the document
 * @param selected the selected streams by id with their selected properties, both sorted
 */
public record CatalogOutcome(String json, Map<String, Set<String>> selected) {

  /**
   * The rules applied to a catalog.
   *
   * @param rules empty when the catalog is taken as it is
   * @throws IllegalArgumentException when the text is no JSON, or no catalog
   */
  public static CatalogOutcome of(String text, Optional<CatalogRules> rules) {
    JsonNode document;
    try {
      document = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the text is not JSON", e);
    }
    if (!(document instanceof ObjectNode catalog)) {
      throw new IllegalArgumentException("the text is not a catalog");
    }
    rules.ifPresent(r -> CatalogEditor.apply(r, catalog));
    return new CatalogOutcome(catalog.toString(), Selection.of(catalog));
  }
}
