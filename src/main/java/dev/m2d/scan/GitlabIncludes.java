package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What `.gitlab-ci.yml` says together with the local files that it includes. */
final class GitlabIncludes {

  private static final int MAX_DEPTH = 10;

  /** The mapping with those of the included files under it. */
  static YamlMap whole(YamlMap own, SourceText file, Context context, int depth) {
    Map<String, YamlMap.Entry> all = new LinkedHashMap<>();
    for (YamlNode item : YamlDocuments.items(own, "include")) {
      Optional<String> path =
          item instanceof YamlScalar s
              ? Optional.of(s.text())
              : item instanceof YamlMap m ? YamlDocuments.text(m, "local") : Optional.empty();
      SourceText other = path.flatMap(p -> find(p, file, context)).orElse(null);
      if (other != null && depth < MAX_DEPTH) {
        YamlDocuments.read(other).forEach(m -> merge(whole(m, other, context, depth + 1), all));
      }
    }
    merge(own, all);
    return new YamlMap(all, own.span());
  }

  private static Optional<SourceText> find(String path, SourceText file, Context context) {
    String local = path.replaceFirst("^\\.?/", "");
    return Optional.ofNullable(
            context.project.files().get(Paths.join(Paths.parent(file.file()), local)))
        .or(() -> Optional.ofNullable(context.project.files().get(local)))
        .or(() -> context.project.find(local, List.of()))
        .filter(f -> path.matches(".*\\.ya?ml"));
  }

  private static void merge(YamlMap from, Map<String, YamlMap.Entry> into) {
    from.entries()
        .forEach(
            (key, e) -> {
              YamlMap.Entry before = into.get(key);
              if (before != null
                  && before.value() instanceof YamlMap a
                  && e.value() instanceof YamlMap b) {
                Map<String, YamlMap.Entry> both = new LinkedHashMap<>(a.entries());
                merge(b, both);
                into.put(key, new YamlMap.Entry(e.key(), e.keySpan(), new YamlMap(both, b.span())));
              } else {
                into.put(key, e);
              }
            });
  }

  /** Whether another of GitLab's files includes this one, where it is read then. */
  static boolean isIncluded(SourceText file, Context context) {
    Pattern use =
        Pattern.compile("[/\\s\"']" + Pattern.quote(FileKinds.name(file)) + "[\"']?\\s*(\\R|$)");
    return context.project.files().values().stream()
        .filter(f -> f != file && FileKinds.name(f).matches(".*gitlab-ci.*"))
        .anyMatch(f -> f.text().contains("include:") && use.matcher(f.text()).find());
  }

  /** The rows of `parallel: matrix:`; one empty row where there is none. */
  static List<Map<String, YamlScalar>> rows(@org.jspecify.annotations.Nullable YamlNode parallel) {
    List<Map<String, YamlScalar>> all = new ArrayList<>();
    if (parallel instanceof YamlMap map) {
      for (YamlNode entry : YamlDocuments.items(map, "matrix")) {
        if (entry instanceof YamlMap values) {
          List<Map<String, YamlScalar>> rows = new ArrayList<>();
          rows.add(Map.of());
          for (YamlMap.Entry e : values.entries().values()) {
            rows = product(rows, e.key(), YamlDocuments.items(values, e.key()));
          }
          all.addAll(rows);
        }
      }
    }
    return all.isEmpty() ? List.of(Map.of()) : all.subList(0, Math.min(60, all.size()));
  }

  private static List<Map<String, YamlScalar>> product(
      List<Map<String, YamlScalar>> rows, String key, List<YamlNode> values) {
    List<Map<String, YamlScalar>> next = new ArrayList<>();
    for (Map<String, YamlScalar> row : rows) {
      for (YamlNode value : values) {
        if (value instanceof YamlScalar scalar && next.size() < 60) {
          Map<String, YamlScalar> more = new LinkedHashMap<>(row);
          more.put(key, scalar);
          next.add(more);
        }
      }
    }
    return next;
  }

  private GitlabIncludes() {}
}
