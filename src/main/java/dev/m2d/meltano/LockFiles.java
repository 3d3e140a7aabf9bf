package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Severity;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads the lock files below `plugins/`. */
public final class LockFiles {

  private final TextFiles files;
  private final Map<Path, Optional<Definition>> read = new HashMap<>();

  /** Lock files of the project in the root of `files`. */
  public LockFiles(TextFiles files) {
    this.files = files;
  }

  /**
   * What was found for a plugin.
   *
   * @param exact whether Meltano itself would have found it
   * @param candidates paths of the lock files of that name, relative to the root
   * @param isMissing whether there is no file for it; one that cannot be read was reported
   */
  public record Found(
      Optional<Definition> definition, boolean exact, List<String> candidates, boolean isMissing) {

    /** Whether the file that Meltano reads cannot be used, so that Meltano fails. */
    public boolean isBroken() {
      return exact && definition.isEmpty();
    }
  }

  /**
   * The definition of `name` in the given variant: the lock file Meltano reads, else the only one
   * of that name; several are none, as nothing says which of them Meltano's hub would answer.
   */
  public Found find(PluginEntry plugin, String variant) {
    String name = plugin.definitionName();
    if (!isFileName(name + variant)) {
      return new Found(Optional.empty(), false, List.of(), true);
    }
    Path folder = files.root().resolve("plugins").resolve(plugin.type().key());
    Path exact = folder.resolve(name + "--" + variant + ".lock");
    if (Files.isRegularFile(exact)) {
      return new Found(definition(plugin, exact), true, List.of(), false);
    }
    List<Path> candidates = candidates(folder, name);
    List<String> names = candidates.stream().map(files::name).toList();
    if (candidates.size() != 1) {
      return new Found(Optional.empty(), false, names, true);
    }
    files.sink().add(standsIn(plugin, variant, files.name(candidates.get(0))));
    return new Found(definition(plugin, candidates.get(0)), false, names, false);
  }

  /** A variant that nobody named is likely the one that was locked; one that was named is not. */
  private static Diagnostic standsIn(PluginEntry plugin, String variant, String used) {
    if (plugin.variant().isEmpty()) {
      return Diagnostic.of(
          Code.M2D212,
          plugin.nameSpan(),
          "Meltano does not find `"
              + used
              + "` for `"
              + plugin.name()
              + "`, because it looks for the variant `"
              + variant
              + "`; it is used here all the same.");
    }
    return Diagnostic.of(
            Code.M2D211,
            plugin.nameSpan(),
            "The definition of `"
                + plugin.name()
                + "` in the variant `"
                + variant
                + "` is not in the project. Package, settings and capabilities are taken from `"
                + used
                + "`, which may be another variant that reads or writes differently.")
        .withHint(
            "Run `meltano lock` and commit the lock file, or name the variant that was locked.");
  }

  /** Whether a file can have that name at all; half a surrogate pair or a zero is in none. */
  private static boolean isFileName(String name) {
    try {
      return !Path.of(name).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private List<Path> candidates(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(
              p -> {
                String file = p.getFileName().toString();
                return file.endsWith(".lock")
                    && (file.equals(name + ".lock") || file.startsWith(name + "--"));
              })
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      String shown = files.name(folder);
      files
          .sink()
          .add(Code.M2D104, Span.ofFile(shown), "The folder `" + shown + "` cannot be read.");
      return List.of();
    }
  }

  /** Empty when the file cannot be used, which concerns only the plugins that it defines. */
  private Optional<Definition> definition(PluginEntry plugin, Path path) {
    return read.computeIfAbsent(
        path,
        p -> {
          Diagnostics found = new Diagnostics();
          Optional<Definition> definition =
              files.json(p, found).flatMap(node -> definition(plugin, node, found));
          found.sorted().forEach(d -> files.sink().add(d.isError() ? ofPlugin(d) : d));
          return found.hasErrors() ? Optional.empty() : definition;
        });
  }

  private static Optional<Definition> definition(
      PluginEntry plugin, YamlNode node, Diagnostics sink) {
    if (node instanceof YamlMap map) {
      return new PluginParser(sink)
          .definition(plugin.type(), plugin.definitionName(), map, node.span().file());
    }
    sink.add(
        Code.M2D201,
        node.span(),
        "A lock file must be a mapping, but is " + node.description() + ".");
    return Optional.empty();
  }

  /** A file that is broken leaves the rest of the project as it is. */
  private static Diagnostic ofPlugin(Diagnostic d) {
    return new Diagnostic(d.code(), Severity.WARNING, d.message(), d.at(), d.related(), d.hint());
  }
}
