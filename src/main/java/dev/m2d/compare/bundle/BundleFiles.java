package dev.m2d.compare.bundle;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds and reads the files of a bundle, and never one outside of it. */
final class BundleFiles {

  /** Far more than any description of a run; rows are not read here. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int VERSION = 1;

  private final Path root;
  private final Path real;
  private final Diagnostics sink;
  private final List<SourceFile> read = new ArrayList<>();

  /** Files below `root`, a folder that exists. */
  BundleFiles(Path root, Diagnostics sink) throws IOException {
    this.root = root;
    this.real = root.toRealPath();
    this.sink = sink;
  }

  Diagnostics sink() {
    return sink;
  }

  /** Every text that was read. */
  List<SourceFile> sources() {
    return List.copyOf(read);
  }

  /** A path in the bundle as it is shown. */
  String shown(String relative) {
    return root.resolve(relative).toString().replace('\\', '/');
  }

  /**
   * Where a file is.
   *
   * @param path empty when it is not there, or refused
   * @param isRefused whether it would be outside: then an error has been added
   */
  private record Found(Optional<Path> path, boolean isRefused) {}

  /**
   * The place of a file that is in the bundle; empty when there is none, or when it would be
   * outside: then an error has been added.
   *
   * @param relative its path below the bundle, with `/`
   * @param by who names it
   */
  Optional<Path> find(String relative, Span by) {
    return look(relative, by).path();
  }

  /** The same of a file that may be named nowhere. */
  Optional<Path> find(String relative) {
    return find(relative, Span.ofFile(shown(relative)));
  }

  /** The same of a file that must be there. */
  Optional<Path> demand(String relative, Span by) {
    Found found = look(relative, by);
    if (found.path().isEmpty() && !found.isRefused()) {
      sink.add(Code.M2D914, by, "There is no `" + relative + "` in the bundle.");
    }
    return found.path();
  }

  /** The same. */
  Optional<Path> demand(String relative) {
    return demand(relative, Span.ofFile(shown(relative)));
  }

  private Found look(String relative, Span by) {
    try {
      Path path = root.resolve(relative);
      boolean climbs = List.of(relative.split("/", -1)).contains("..");
      if (climbs || relative.startsWith("/") || relative.indexOf('\\') >= 0) {
        return refused(Code.M2D913, by, "The path `" + relative + "` leads out of the bundle.");
      }
      if (!Files.exists(path)) {
        return Files.isSymbolicLink(path)
            ? refused(Code.M2D913, by, "`" + relative + "` is a link to what is not there.")
            : new Found(Optional.empty(), false);
      }
      if (!path.toRealPath().startsWith(real)) {
        return refused(Code.M2D913, by, "`" + relative + "` is a link out of the bundle.");
      }
      if (isBehindLink(path)) {
        return refused(
            Code.M2D913,
            by,
            "`"
                + relative
                + "` is a link to another place of the bundle: each side must have its"
                + " own files.");
      }
      return new Found(Optional.of(path), false);
    } catch (InvalidPathException e) {
      return refused(Code.M2D913, by, "`" + relative + "` is no path.");
    } catch (IOException e) {
      return refused(Code.M2D912, by, "`" + relative + "` cannot be read.");
    }
  }

  /** A side whose files are those of the other one would be equal to it. */
  private boolean isBehindLink(Path path) {
    for (Path at = path; !at.equals(root); at = Objects.requireNonNull(at.getParent())) {
      if (Files.isSymbolicLink(at)) {
        return true;
      }
    }
    return false;
  }

  private Found refused(Code code, Span by, String message) {
    sink.add(code, by, message);
    return new Found(Optional.empty(), true);
  }

  /** A JSON object of this version; empty when it cannot be used: then an error has been added. */
  Optional<Fields> versioned(String relative) {
    return versioned(relative, VERSION);
  }

  /** The same of another version. */
  Optional<Fields> versioned(String relative, int known) {
    Optional<Fields> found = object(relative);
    if (found.isEmpty()) {
      return found;
    }
    Span at = found.get().span("schemaVersion");
    long version = found.get().count("schemaVersion").orElse(0L);
    if (version > known) {
      sink.add(
          Code.M2D911,
          at,
          "The file is of version " + version + ", and this m2d knows version " + known + ".");
      return Optional.empty();
    }
    if (version < known) {
      sink.add(Code.M2D912, at, "`schemaVersion` must be " + known + ".");
      return Optional.empty();
    }
    return found;
  }

  /** A JSON object; empty when it cannot be used: then an error has been added. */
  Optional<Fields> object(String relative) {
    return json(relative)
        .flatMap(
            node -> {
              if (node instanceof YamlMap map) {
                return Optional.of(new Fields(map, sink));
              }
              sink.add(
                  Code.M2D912,
                  node.span(),
                  "An object must be here, not " + node.description() + ".");
              return Optional.empty();
            });
  }

  /** A JSON value; empty when it cannot be used: then an error has been added. */
  Optional<YamlNode> json(String relative) {
    return demand(relative).flatMap(path -> json(relative, path));
  }

  private Optional<YamlNode> json(String relative, Path path) {
    Span file = Span.ofFile(shown(relative));
    try {
      if (!Files.isRegularFile(path)) {
        sink.add(Code.M2D912, file, "`" + relative + "` is no file.");
        return Optional.empty();
      }
      if (Files.size(path) > MAX_BYTES) {
        sink.add(Code.M2D912, file, "`" + relative + "` is larger than 64 MB.");
        return Optional.empty();
      }
      SourceFile source = new SourceFile(file.file(), Files.readString(path));
      read.add(source);
      Diagnostics found = new Diagnostics();
      Optional<YamlNode> node = JsonReader.read(source, found);
      for (Diagnostic d : found.sorted()) {
        sink.add(Code.M2D912, d.at().orElse(file), d.message());
      }
      return node;
    } catch (CharacterCodingException e) {
      sink.add(Code.M2D912, file, "`" + relative + "` is not text in UTF-8.");
    } catch (IOException e) {
      sink.add(Code.M2D912, file, "`" + relative + "` cannot be read.");
    }
    return Optional.empty();
  }
}
