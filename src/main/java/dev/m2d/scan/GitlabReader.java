package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GitLab's `.gitlab-ci.yml`: `before_script` and `script` of each job. */
final class GitlabReader {

  private static final Set<String> NO_JOBS =
      Set.of(
          "variables",
          "stages",
          "include",
          "default",
          "workflow",
          "image",
          "services",
          "cache",
          "before_script",
          "after_script",
          "pages:deploy",
          "spec");

  private final Context context;
  private final SourceText file;
  private final YamlMap root;

  private GitlabReader(Context context, SourceText file, YamlMap root) {
    this.context = context;
    this.file = file;
    this.root = root;
  }

  static void read(SourceText file, Context context) {
    for (YamlMap root : YamlDocuments.read(file)) {
      GitlabReader reader = new GitlabReader(context, file, root);
      for (YamlMap.Entry e : root.entries().values()) {
        boolean isTemplate = e.key().startsWith(".") && reader.isExtended(e.key());
        if (!NO_JOBS.contains(e.key()) && !isTemplate && e.value() instanceof YamlMap job) {
          reader.job(e.key(), reader.whole(job, 0));
        }
      }
    }
  }

  private boolean isExtended(String name) {
    return root.entries().values().stream()
        .filter(e -> e.value() instanceof YamlMap)
        .anyMatch(
            e ->
                YamlDocuments.items((YamlMap) e.value(), "extends").stream()
                    .anyMatch(n -> n instanceof YamlScalar s && s.text().equals(name)));
  }

  /** The job with what it extends. */
  private Map<String, YamlNode> whole(YamlMap job, int depth) {
    Map<String, YamlNode> all = new LinkedHashMap<>();
    if (depth < 10) {
      for (YamlNode base : YamlDocuments.items(job, "extends")) {
        if (base instanceof YamlScalar s
            && root.get(s.text()).orElse(null) instanceof YamlMap map) {
          merge(whole(map, depth + 1), all);
        }
      }
    }
    Map<String, YamlNode> own = new LinkedHashMap<>();
    job.entries().forEach((k, e) -> own.put(k, e.value()));
    merge(own, all);
    return all;
  }

  private static void merge(Map<String, YamlNode> from, Map<String, YamlNode> into) {
    from.forEach(
        (key, node) -> {
          if (node instanceof YamlMap map && into.get(key) instanceof YamlMap before) {
            Map<String, YamlMap.Entry> both = new LinkedHashMap<>(before.entries());
            both.putAll(map.entries());
            into.put(key, new YamlMap(both, map.span()));
          } else {
            into.put(key, node);
          }
        });
  }

  private void job(String name, Map<String, YamlNode> job) {
    Unit unit = Unit.of(file.file() + ":" + name, UnitKind.GITLAB);
    for (Map<String, YamlScalar> row : rows(job.get("parallel"))) {
      ShellRunner runner = new ShellRunner(context, unit);
      Scope scope = new Scope();
      scope.script = file.file();
      Words.export(file, root.present("variables"), scope, scope, runner);
      Words.export(file, Optional.ofNullable(job.get("variables")), scope, scope, runner);
      row.forEach((k, v) -> Words.set(k, Words.value(file, v, scope, runner), v, scope));
      YamlMap common = YamlDocuments.map(root, "default");
      Optional<YamlNode> before =
          Optional.ofNullable(job.get("before_script"))
              .or(() -> common.present("before_script"))
              .or(() -> root.present("before_script"));
      before.ifPresent(n -> script(n, scope, runner, 0));
      Optional.ofNullable(job.get("script")).ifPresent(n -> script(n, scope, runner, 0));
      Scope after = scope.copy();
      after.ended = false;
      Optional.ofNullable(job.get("after_script")).ifPresent(n -> script(n, after, runner, 0));
    }
  }

  private void script(YamlNode node, Scope scope, ShellRunner runner, int depth) {
    if (node instanceof YamlScalar scalar) {
      runner.run(YamlDocuments.fragment(file, scalar), scope);
      return;
    }
    if (!(node instanceof YamlList list) || depth > 10) {
      return;
    }
    Optional<YamlNode> referred = reference(list);
    if (referred.isPresent()) {
      script(referred.get(), scope, runner, depth + 1);
    } else {
      list.items().forEach(i -> script(i, scope, runner, depth + 1));
    }
  }

  /** What `!reference [.job, script]` means; the tag itself is not kept by the reader. */
  private Optional<YamlNode> reference(YamlList list) {
    List<YamlNode> items = list.items();
    boolean names =
        items.size() == 2
            && items.get(0) instanceof YamlScalar job
            && items.get(1) instanceof YamlScalar key
            && job.text().startsWith(".")
            && key.text().endsWith("script");
    if (!names) {
      return Optional.empty();
    }
    String job = ((YamlScalar) items.get(0)).text();
    String key = ((YamlScalar) items.get(1)).text();
    return root.get(job).filter(YamlMap.class::isInstance).flatMap(m -> ((YamlMap) m).present(key));
  }

  private static List<Map<String, YamlScalar>> rows(
      @org.jspecify.annotations.Nullable YamlNode parallel) {
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
}
