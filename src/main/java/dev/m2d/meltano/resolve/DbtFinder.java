package dev.m2d.meltano.resolve;

import dev.m2d.dbt.DbtProject;
import dev.m2d.dbt.DbtReader;
import dev.m2d.diagnostic.Code;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the dbt projects that the plugins of a project point at. */
final class DbtFinder {

  /** The dbt projects, each once, in the order of the plugins. */
  static List<DbtProject> find(TextFiles files, List<ResolvedPlugin> plugins) {
    Map<Path, DbtProject> found = new LinkedHashMap<>();
    for (ResolvedPlugin plugin : plugins) {
      if (!plugin.runsDbt()) {
        continue;
      }
      String given = projectDir(plugin);
      Path folder = files.root().resolve(given).normalize();
      if (found.containsKey(folder)) {
        continue;
      }
      Optional<DbtProject> project = files.made(folder, f -> DbtReader.read(f, folder));
      if (project.isPresent()) {
        found.put(folder, project.get());
      } else if (!Files.exists(folder.resolve("dbt_project.yml"))) {
        files
            .sink()
            .add(
                Code.M2D401,
                plugin.span(),
                "`"
                    + plugin.name()
                    + "` looks for a dbt project in `"
                    + (given.isEmpty() ? "." : given)
                    + "`, where there is no dbt_project.yml.");
      }
    }
    return List.copyOf(found.values());
  }

  /** The folder of its dbt project, relative to the root, as far as the files tell. */
  static String projectDir(ResolvedPlugin plugin) {
    Optional<Setting> setting = plugin.setting("project_dir");
    if (setting.isPresent()) {
      for (Source source : setting.get().sources()) {
        Optional<String> text =
            source instanceof Source.Own own
                ? own.value().value().asText()
                : source instanceof Source.Default d
                    ? d.value().value().asText()
                    : Optional.empty();
        if (text.isPresent()) {
          String path =
              text.get()
                  .replaceFirst("^\\$(?:MELTANO_PROJECT_ROOT|\\{MELTANO_PROJECT_ROOT\\})/?", "");
          if (Expansion.references(new Value.Text(path)).isEmpty() && !path.contains("\0")) {
            return path;
          }
        }
      }
    }
    return "transform";
  }

  /** The dbt project that a plugin points at. */
  static Optional<DbtProject> of(ResolvedProject project, ResolvedPlugin plugin) {
    Path folder = project.root().resolve(projectDir(plugin)).normalize();
    return project.dbtProjects().stream()
        .filter(d -> project.root().resolve(d.folder()).normalize().equals(folder))
        .findFirst();
  }

  private DbtFinder() {}
}
