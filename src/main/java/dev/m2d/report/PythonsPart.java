package dev.m2d.report;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the audit that says which plugins ask for a Python of their own. */
final class PythonsPart {

  /** What the generated project itself runs on: `requires-python` of its pyproject.toml. */
  private static final List<String> OURS = List.of("3.10", "3.11", "3.12", "3.13");

  private final Map<String, SourceFile> files = new HashMap<>();
  private final Map<String, Optional<Located<List<String>>>> locks = new HashMap<>();

  private PythonsPart(ResolvedProject project) {
    project.files().forEach(f -> files.put(f.path(), f));
  }

  /** In the order of the plugins; the project's own choice before them. */
  static List<Audit.PythonNeeds> of(ResolvedProject project) {
    PythonsPart part = new PythonsPart(project);
    List<Audit.PythonNeeds> found = new ArrayList<>();
    for (Setting setting : project.settings()) {
      for (Source source : setting.sources()) {
        if (setting.name().equals("python") && source instanceof Source.Own own) {
          String python = PythonText.str(own.value().value());
          String why = "The project's `python` applies to every plugin without one of its own.";
          found.add(new Audit.PythonNeeds("project", python, why, own.value().span()));
        }
      }
    }
    for (ResolvedPlugin plugin : project.plugins()) {
      if (plugin.venv().isPresent()) {
        part.plugin(plugin).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Audit.PythonNeeds> plugin(ResolvedPlugin plugin) {
    if (plugin.python().isPresent()) {
      Located<String> python = plugin.python().get();
      return Optional.of(
          new Audit.PythonNeeds(
              plugin.id().toString(),
              python.value(),
              "Its `python` names the interpreter of its environment.",
              python.span()));
    }
    Optional<Audit.PythonNeeds> byPackage =
        PackagePythons.of(plugin, OURS)
            .map(
                needs ->
                    new Audit.PythonNeeds(
                        plugin.id().toString(),
                        needs.python(),
                        needs.why(),
                        plugin.pipUrl().map(Located::span).orElse(plugin.span())));
    return byPackage.or(() -> byDefinition(plugin));
  }

  private Optional<Audit.PythonNeeds> byDefinition(ResolvedPlugin plugin) {
    return plugin
        .lock()
        .flatMap(path -> locks.computeIfAbsent(path, this::supported))
        .filter(l -> l.value().stream().noneMatch(OURS::contains))
        .map(
            l ->
                new Audit.PythonNeeds(
                    plugin.id().toString(),
                    String.join(", ", l.value()),
                    "Its definition supports no Python that the generated project runs on (3.10 to"
                        + " 3.13); name one as `python`.",
                    l.span()));
  }

  private Optional<Located<List<String>>> supported(String path) {
    SourceFile file = files.get(path);
    if (file == null) {
      return Optional.empty();
    }
    Optional<YamlNode> node = JsonReader.read(file, new Diagnostics());
    if (node.isPresent()
        && node.get() instanceof YamlMap map
        && map.get("supported_python_versions").orElse(null) instanceof YamlList list
        && !list.items().isEmpty()) {
      List<String> versions = new ArrayList<>();
      list.items().forEach(i -> versions.add(text(i)));
      Span span = list.span();
      return Optional.of(new Located<>(List.copyOf(versions), span));
    }
    return Optional.empty();
  }

  private static String text(YamlNode node) {
    return node.value() instanceof Value.Text t ? t.value() : PythonText.str(node.value());
  }
}
