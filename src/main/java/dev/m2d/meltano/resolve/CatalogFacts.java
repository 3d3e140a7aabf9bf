package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.singer.CatalogOutcome;
import dev.m2d.singer.CatalogRules;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The catalog that Meltano would hand to a tap, had the tap discovered a given one. */
final class CatalogFacts {

  private static final String FAILED = "PluginExecutionError";
  private final EnvironmentFacts environment;
  private final Path root;
  private final FactsRequest.Discovered request;

  CatalogFacts(EnvironmentFacts environment, Path root, FactsRequest.Discovered request) {
    this.environment = environment;
    this.root = root;
    this.request = request;
  }

  Doc write() {
    Doc doc = new Doc().put("tap", request.tap());
    String where = environment.where() + ": catalog of " + request.tap();
    try {
      return catalog(doc);
    } catch (ResolveError e) {
      return doc.put("error", environment.facts().error(where, "catalog", e.type(), e.text()));
    }
  }

  private Doc catalog(Doc doc) {
    PluginModel tap =
        environment
            .plugins()
            .find(new PluginId(PluginType.EXTRACTORS, request.tap()))
            .orElseThrow(
                () ->
                    new ResolveError(
                        "PluginNotFoundError",
                        "Extractor '" + request.tap() + "' is not known to Meltano."));
    PluginValues values = environment.values(tap, Map.of());
    values.config();
    Map<String, Value> extras = values.extras();
    List<String> capabilities = tap.capabilities();
    boolean isEdited = capabilities.contains("catalog") || capabilities.contains("properties");
    String file = text(extras.get("_catalog"));
    String discovered = null;
    if (!file.isEmpty()) {
      discovered = read(root.resolve(file));
    } else if (capabilities.contains("discover")) {
      discovered = read(request.catalog());
    }
    Optional<CatalogRules> rules = isEdited ? rules(extras, file.isEmpty()) : Optional.empty();
    if (discovered == null) {
      if (rules.isPresent()) {
        throw new ResolveError(FAILED, "Applying catalog rules failed: catalog file is missing.");
      }
      return doc.put("passed", new Value.Null()).put("catalog", new Value.Null());
    }
    CatalogOutcome outcome = outcome(discovered, rules);
    doc.put("passed", passed(capabilities)).put("catalog", json(outcome.json()));
    Doc selected = new Doc();
    for (Map.Entry<String, Set<String>> e : outcome.selected().entrySet()) {
      selected.texts(e.getKey(), e.getValue());
    }
    return doc.put("selected", selected);
  }

  private static @Nullable String passed(List<String> capabilities) {
    if (capabilities.contains("catalog")) {
      return "--catalog";
    }
    return capabilities.contains("properties") ? "--properties" : null;
  }

  private static CatalogOutcome outcome(String text, Optional<CatalogRules> rules) {
    try {
      return CatalogOutcome.of(text, rules);
    } catch (IllegalArgumentException e) {
      throw new ResolveError(FAILED, "Invalid catalog");
    }
  }

  /** None when nothing is to be changed. */
  private static Optional<CatalogRules> rules(Map<String, Value> extras, boolean isDiscovered) {
    try {
      return read(extras, isDiscovered);
    } catch (IllegalArgumentException e) {
      throw new ResolveError("ValueError", "not enough values to unpack");
    }
  }

  private static Optional<CatalogRules> read(Map<String, Value> extras, boolean isDiscovered) {
    List<String> filter = texts(extras.get("_select_filter"));
    if (isDiscovered) {
      return Optional.of(
          CatalogRules.of(
              texts(extras.get("_select")),
              object(extras.get("_metadata")),
              object(extras.get("_schema")),
              filter));
    }
    return filter.isEmpty() ? Optional.empty() : Optional.of(CatalogRules.filter(filter));
  }

  private static List<String> texts(@Nullable Value value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof Value.Items items) {
      for (Value item : items.values()) {
        texts.add(
            item.asText()
                .orElseThrow(
                    () -> new ResolveError("AttributeError", "a pattern is not a string")));
      }
    }
    return texts;
  }

  private static String object(@Nullable Value value) {
    return value instanceof Value.Fields fields ? JsonWriter.write(fields) : "{}";
  }

  private static String text(@Nullable Value value) {
    return value == null ? "" : value.asText().orElse("");
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new ResolveError(FAILED, "Failed to copy catalog file: No such file or directory");
    }
  }

  private static Value json(String text) {
    return JsonReader.read(new SourceFile("catalog", text), new Diagnostics())
        .map(YamlNode::value)
        .orElseGet(Value.Null::new);
  }
}
