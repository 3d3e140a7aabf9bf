package dev.m2d.singer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a project asks of the catalog that a tap discovers.
 *
 * @param schema rules applied first
 * @param metadata rules applied in order; the last one that matches an entry counts
 */
public record CatalogRules(List<SchemaRule> schema, List<MetadataRule> metadata) {

  public CatalogRules {
    schema = List.copyOf(schema);
    metadata = List.copyOf(metadata);
  }

  /** The rules of a discovered catalog, in Meltano's order. */
  public static CatalogRules of(
      List<String> select, ObjectNode metadata, ObjectNode schema, List<String> selectFilter) {
    List<MetadataRule> rules = new ArrayList<>(MetadataRule.select(List.of("!*.*")));
    rules.addAll(MetadataRule.select(select));
    flatten("", metadata, rules);
    rules.addAll(MetadataRule.filter(selectFilter));
    return new CatalogRules(schemaRules(schema), rules);
  }

  /** The rules of a catalog that was given as a file: only the filter counts. */
  public static CatalogRules filter(List<String> selectFilter) {
    return new CatalogRules(List.of(), MetadataRule.filter(selectFilter));
  }

  /** The rules of a discovered catalog, with `metadata` and `schema` as texts of JSON objects. */
  public static CatalogRules of(
      List<String> select, String metadata, String schema, List<String> selectFilter) {
    return of(select, object(metadata), object(schema), selectFilter);
  }

  /** What a project says may hold `Infinity`, as Python writes it. */
  private static final JsonMapper READER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * An object from its JSON text; an empty one when the text is another value.
   *
   * @throws IllegalArgumentException when the text is not JSON
   */
  static ObjectNode object(String json) {
    try {
      return READER.readTree(json) instanceof ObjectNode object
          ? object
          : JsonNodeFactory.instance.objectNode();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the text is not JSON", e);
    }
  }

  private static void flatten(String prefix, ObjectNode node, List<MetadataRule> into) {
    node.properties()
        .forEach(
            e -> {
              String name = prefix + e.getKey();
              if (e.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                flatten(name + ".", inner, into);
              } else {
                into.add(rule(name, e.getValue()));
              }
            });
  }

  private static MetadataRule rule(String path, JsonNode value) {
    List<String> parts = List.of(path.split("\\.", -1));
    if (parts.size() < 2) {
      throw new IllegalArgumentException("a metadata rule `" + path + "` that names no key");
    }
    int last = parts.size() - 1;
    List<String> names = last > 1 ? parts.subList(1, last) : List.of();
    return new MetadataRule(
        List.of(parts.get(0)), false, MetadataRule.breadcrumb(names), parts.get(last), value);
  }

  private static List<SchemaRule> schemaRules(ObjectNode schema) {
    List<SchemaRule> rules = new ArrayList<>();
    schema
        .properties()
        .forEach(
            stream ->
                stream
                    .getValue()
                    .properties()
                    .forEach(
                        property ->
                            rules.add(
                                new SchemaRule(
                                    stream.getKey(), property.getKey(), property.getValue()))));
    return rules;
  }
}
