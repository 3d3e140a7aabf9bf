package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The `WorkflowTemplate`s of a project, which its other workflows start by name. */
final class ArgoTemplates {

  private static final int MAX_DEPTH = 40;
  private static final Pattern KIND =
      Pattern.compile("(?m)^\\s*kind:\\s*[\"']?(Cluster)?WorkflowTemplate\\b");

  /** A workflow's file and what it holds. */
  record Found(SourceText file, YamlMap spec) {}

  private final Map<String, Found> templates = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  ArgoTemplates(Project project) {
    for (SourceText file : project.files().values()) {
      boolean yaml = file.file().matches("(?i).*\\.ya?ml");
      if (yaml && KIND.matcher(file.text()).find()) {
        add(file);
      }
      if (yaml && file.text().contains("emplateRef:")) {
        YamlDocuments.read(file).forEach(root -> uses(root, 0));
      }
    }
  }

  private void add(SourceText file) {
    for (YamlMap root : YamlDocuments.read(file)) {
      if (isTemplate(root)) {
        YamlDocuments.text(YamlDocuments.map(root, "metadata"), "name")
            .ifPresent(name -> templates.putIfAbsent(name, new Found(file, spec(root))));
      }
    }
  }

  private static boolean isTemplate(YamlMap root) {
    return YamlDocuments.text(root, "kind").filter(k -> k.endsWith("WorkflowTemplate")).isPresent();
  }

  /** Whether a document is a workflow of Argo, or a template of one. */
  static boolean isWorkflow(YamlMap root) {
    boolean argo =
        YamlDocuments.text(root, "apiVersion")
            .filter(v -> v.startsWith("argoproj.io/"))
            .isPresent();
    return argo
        && (spec(root).get("templates").isPresent()
            || spec(root).get("workflowTemplateRef").isPresent());
  }

  /** The part that holds the templates: a CronWorkflow has it one level below. */
  static YamlMap spec(YamlMap root) {
    YamlMap spec = YamlDocuments.map(root, "spec");
    YamlMap inner = YamlDocuments.map(spec, "workflowSpec");
    return inner.entries().isEmpty() ? spec : inner;
  }

  /** The workflow that another one starts whole. */
  Optional<Found> workflow(YamlMap spec) {
    return YamlDocuments.text(YamlDocuments.map(spec, "workflowTemplateRef"), "name")
        .flatMap(this::named);
  }

  Optional<Found> named(String name) {
    return Optional.ofNullable(templates.get(name));
  }

  /** Whether a document is a template that a workflow of this project starts, and is read there. */
  boolean isUsed(YamlMap root) {
    return isTemplate(root)
        && YamlDocuments.text(YamlDocuments.map(root, "metadata"), "name")
            .filter(used::contains)
            .isPresent();
  }

  private void uses(YamlNode node, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (node instanceof YamlList list) {
      list.items().forEach(i -> uses(i, depth + 1));
    } else if (node instanceof YamlMap map) {
      for (String key : List.of("templateRef", "workflowTemplateRef")) {
        YamlDocuments.text(YamlDocuments.map(map, key), "name").ifPresent(used::add);
      }
      map.entries().values().forEach(e -> uses(e.value(), depth + 1));
    }
  }
}
