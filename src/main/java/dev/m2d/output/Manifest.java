package dev.m2d.output;

import dev.m2d.naming.NameLedger;
import dev.m2d.render.Ownership;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a run leaves for the next one, in `.m2d/manifest.json`.
 *
 * @param header what the files were made with
 * @param names the names in Dagster, which stay as they are
 * @param files sorted by path
 */
public record Manifest(Header header, NameLedger names, List<Entry> files) {

  static final int SCHEMA_VERSION = 1;

  /** Where it stands in the output folder. */
  public static final String PATH = ".m2d/manifest.json";

  public Manifest {
    files = files.stream().sorted(Comparator.comparing(Entry::path)).toList();
  }

  /**
   * What the files were made with.
   *
   * @param toolVersion of m2d
   * @param inputs paths of the files read, relative to the Meltano project, to their SHA-256
   * @param options of the run that shape the files
   */
  public record Header(
      String toolVersion, SortedMap<String, String> inputs, SortedMap<String, String> options) {
    public Header {
      inputs = new TreeMap<>(inputs);
      options = new TreeMap<>(options);
    }
  }

  /**
   * A file of the output.
   *
   * @param current what we last wrote; empty for a file that was about to be created
   * @param pending what a run that did not end was about to write
   * @param origins places of the input, as `file:line:col`
   */
  public record Entry(
      String path,
      Ownership ownership,
      Optional<Version> current,
      Optional<Version> pending,
      String template,
      int mode,
      List<String> origins) {
    public Entry {
      origins = List.copyOf(origins);
    }

    /** Whether content of that hash is ours, so that nothing is lost when it goes. */
    boolean knows(String sha256) {
      return current.stream().anyMatch(v -> v.is(sha256))
          || pending.stream().anyMatch(v -> v.is(sha256));
    }

    /** Whether a managed block of that hash is ours. */
    boolean knowsBlock(String name, String sha256) {
      return current.stream().anyMatch(v -> sha256.equals(v.blocks().get(name)))
          || pending.stream().anyMatch(v -> sha256.equals(v.blocks().get(name)));
    }

    /** Whether an earlier run wrote a managed block of that name. */
    boolean hasBlock(String name) {
      return current.stream().anyMatch(v -> v.blocks().containsKey(name));
    }
  }

  /**
   * Content we wrote.
   *
   * @param sha256 absent for secrets, which a hash would help to guess
   * @param blocks SHA-256 of each managed block's text
   */
  public record Version(Optional<String> sha256, SortedMap<String, String> blocks) {
    public Version {
      blocks = new TreeMap<>(blocks);
    }

    boolean is(String other) {
      return sha256.filter(other::equals).isPresent();
    }
  }

  /** The entries by path. */
  Map<String, Entry> byPath() {
    return files.stream().collect(Collectors.toMap(Entry::path, Function.identity()));
  }
}
