package dev.m2d.report.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Facts as JSON, one fact a line, so that version control shows which of them changed. */
public final class FactsJson {

  static final int SCHEMA_VERSION = 1;
  private static final int MAX_BYTES = 32 * 1024 * 1024;
  private static final int MAX_FACTS = 200_000;
  private static final int LONGEST = 20_000;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** A document that cannot be used; the message goes on after its name. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  /** The document. */
  public static byte[] write(Facts facts) {
    StringBuilder out = new StringBuilder("{\n");
    out.append("  \"schemaVersion\" : ").append(SCHEMA_VERSION).append(",\n");
    out.append("  \"toolVersion\" : ").append(text(facts.toolVersion())).append(",\n");
    out.append("  \"facts\" : [");
    String before = "\n    ";
    for (Fact fact : facts.all()) {
      out.append(before).append(line(fact));
      before = ",\n    ";
    }
    return out.append("\n  ]\n}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(Fact fact) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", fact.kind());
    node.put("name", fact.name());
    if (!fact.of().isEmpty()) {
      node.put("of", fact.of());
    }
    fact.at().ifPresent(at -> node.put("at", at));
    fact.file().ifPresent(file -> node.put("file", file));
    if (!fact.texts().isEmpty()) {
      fact.texts().forEach(node.putObject("is")::put);
    }
    if (!fact.lists().isEmpty()) {
      ObjectNode lists = node.putObject("has");
      fact.lists()
          .forEach(
              (key, values) -> {
                ArrayNode array = lists.putArray(key);
                values.forEach(array::add);
              });
    }
    return text(node);
  }

  /** Reads one that anybody can have edited. */
  public static Facts read(byte[] bytes) throws Unusable {
    if (bytes.length > MAX_BYTES) {
      throw new Unusable("is larger than any of ours");
    }
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Unusable("is not JSON: a merge may have left it so");
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    if (root == null || !root.isObject()) {
      throw new Unusable("holds no object");
    }
    JsonNode version = root.path("schemaVersion");
    if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
      throw new Unusable("is not of schemaVersion " + SCHEMA_VERSION);
    }
    JsonNode list = root.path("facts");
    if (!list.isArray() || list.size() > MAX_FACTS) {
      throw new Unusable("has no list `facts`, or one that is too long");
    }
    List<Fact> facts = new ArrayList<>();
    Set<Fact.Id> seen = new HashSet<>();
    for (JsonNode node : list) {
      Fact fact = fact(node);
      if (!seen.add(fact.id())) {
        throw new Unusable("says something twice");
      }
      facts.add(fact);
    }
    return new Facts(text(root, "toolVersion"), facts);
  }

  private static Fact fact(JsonNode node) throws Unusable {
    TreeMap<String, String> texts = new TreeMap<>();
    for (var field : object(node, "is").properties()) {
      texts.put(field.getKey(), value(field.getValue()));
    }
    TreeMap<String, List<String>> lists = new TreeMap<>();
    for (var field : object(node, "has").properties()) {
      List<String> values = new ArrayList<>();
      if (!field.getValue().isArray()) {
        throw new Unusable("has a value of a wrong type");
      }
      for (JsonNode item : field.getValue()) {
        values.add(value(item));
      }
      lists.put(field.getKey(), values);
    }
    return new Fact(
        text(node, "kind"),
        text(node, "name"),
        node.has("of") ? text(node, "of") : "",
        optional(node, "at"),
        optional(node, "file"),
        texts,
        lists,
        Optional.empty());
  }

  private static JsonNode object(JsonNode node, String key) throws Unusable {
    JsonNode object = node.path(key);
    if (!object.isMissingNode() && !object.isObject()) {
      throw new Unusable("has a value of a wrong type");
    }
    return object.isMissingNode() ? JSON.createObjectNode() : object;
  }

  private static Optional<String> optional(JsonNode node, String key) throws Unusable {
    return node.has(key) ? Optional.of(text(node, key)) : Optional.empty();
  }

  private static String text(JsonNode node, String key) throws Unusable {
    return value(node.path(key));
  }

  private static String value(JsonNode node) throws Unusable {
    if (!node.isTextual() || node.asText().length() > LONGEST) {
      throw new Unusable("has a value of a wrong type, or one that is too long");
    }
    return node.asText();
  }

  private FactsJson() {}
}
