package dev.m2d.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.naming.Fnmatch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Applies rules to a catalog, with all the peculiarities of Meltano's own traversal. */
public final class CatalogEditor {

  private static final Pattern STREAM = Pattern.compile("streams\\[\\d+\\]$");
  private static final Pattern PROPERTY =
      Pattern.compile("schema(\\.properties\\.\\w*)+$", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern METADATA = Pattern.compile("metadata\\[\\d+\\]$");

  /** Meltano's own walk comes about as far. */
  private static final int DEEPEST = 300;

  private interface Editor {
    default void stream(ObjectNode stream) {}

    default void property(ObjectNode stream, ObjectNode node, List<String> breadcrumb) {}

    default void metadata(ObjectNode stream, ObjectNode entry) {}
  }

  /**
   * Changes the catalog in place.
   *
   * @throws IllegalArgumentException when a rule cannot be applied, or adds what it matches again
   */
  public static void apply(CatalogRules rules, ObjectNode catalog) {
    if (!rules.schema().isEmpty()) {
      new Walk(new SchemaEditor(rules.schema())).visit(catalog, "", 0);
    }
    if (!rules.metadata().isEmpty()) {
      new Walk(new MetadataEditor(rules.metadata())).visit(catalog, "", 0);
    }
  }

  private static final class Walk {
    private final Editor editor;
    private ObjectNode stream = JsonNodeFactory.instance.objectNode();

    Walk(Editor editor) {
      this.editor = editor;
    }

    void visit(JsonNode node, String path, int depth) {
      if (depth > DEEPEST) {
        throw new IllegalArgumentException("a catalog nested too deeply, or without an end");
      }
      if (node instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          visit(array.get(i), path + "[" + i + "]", depth + 1);
        }
      } else if (node instanceof ObjectNode object) {
        boolean property = PROPERTY.matcher(path).find();
        boolean metadata = METADATA.matcher(path).find() && object.has("breadcrumb");
        if (metadata) {
          editor.metadata(stream, object);
        } else if (property) {
          String crumb = path.substring(path.indexOf("properties"));
          editor.property(stream, object, List.of(crumb.split("\\.", -1)));
        } else if (STREAM.matcher(path).find()) {
          stream = object;
          editor.stream(object);
        }
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
          boolean skipped = property && (key.equals("anyOf") || key.equals("type"));
          if (!skipped && object.has(key)) {
            visit(object.get(key), path + "." + key, depth + 1);
          }
        }
      }
    }
  }

  private record MetadataEditor(List<MetadataRule> rules) implements Editor {

    @Override
    public void stream(ObjectNode stream) {
      if (!stream.has("metadata")) {
        stream.putArray("metadata");
      }
      ensure(stream, List.of());
      for (MetadataRule rule : rules) {
        if (rule.matches(stream.path("tap_stream_id").asText(), "")) {
          set(stream, rule.key().replace('-', '_'), rule.value());
        }
      }
    }

    @Override
    public void property(ObjectNode stream, ObjectNode node, List<String> breadcrumb) {
      ensure(stream, breadcrumb);
    }

    @Override
    public void metadata(ObjectNode stream, ObjectNode entry) {
      List<String> parts = new ArrayList<>();
      entry.get("breadcrumb").forEach(p -> parts.add(p.asText()));
      String text = String.join(".", parts);
      if (entry.get("metadata") instanceof ObjectNode metadata) {
        for (MetadataRule rule : rules) {
          if (rule.matches(stream.path("tap_stream_id").asText(), text)) {
            set(metadata, rule.key(), rule.value());
          }
        }
      }
    }

    private static void set(ObjectNode node, String key, JsonNode value) {
      boolean unsupported = node.path("inclusion").asText().equals("unsupported");
      if (!(key.equals("selected") && value.isBoolean() && value.booleanValue() && unsupported)) {
        node.set(key, value);
      }
    }

    private static void ensure(ObjectNode stream, List<String> breadcrumb) {
      if (!(stream.get("metadata") instanceof ArrayNode list)) {
        return;
      }
      for (JsonNode entry : list) {
        List<String> parts = new ArrayList<>();
        entry.path("breadcrumb").forEach(p -> parts.add(p.asText()));
        if (parts.equals(breadcrumb)) {
          return;
        }
      }
      ObjectNode entry = list.addObject();
      ArrayNode crumb = entry.putArray("breadcrumb");
      breadcrumb.forEach(crumb::add);
      entry
          .putObject("metadata")
          .put("inclusion", breadcrumb.size() <= 2 ? "automatic" : "available");
    }
  }

  private record SchemaEditor(List<SchemaRule> rules) implements Editor {

    @Override
    public void stream(ObjectNode stream) {
      ObjectNode schema =
          stream.get("schema") instanceof ObjectNode found
              ? found
              : stream.putObject("schema").put("type", "object");
      for (SchemaRule rule : rules) {
        boolean glob = rule.property().matches("(?s)[*?\\[\\]].*");
        if (Fnmatch.matches(stream.path("tap_stream_id").asText(), rule.stream())) {
          ObjectNode properties =
              schema.get("properties") instanceof ObjectNode found
                  ? found
                  : schema.putObject("properties");
          if (!glob && !properties.has(rule.property())) {
            properties.putObject(rule.property());
          }
        }
      }
    }

    @Override
    public void property(ObjectNode stream, ObjectNode node, List<String> breadcrumb) {
      String text = String.join(".", breadcrumb);
      for (SchemaRule rule : rules) {
        if (Fnmatch.matches(stream.path("tap_stream_id").asText(), rule.stream())
            && Fnmatch.matches(text, "properties." + rule.property())) {
          if (!(rule.schema() instanceof ObjectNode schema)) {
            throw new IllegalArgumentException("a schema rule that is no mapping");
          }
          node.removeAll();
          node.setAll(schema.deepCopy());
        }
      }
    }
  }

  private CatalogEditor() {}
}
