package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    if (GitlabIncludes.isIncluded(file, context)) {
      return;
    }
    for (YamlMap own : YamlDocuments.read(file)) {
      YamlMap root = GitlabIncludes.whole(own, file, context, 0);
      GitlabReader reader = new GitlabReader(context, file, root);
      Needs needs = new Needs();
      Map<String, String> stages = new LinkedHashMap<>();
      for (YamlMap.Entry e : root.entries().values()) {
        boolean isTemplate = e.key().startsWith(".") && reader.isExtended(e.key());
        if (!NO_JOBS.contains(e.key()) && !isTemplate && e.value() instanceof YamlMap job) {
          Map<String, YamlNode> whole = reader.whole(job, 0);
          Unit unit = Unit.of(file.file() + ":" + e.key(), UnitKind.GITLAB);
          reader.job(unit, whole);
          Set<String> before = reader.needs(whole);
          if (whole.get("needs") == null && !e.key().startsWith(".")) {
            String stage = reader.stage(whole);
            stages.forEach(
                (other, theirs) -> {
                  if (reader.isBefore(theirs, stage)) {
                    before.add(other);
                  }
                });
            needs.put(e.key(), unit, before);
            stages.put(e.key(), stage);
          } else {
            needs.put(e.key(), unit, before);
          }
        }
      }
      needs.order(Unit.of(file.file(), UnitKind.GITLAB), context);
    }
  }

  private Set<String> needs(Map<String, YamlNode> job) {
    Set<String> names = new LinkedHashSet<>();
    if (job.get("needs") instanceof YamlList list) {
      for (YamlNode need : list.items()) {
        if (need instanceof YamlScalar s) {
          names.add(s.text());
        } else if (need instanceof YamlMap map) {
          YamlDocuments.text(map, "job").ifPresent(names::add);
        }
      }
    }
    return names;
  }

  /** The stage, with what decides whether the job runs at all: only like waits for like. */
  private String stage(Map<String, YamlNode> job) {
    StringBuilder text = new StringBuilder();
    text.append(job.get("stage") instanceof YamlScalar s ? s.text() : "test");
    for (String key : List.of("rules", "only", "except", "when")) {
      YamlNode node = job.get(key);
      if (node != null) {
        text.append('\n').append(key).append(shown(node));
      }
    }
    return text.toString();
  }

  private static String shown(YamlNode node) {
    return node instanceof YamlScalar s
        ? s.text()
        : node instanceof YamlList list
            ? list.items().stream().map(GitlabReader::shown).toList().toString()
            : node instanceof YamlMap map
                ? map.entries().values().stream()
                    .map(e -> e.key() + ": " + shown(e.value()))
                    .toList()
                    .toString()
                : "";
  }

  private boolean isBefore(String one, String other) {
    String[] a = one.split("\n", 2);
    String[] b = other.split("\n", 2);
    boolean alike = (a.length > 1 ? a[1] : "").equals(b.length > 1 ? b[1] : "");
    List<String> stages = new ArrayList<>();
    YamlDocuments.items(root, "stages").forEach(n -> stages.add(shown(n)));
    int first = stages.indexOf(a[0]);
    return alike && first >= 0 && first < stages.indexOf(b[0]);
  }

  private boolean isExtended(String name) {
    String reference = "!reference [" + name + ",";
    boolean isReferred =
        context.project.files().values().stream().anyMatch(f -> f.text().contains(reference));
    return isReferred
        || root.entries().values().stream()
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

  /** The file in which a node stands. */
  private SourceText source(YamlNode node) {
    SourceText other = context.project.files().get(node.span().file());
    return other == null ? file : other;
  }

  private void export(Optional<YamlNode> node, Scope scope, ShellRunner runner) {
    if (node.isPresent() && node.get() instanceof YamlMap map) {
      for (YamlMap.Entry e : map.entries().values()) {
        Map<String, YamlMap.Entry> one = new LinkedHashMap<>();
        one.put(e.key(), e);
        YamlMap single = new YamlMap(one, map.span());
        Words.export(source(e.value()), Optional.of(single), scope, scope, runner);
      }
    }
  }

  private void job(Unit unit, Map<String, YamlNode> job) {
    for (Map<String, YamlScalar> row : GitlabIncludes.rows(job.get("parallel"))) {
      ShellRunner runner = new ShellRunner(context, unit);
      Scope scope = new Scope();
      scope.script = file.file();
      export(root.present("variables"), scope, runner);
      export(Optional.ofNullable(job.get("variables")), scope, runner);
      row.forEach((k, v) -> Words.set(k, Words.value(source(v), v, scope, runner), v, scope));
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
      runner.run(YamlDocuments.fragment(source(scalar), scalar), scope);
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
}
