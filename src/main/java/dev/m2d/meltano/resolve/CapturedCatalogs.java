package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.PluginType;
import dev.m2d.singer.CatalogFile;
import dev.m2d.singer.CatalogRules;
import dev.m2d.singer.Selection;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.Value;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The catalogs that were captured in a generated project: they name the streams of their taps. */
public final class CapturedCatalogs {

  private final ResolvedProject project;
  private final Path folder;
  private final Diagnostics sink;
  private final Map<String, String> instead;
  private final List<SourceFile> read = new ArrayList<>();

  private CapturedCatalogs(
      ResolvedProject project, Path folder, Diagnostics sink, Map<String, String> instead) {
    this.project = project;
    this.folder = folder;
    this.sink = sink;
    this.instead = instead;
  }

  /**
   * The project with the streams of the catalogs in `output/catalogs/TAP.json`.
   *
   * @param output the generated project's folder
   * @param sink takes a warning for each catalog that cannot be used
   */
  public static ResolvedProject read(ResolvedProject project, Path output, Diagnostics sink) {
    return read(project, output, sink, Map.of());
  }

  /** The same as if some of them, by their names, had other texts. */
  public static ResolvedProject read(
      ResolvedProject project, Path output, Diagnostics sink, Map<String, String> instead) {
    Path folder = output.toAbsolutePath().normalize().resolve("catalogs");
    if (!Files.isDirectory(folder)) {
      return project;
    }
    CapturedCatalogs catalogs = new CapturedCatalogs(project, folder, sink, instead);
    List<ResolvedPlugin> plugins = project.plugins().stream().map(catalogs::plugin).toList();
    return project.with(plugins, catalogs.read);
  }

  private ResolvedPlugin plugin(ResolvedPlugin plugin) {
    // A catalog that meltano.yml names wins, here as at run time.
    if (plugin.type() != PluginType.EXTRACTORS
        || plugin.name().contains("/")
        || value(plugin, "_catalog", Optional.empty()).isPresent()) {
      return plugin;
    }
    return file(plugin.name() + ".json")
        .flatMap(path -> streams(plugin, path))
        .map(plugin::withStreams)
        .orElse(plugin);
  }

  /** The file of that name; half a surrogate pair or a zero is in no name. */
  private Optional<Path> file(String name) {
    try {
      return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Streams> streams(ResolvedPlugin tap, Path path) {
    Diagnostics found = new Diagnostics();
    TextFiles files = new TextFiles(project.root(), found, instead);
    List<CatalogFile.Entry> entries = CatalogFile.read(files, path);
    if (found.hasErrors()) {
      found.sorted().forEach(d -> sink.add(warning(d, tap)));
      return Optional.empty();
    }
    read.addAll(files.all());
    String text = files.all().get(0).text();
    Set<String> selected = new LinkedHashSet<>();
    try {
      selected.addAll(Selection.streams(text, rules(tap, Optional.empty())));
      for (ResolvedEnvironment environment : project.environments()) {
        selected.addAll(Selection.streams(text, rules(tap, Optional.of(environment.name()))));
      }
    } catch (IllegalArgumentException e) {
      // A rule that Meltano refuses: the tap does not run, and nothing says what it would load.
      return Optional.empty();
    }
    List<Streams.Stream> streams =
        entries.stream()
            .filter(e -> selected.contains(e.id()))
            .map(e -> new Streams.Stream(e.id(), e.keys(), e.span()))
            .toList();
    return Optional.of(new Streams(Streams.Origin.CATALOG, streams));
  }

  private static Diagnostic warning(Diagnostic error, ResolvedPlugin tap) {
    return new Diagnostic(
        error.code(),
        Severity.WARNING,
        error.message(),
        error.at(),
        error.related(),
        Optional.of(
            "Capture it again: `python -m dagster_project.singer catalog capture "
                + tap.name()
                + "`."));
  }

  private static CatalogRules rules(ResolvedPlugin tap, Optional<String> environment) {
    List<String> select =
        value(tap, "_select", environment).map(CapturedCatalogs::texts).orElse(List.of("*.*"));
    List<String> filter =
        value(tap, "_select_filter", environment).map(CapturedCatalogs::texts).orElse(List.of());
    return CatalogRules.of(
        select, json(tap, "_metadata", environment), json(tap, "_schema", environment), filter);
  }

  private static String json(ResolvedPlugin tap, String extra, Optional<String> environment) {
    return value(tap, extra, environment).map(JsonWriter::write).orElse("{}");
  }

  /** The value in an environment, else the plugin's own, else the default. */
  private static Optional<Value> value(
      ResolvedPlugin tap, String extra, Optional<String> environment) {
    for (Source source : tap.setting(extra).map(Setting::sources).orElse(List.of())) {
      Optional<Value> value = Optional.empty();
      if (source instanceof Source.Environments e) {
        value = environment.map(e.values()::get).map(Located::value);
      } else if (source instanceof Source.Own own) {
        value = Optional.of(own.value().value());
      } else if (source instanceof Source.Default d) {
        value = Optional.of(d.value().value());
      }
      if (value.filter(v -> !(v instanceof Value.Null)).isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  private static List<String> texts(Value value) {
    return value instanceof Value.Items items
        ? items.values().stream().map(PythonText::str).toList()
        : List.of();
  }
}
