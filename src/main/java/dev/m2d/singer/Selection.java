package dev.m2d.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a catalog, after its rules, makes a tap send. */
public final class Selection {

  private static final Pattern NAME = Pattern.compile("properties\\.([^.]+)");

  /**
   * The ids of the streams that the rules select in a catalog.
   *
   * @throws IllegalArgumentException when the catalog is not JSON
   */
  public static Set<String> streams(String catalog, CatalogRules rules) {
    ObjectNode document = CatalogRules.object(catalog);
    CatalogEditor.apply(rules, document);
    return of(document).keySet();
  }

  /** The selected streams by id with their selected properties, both sorted. */
  public static Map<String, Set<String>> of(ObjectNode catalog) {
    Map<String, Set<String>> selected = new TreeMap<>();
    for (JsonNode stream : catalog.path("streams")) {
      Set<String> properties = new TreeSet<>();
      boolean streamSelected = true;
      for (JsonNode entry : stream.path("metadata")) {
        boolean chosen = isSelected(entry.path("metadata"));
        if (entry.path("breadcrumb").isEmpty()) {
          streamSelected &= chosen;
        } else if (chosen) {
          properties.add(property(entry.path("breadcrumb")));
        }
      }
      if (streamSelected) {
        selected.put(stream.path("tap_stream_id").asText(), properties);
      }
    }
    return selected;
  }

  /** The dotted name as Meltano reads it back: of a name with a dot only the beginning is left. */
  private static String property(JsonNode breadcrumb) {
    List<String> parts = new ArrayList<>();
    breadcrumb.forEach(part -> parts.add(part.asText()));
    return NAME.matcher(String.join(".", parts))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.joining("."));
  }

  private static boolean isSelected(JsonNode metadata) {
    String inclusion = metadata.path("inclusion").asText();
    if (inclusion.equals("automatic") || inclusion.equals("unsupported")) {
      return inclusion.equals("automatic");
    }
    JsonNode selected = metadata.get("selected");
    return selected == null || selected.isNull()
        ? metadata.path("selected-by-default").asBoolean()
        : selected.isBoolean() && selected.booleanValue();
  }

  private Selection() {}
}
