package dev.m2d.yaml;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the text files of a project and remembers them, for showing their lines later. */
public final class TextFiles {

  /** Larger than any file of a project that is read. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private final Path root;
  private final Diagnostics sink;
  private final Map<String, String> instead;
  private final Optional<Memory> memory;
  private final Map<String, SourceFile> read = new LinkedHashMap<>();

  /** Files below (or beside) `root`, whose paths are shown relative to it. */
  public TextFiles(Path root, Diagnostics sink) {
    this(root, sink, Map.of());
  }

  /**
   * The same as if some of them had other texts.
   *
   * @param instead texts by the names of files that are there
   */
  public TextFiles(Path root, Diagnostics sink, Map<String, String> instead) {
    this(root, sink, instead, Optional.empty());
  }

  /** The same with a memory of what other readings of the files made. */
  public TextFiles(
      Path root, Diagnostics sink, Map<String, String> instead, Optional<Memory> memory) {
    this.root = root.toAbsolutePath().normalize();
    this.sink = sink;
    this.instead = Map.copyOf(instead);
    this.memory = memory;
  }

  /** The folder that paths are relative to, absolute. */
  public Path root() {
    return root;
  }

  /** Where findings go. */
  public Diagnostics sink() {
    return sink;
  }

  /** The path relative to the root, with `/`. */
  public String name(Path path) {
    return root.relativize(path.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /**
   * What is made of the files of a folder; what an earlier reading made where none of these files
   * is another one now.
   */
  @SuppressWarnings("unchecked")
  public <T> T made(Path folder, Function<TextFiles, T> reading) {
    if (memory.isEmpty()) {
      return reading.apply(this);
    }
    Memory.Kept kept = memory.get().of(name(folder)).orElse(null);
    if (kept == null || kept.files().stream().anyMatch(f -> instead.containsKey(f.path()))) {
      TextFiles apart = new TextFiles(root, Diagnostics.bounded(), instead);
      T made = reading.apply(apart);
      boolean isReal = apart.all().stream().noneMatch(f -> instead.containsKey(f.path()));
      kept = new Memory.Kept(made, apart.all(), apart.sink());
      if (isReal) {
        memory.get().keep(name(folder), kept);
      }
    }
    kept.files().forEach(f -> read.putIfAbsent(f.path(), f));
    sink.addAll(kept.findings());
    return (T) kept.made();
  }

  /** The file's text; empty when it cannot be read as UTF-8: then an error has been added. */
  public Optional<SourceFile> read(Path path) {
    return read(path, sink);
  }

  private Optional<SourceFile> read(Path path, Diagnostics found) {
    String name = name(path);
    SourceFile known = read.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String other = instead.get(name);
    if (other != null) {
      SourceFile file = new SourceFile(name, other);
      read.put(name, file);
      return Optional.of(file);
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes;
    try {
      // A device never ends, a pipe may never begin.
      if (!Files.isRegularFile(path)) {
        found.add(Code.M2D104, Span.ofFile(name), "`" + name + "` is not a file.");
        return Optional.empty();
      }
      if (Files.size(path) > MAX_BYTES) {
        found.add(Code.M2D104, Span.ofFile(name), "The file `" + name + "` is larger than 64 MB.");
        return Optional.empty();
      }
      bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    } catch (IOException e) {
      found.add(Code.M2D104, Span.ofFile(name), "The file `" + name + "` cannot be read.");
      return Optional.empty();
    }
    try {
      String text = decoder.decode(bytes).toString();
      SourceFile file = new SourceFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
      read.put(name, file);
      return Optional.of(file);
    } catch (CharacterCodingException e) {
      String before = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      int column = before.length() - before.lastIndexOf('\n');
      found.add(
          Diagnostic.of(
              Code.M2D104,
              new Span(name, line, column, line, column + 1),
              "The file `" + name + "` is not text in UTF-8."));
      return Optional.empty();
    }
  }

  /** Reads a YAML file; empty when it cannot be used: then an error has been added. */
  public Optional<YamlNode> yaml(Path path) {
    return read(path).flatMap(f -> YamlReader.read(f, sink));
  }

  /** Reads a JSON file; empty when it cannot be used: then an error has been added. */
  public Optional<YamlNode> json(Path path) {
    return json(path, sink);
  }

  /** The same, with its findings apart from those of other files. */
  public Optional<YamlNode> json(Path path, Diagnostics found) {
    return read(path, found).flatMap(f -> JsonReader.read(f, found));
  }

  /** Every file that was read, in that order. */
  public List<SourceFile> all() {
    return List.copyOf(read.values());
  }
}
