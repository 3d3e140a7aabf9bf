package dev.m2d.meltano.resolve;

import dev.m2d.config.ToolConfig;
import dev.m2d.config.ToolConfigReader;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.BuiltIn;
import dev.m2d.meltano.Dotenv;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.LockFiles;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.meltano.ProjectParser;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.Memory;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a Meltano project from a folder: the entry to everything below. */
public final class ProjectReader {

  /** Project settings that a conversion needs even where no file sets them. */
  private static final Set<String> NEEDED =
      Set.of(
          "database_uri",
          "elt.buffer_size",
          "ff.strict_env_var_mode",
          "python",
          "state_backend.uri",
          "venv.backend");

  /** The folder itself or the nearest above it that holds a meltano.yml. */
  public static Optional<Path> find(Path folder) {
    for (Path p = folder.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
      if (Files.isRegularFile(p.resolve("meltano.yml"))) {
        return Optional.of(p);
      }
    }
    return Optional.empty();
  }

  /** Reads the project in `root`. Never throws because of what the project contains. */
  public static Reading read(Path root) {
    return read(root, JobSource.NONE);
  }

  /** The same with the jobs that `source` knows of. */
  public static Reading read(Path root, JobSource source) {
    return read(root, source, Map.of());
  }

  /** The same as if some files, by their names, had other texts. */
  public static Reading read(Path root, JobSource source, Map<String, String> instead) {
    return open(root, Optional.empty(), source, instead, Optional.empty()).reading();
  }

  /** The same again and again, with a memory of what does not change. */
  public static Reading read(
      Path root, JobSource source, Map<String, String> instead, Memory memory) {
    return open(root, Optional.empty(), source, instead, Optional.of(memory)).reading();
  }

  /** A project whose files were parsed, for those that resolve values in it. */
  static final class Opened {

    private final Optional<ProjectFile> file;
    private final Optional<Plugins> plugins;
    private final Optional<SourceFile> dotenv;
    private final Supplier<Reading> rest;
    private @Nullable Reading reading;

    private Opened(
        Optional<ProjectFile> file,
        Optional<Plugins> plugins,
        Optional<SourceFile> dotenv,
        Supplier<Reading> rest) {
      this.file = file;
      this.plugins = plugins;
      this.dotenv = dotenv;
      this.rest = rest;
    }

    Optional<ProjectFile> file() {
      return file;
    }

    Optional<Plugins> plugins() {
      return plugins;
    }

    Optional<SourceFile> dotenv() {
      return dotenv;
    }

    /** The whole; read by the thread that asks first, while others resolve values. */
    synchronized Reading reading() {
      Reading known = reading;
      if (known == null) {
        known = rest.get();
        reading = known;
      }
      return known;
    }
  }

  /** Reads it with another `.env`, if one is given. */
  static Opened open(Path root, Optional<Path> envFile) {
    return open(root, envFile, JobSource.NONE, Map.of(), Optional.empty());
  }

  private static Opened open(
      Path root,
      Optional<Path> envFile,
      JobSource source,
      Map<String, String> instead,
      Optional<Memory> memory) {
    Diagnostics sink = Diagnostics.bounded();
    TextFiles files = new TextFiles(root, sink, instead, memory);
    if (!Files.exists(root.resolve("meltano.yml"))) {
      sink.add(
          Diagnostic.of(Code.M2D104, Span.ofFile("meltano.yml"), "There is no `meltano.yml` here.")
              .withHint("Name the folder of a Meltano project."));
      return unread(sink, files);
    }
    Optional<ProjectFile> file = ProjectParser.parse(files);
    ToolConfig config = ToolConfigReader.read(files);
    if (file.isEmpty()) {
      return unread(sink, files);
    }
    Plugins plugins = new Plugins(file.get(), new LockFiles(files), sink);
    Path envPath = envFile.orElse(files.root().resolve(".env"));
    Optional<SourceFile> dotenv =
        holdsText(envPath) ? files.read(envPath.toAbsolutePath()) : Optional.empty();
    return new Opened(
        file,
        Optional.of(plugins),
        dotenv,
        () -> {
          ResolvedProject project = project(file.get(), config, plugins, dotenv, files, source);
          return new Reading(
              sink.hasErrors() ? Optional.empty() : Optional.of(project),
              sink.sorted(),
              project.files(),
              file.get().included());
        });
  }

  /** A folder of that name, as Docker makes one, and `/dev/null` are nothing to Meltano. */
  private static boolean holdsText(Path path) {
    return Files.exists(path)
        && !Files.isDirectory(path)
        && !path.toAbsolutePath().normalize().equals(Path.of("/dev/null"));
  }

  private static Opened unread(Diagnostics sink, TextFiles files) {
    Reading reading = new Reading(Optional.empty(), sink.sorted(), files.all(), List.of());
    return new Opened(Optional.empty(), Optional.empty(), Optional.empty(), () -> reading);
  }

  private static ResolvedProject project(
      ProjectFile file,
      ToolConfig config,
      Plugins plugins,
      Optional<SourceFile> dotenv,
      TextFiles files,
      JobSource source) {
    Diagnostics sink = files.sink();
    Map<String, EnvironmentEntry> environments = new LinkedHashMap<>();
    for (EnvironmentEntry e : file.environments()) {
      EnvironmentEntry known = environments.putIfAbsent(e.name(), e);
      if (known != null) {
        String what = "The environment `" + e.name() + "`";
        Twice.report(what, e.span(), known.span(), file, sink);
      }
    }
    PluginResolver resolver = new PluginResolver(files, environments.values());
    List<ResolvedPlugin> resolved = plugins.all().stream().map(resolver::resolve).toList();
    Map<String, YamlNode> own = Nesting.flatten(file.settings());
    // What is found elsewhere depends on the jobs of meltano.yml; their findings come once.
    Diagnostics found = Diagnostics.bounded();
    Orchestration known = new Orchestration(file, ToolConfig.empty(), plugins, found);
    ResolvedProject project =
        new ResolvedProject(
            files.root(),
            files.root().getFileName() == null ? "" : files.root().getFileName().toString(),
            text(own, "project_id").map(Located::value),
            text(own, "default_environment"),
            environments.values().stream().map(ProjectReader::environment).toList(),
            file.env(),
            SettingSources.ofProject(BuiltIn.projectSettings(), own, NEEDED),
            resolved,
            known.jobs(),
            known.schedules(file),
            dotenv.map(f -> Dotenv.parse(f.text(), Map.of()).keySet()).orElse(Set.of()),
            DbtFinder.find(files, resolved),
            config,
            files.all());
    JobSource.Jobs jobs = source.complete(project, sink);
    if (jobs.config().jobs().isEmpty()) {
      sink.addAll(found);
      project = project.with(project.jobs(), project.schedules(), jobs.config(), jobs.files());
    } else {
      Orchestration all = new Orchestration(file, jobs.config(), plugins, sink);
      project = project.with(all.jobs(), all.schedules(file), jobs.config(), jobs.files());
    }
    new Checks(file, plugins, project, sink).run();
    return project;
  }

  private static Optional<Located<String>> text(Map<String, YamlNode> own, String name) {
    return Optional.ofNullable(own.get(name))
        .filter(n -> !n.isNull())
        .map(n -> new Located<>(PythonText.str(n.value()), n.span()));
  }

  private static ResolvedEnvironment environment(EnvironmentEntry e) {
    // Meltano adds none that is empty, be it text or a number.
    return new ResolvedEnvironment(
        e.name(), e.env(), e.stateIdSuffix().filter(s -> e.suffix().isTrue()), e.span());
  }

  private ProjectReader() {}
}
