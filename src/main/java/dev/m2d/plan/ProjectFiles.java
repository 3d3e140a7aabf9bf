package dev.m2d.plan;

import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that tell the kit what the project and its plugins are. */
final class ProjectFiles {

  private final List<DataFile> files = new ArrayList<>();
  private final Map<PluginId, String> definitions = new LinkedHashMap<>();

  ProjectFiles(ResolvedProject project, CodeLocation location, MovedSecrets secrets) {
    files.add(new ProjectFile(project, location.project(), secrets).file());
    PluginFile writer = new PluginFile(secrets, new PluginFileNames(project));
    for (ResolvedPlugin plugin : project.plugins()) {
      if (plugin.type() != PluginType.FILES && plugin.type() != PluginType.TRANSFORMS) {
        Map<String, Value> document = writer.document(plugin);
        DataFile file = writer.file(plugin, document);
        files.add(file);
        definitions.put(plugin.id(), PluginIdentity.of(plugin, document, file.document().text()));
      }
    }
  }

  /** The project's, then one for each plugin, in the order of the files. */
  List<DataFile> all() {
    return List.copyOf(files);
  }

  /** The definitions of the plugins that have a file. */
  Map<PluginId, String> definitions() {
    return definitions;
  }
}
