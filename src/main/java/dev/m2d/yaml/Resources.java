package dev.m2d.yaml;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Data files that come with the tool. */
public final class Resources {

  /** The mapping in the file `generator/NAME`; its absence or a fault in it is a bug of ours. */
  public static YamlMap map(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("generator/" + name + " is not in the jar"));
  }

  /** The mapping in the file `generator/NAME`, if there is one; a fault in it is a bug of ours. */
  public static Optional<YamlMap> find(String name) {
    String path = "/generator/" + name;
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      if (in == null) {
        return Optional.empty();
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Diagnostics sink = new Diagnostics();
      YamlNode node = YamlReader.read(new SourceFile("generator/" + name, text), sink).orElse(null);
      if (node instanceof YamlMap map && !sink.hasErrors()) {
        return Optional.of(map);
      }
      throw new IllegalStateException(path + " is not a mapping: " + sink.sorted());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the file `generator/NAME`; its absence is a bug of ours. */
  public static Set<String> lines(String name) {
    try (InputStream in =
        Objects.requireNonNull(Resources.class.getResourceAsStream("/generator/" + name))) {
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Resources() {}
}
