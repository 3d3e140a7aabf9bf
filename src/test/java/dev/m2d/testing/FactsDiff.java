package dev.m2d.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The facts that two documents about a project state differently. A fact is a leaf with its path;
 * named things are matched by name, and the wording of an error is no fact.
 */
public final class FactsDiff {
  private static final Set<String> SKIP_TOP =
      Set.of(
          "schema",
          "meltano",
          "python",
          "project",
          "seconds",
          "warnings",
          "missing_definitions",
          "origins",
          "diagnostics");
  private static final Set<String> SKIP_ANY = Set.of("message", "instruction");
  private static final Set<String> NAMED =
      Set.of(
          "plugins",
          "environments",
          "jobs",
          "schedules",
          "mappings",
          "mappers",
          "resolved",
          "errors");

  private final Map<List<String>, JsonNode> leaves = new LinkedHashMap<>();
  private List<String> last = List.of();

  private FactsDiff() {}

  /** One line a difference: the path, what Meltano says, what we say. */
  public static List<String> of(JsonNode meltano, JsonNode ours) {
    Map<List<String>, JsonNode> left = leaves(meltano);
    Map<List<String>, JsonNode> right = leaves(ours);
    JsonNode absent = TextNode.valueOf("<absent>");
    List<String> found = new ArrayList<>();
    left.forEach(
        (path, value) -> {
          JsonNode other = right.getOrDefault(path, absent);
          if (!value.equals(other)) {
            found.add(line(path, value, other));
          }
        });
    right.forEach(
        (path, value) -> {
          if (!left.containsKey(path)) {
            found.add(line(path, absent, value));
          }
        });
    return found;
  }

  /** How many facts a document states. */
  public static int count(JsonNode document) {
    return leaves(document).size();
  }

  private static String line(List<String> path, JsonNode meltano, JsonNode ours) {
    return String.join(" / ", path) + ": Meltano " + meltano + ", m2d " + ours;
  }

  private static Map<List<String>, JsonNode> leaves(JsonNode document) {
    FactsDiff diff = new FactsDiff();
    diff.visit(document, List.of());
    return diff.leaves;
  }

  private void visit(JsonNode node, List<String> path) {
    if (!node.isContainerNode() || node.isEmpty()) {
      add(path, node.isContainerNode() ? TextNode.valueOf(node.toString()) : node);
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                String key = field.getKey();
                boolean skipped =
                    (path.isEmpty() && SKIP_TOP.contains(key))
                        || SKIP_ANY.contains(key)
                        || (key.equals("type") && node.has("message"));
                if (!skipped) {
                  visit(field.getValue(), plus(path, key));
                }
              });
    } else {
      boolean named = !path.isEmpty() && NAMED.contains(path.get(path.size() - 1));
      for (int i = 0; i < node.size(); i++) {
        JsonNode item = node.get(i);
        String name = named && item.isObject() ? name(item, i) : "[" + i + "]";
        while (isTaken(plus(path, name))) {
          name += "+";
        }
        visit(item, plus(path, name));
      }
    }
  }

  private static String name(JsonNode item, int index) {
    String name = "[" + index + "]";
    for (String key : List.of("id", "name", "where", "environment")) {
      if (!item.path(key).asText("").isEmpty() && !item.path(key).isNull()) {
        name = item.path(key).asText();
        break;
      }
    }
    return item.has("step") ? name + "#" + item.get("step").asText() : name;
  }

  private boolean isTaken(List<String> path) {
    return leaves.containsKey(path)
        || (last.size() > path.size() && last.subList(0, path.size()).equals(path));
  }

  private void add(List<String> path, JsonNode value) {
    leaves.put(path, value);
    last = path;
  }

  private static List<String> plus(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }
}
