package dev.m2d.cli;

import dev.m2d.output.Manifest;
import dev.m2d.output.OutputFolder;
import dev.m2d.output.RefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What people want to know of a file of the output folder.
 *
 * @param entry what the manifest knows of it
 */
record GeneratedFile(Manifest.Entry entry) {

  /** The file, when an output folder above it has it in its manifest. */
  static Optional<GeneratedFile> find(Path file) {
    return GeneratedProject.above(file)
        .flatMap(folder -> in(folder, GeneratedProject.place(folder, file)));
  }

  private static Optional<GeneratedFile> in(Path output, String path) {
    try (OutputFolder folder = OutputFolder.look(output, true)) {
      return folder.entry(path).map(GeneratedFile::new);
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  /**
   * The text about it.
   *
   * @param ofLine whether they asked for one of its lines
   */
  String text(boolean ofLine) {
    StringBuilder out = new StringBuilder();
    out.append(entry.path()).append('\n');
    out.append("  made by   templates/").append(entry.template()).append('\n');
    out.append("  belongs   ").append(belongs()).append('\n');
    List<String> origins = entry.origins();
    if (origins.isEmpty()) {
      out.append("  made of   no single place of the Meltano project\n");
    }
    for (int i = 0; i < origins.size(); i++) {
      out.append(i == 0 ? "  made of   " : "            ").append(origins.get(i)).append('\n');
    }
    if (ofLine) {
      out.append("m2d records the origins of a file, not of each of its lines.\n");
    }
    return out.toString();
  }

  private String belongs() {
    return switch (entry.ownership()) {
      case GENERATED -> "to m2d: the next run replaces it, or merges into it what you edited";
      case COPIED -> "to m2d: the same file in every project";
      case SEEDED -> "to you: m2d wrote it once";
      case MANAGED_BLOCKS -> "to you, but for the blocks between `m2d:begin` and `m2d:end`";
      case APPENDED -> "to you: m2d only adds new entries to its mappings";
      case SECRET -> "to you: m2d only adds the secrets that it lacks";
    };
  }
}
