package dev.m2d.account;

import dev.m2d.dbt.DbtProject;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import dev.m2d.yaml.YamlScalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files of a project whose nodes are counted, taken apart. */
final class Input {

  private static final Pattern BINDING =
      Pattern.compile("[^\\S\\r\\n]*(?:export[^\\S\\r\\n]+)?('[^']+'|[^='#\\s]+)[^\\S\\r\\n]*=.*");

  /** The key that stands for all of a file that has none which can be read. */
  private static final String WHOLE = "(the whole file)";

  /** A file; its leaves in its order. */
  record Part(String file, FileKind kind, List<Leaf> leaves) {}

  private final Reading reading;
  private final ResolvedProject project;
  private final Map<String, FileKind> dbt = new LinkedHashMap<>();
  private final Set<String> locks;

  private Input(Reading reading, ResolvedProject project) {
    this.reading = reading;
    this.project = project;
    this.locks =
        project.plugins().stream()
            .map(ResolvedPlugin::lock)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
  }

  /** The files of a project, in the order in which they were read. */
  static List<Part> of(Reading reading, ResolvedProject project) {
    return new Input(reading, project).parts();
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (SourceFile file : reading.files()) {
      kind(file.path())
          .ifPresent(kind -> parts.add(new Part(file.path(), kind, leaves(file, kind))));
    }
    dbt.forEach(
        (path, kind) ->
            unread(path).ifPresent(f -> parts.add(new Part(path, kind, leaves(f, kind)))));
    return parts;
  }

  private Optional<FileKind> kind(String path) {
    if (path.equals("meltano.yml") || reading.included().contains(path)) {
      return Optional.of(FileKind.MELTANO);
    }
    if (path.equals(".env")) {
      return Optional.of(FileKind.DOTENV);
    }
    if (path.equals("m2d.yaml")) {
      return Optional.of(FileKind.TOOL);
    }
    if (locks.contains(path) || isBrokenLock(path)) {
      return Optional.of(FileKind.LOCK);
    }
    for (DbtProject project : project.dbtProjects()) {
      String folder = project.folder().isEmpty() ? "" : project.folder() + "/";
      if (path.equals(folder + "dbt_project.yml")) {
        for (String packages : List.of("packages.yml", "dependencies.yml")) {
          dbt.put(folder + packages, FileKind.DBT_PACKAGES);
        }
        project.profileFiles().forEach(f -> dbt.put(f, FileKind.DBT_PROFILES));
        return Optional.of(FileKind.DBT_PROJECT);
      }
      if (path.startsWith(folder) && path.matches(".*\\.ya?ml") && !path.startsWith("m2d/")) {
        return Optional.of(FileKind.DBT_PROPERTIES);
      }
    }
    return Optional.empty();
  }

  /** Whether it is a lock file that was read and defines no plugin. */
  private boolean isBrokenLock(String path) {
    return !locks.contains(path) && path.matches("plugins/[^/]+/[^/]+\\.lock");
  }

  /** Files of dbt that only their presence was asked of. */
  private Optional<SourceFile> unread(String path) {
    Path full = project.root().resolve(path);
    return Files.isRegularFile(full)
        ? new TextFiles(project.root(), new Diagnostics()).read(full)
        : Optional.empty();
  }

  private List<Leaf> leaves(SourceFile file, FileKind kind) {
    if (kind == FileKind.DOTENV) {
      return names(file);
    }
    if (isBrokenLock(file.path())) {
      Span span = Span.ofFile(file.path());
      YamlScalar whole = new YamlScalar(new Value.Text(""), "", span);
      return List.of(new Leaf(List.of(new Leaf.Step(WHOLE, 0, span, whole))));
    }
    Optional<YamlNode> root =
        kind == FileKind.LOCK
            ? JsonReader.read(file, new Diagnostics())
            : YamlReader.read(file, new Diagnostics());
    return root.map(Leaf::of).orElse(List.of());
  }

  /** The names that a `.env` file gives a value; each place of a name that is there twice. */
  private List<Leaf> names(SourceFile file) {
    List<Leaf> names = new ArrayList<>();
    int line = 0;
    for (String text : file.text().split("\\R", -1)) {
      line++;
      Matcher m = BINDING.matcher(text);
      String name = m.matches() ? m.group(1).replaceAll("^'|'$", "") : "";
      if (project.dotenvNames().contains(name)) {
        int start = text.codePointCount(0, m.start(1)) + 1;
        int end = text.codePointCount(0, m.end(1)) + 1;
        Span span = new Span(file.path(), line, start, line, end);
        YamlScalar node = new YamlScalar(new Value.Text(""), "", span);
        Leaf.Step step = new Leaf.Step(name, 0, span, node);
        names.add(new Leaf(List.of(step)));
      }
    }
    return names;
  }
}
