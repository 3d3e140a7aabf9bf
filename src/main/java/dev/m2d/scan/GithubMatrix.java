package dev.m2d.scan;

import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The `matrix` of a job of GitHub. */
final class GithubMatrix {

  private static final int MAX_ROWS = 60;

  /** The combinations of a matrix of literal lists. */
  static List<Map<String, YamlScalar>> rows(YamlMap job) {
    YamlMap matrix = YamlDocuments.map(YamlDocuments.map(job, "strategy"), "matrix");
    List<Map<String, YamlScalar>> rows = new ArrayList<>();
    rows.add(Map.of());
    boolean any = false;
    for (YamlMap.Entry e : matrix.entries().values()) {
      if (e.key().equals("include") || e.key().equals("exclude")) {
        continue;
      }
      if (e.value() instanceof YamlList list) {
        any = true;
        rows = product(rows, e.key(), list);
      }
    }
    if (matrix.get("include").orElse(null) instanceof YamlList list) {
      List<Map<String, YamlScalar>> included = new ArrayList<>();
      list.items().forEach(i -> included.add(flat("", i)));
      rows = any ? joined(rows, included) : included;
    }
    return rows.size() > MAX_ROWS ? rows.subList(0, MAX_ROWS) : rows;
  }

  /** Rows of `include` that fit a combination extend it; the others are rows of their own. */
  private static List<Map<String, YamlScalar>> joined(
      List<Map<String, YamlScalar>> rows, List<Map<String, YamlScalar>> included) {
    List<Map<String, YamlScalar>> all = new ArrayList<>();
    rows.forEach(r -> all.add(new LinkedHashMap<>(r)));
    for (Map<String, YamlScalar> extra : included) {
      boolean fits = false;
      for (int i = 0; i < rows.size(); i++) {
        Map<String, YamlScalar> row = rows.get(i);
        boolean same =
            extra.entrySet().stream().allMatch(e -> agrees(row.get(e.getKey()), e.getValue()));
        if (same) {
          fits = true;
          extra.forEach(all.get(i)::putIfAbsent);
        }
      }
      if (!fits) {
        all.add(extra);
      }
    }
    return all;
  }

  private static boolean agrees(
      @org.jspecify.annotations.Nullable YamlScalar mine, YamlScalar other) {
    return mine == null || mine.text().equals(other.text());
  }

  private static List<Map<String, YamlScalar>> product(
      List<Map<String, YamlScalar>> rows, String key, YamlList list) {
    List<Map<String, YamlScalar>> all = new ArrayList<>();
    for (Map<String, YamlScalar> row : rows) {
      for (YamlNode item : list.items()) {
        if (all.size() < MAX_ROWS) {
          Map<String, YamlScalar> next = new LinkedHashMap<>(row);
          next.putAll(flat(key, item));
          all.add(next);
        }
      }
    }
    return all;
  }

  private static Map<String, YamlScalar> flat(String key, YamlNode item) {
    Map<String, YamlScalar> flat = new LinkedHashMap<>();
    if (item instanceof YamlScalar scalar) {
      flat.put(key, scalar);
    } else if (item instanceof YamlMap map) {
      map.entries()
          .values()
          .forEach(
              e -> flat.putAll(flat(key.isEmpty() ? e.key() : key + "." + e.key(), e.value())));
    }
    return flat;
  }

  private GithubMatrix() {}
}
