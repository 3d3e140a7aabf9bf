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

  /** What became of a file since it was first written. */
  public enum State {
    PRESENT,
    /** The user deleted it, and was told that it stays deleted. */
    DELETED,
    /** It is no longer rendered, but the user had edited it. */
    KEPT
  }

  /**
   * A file of the output.
   *
   * @param version what we last wrote, or would have written where nobody had edited it
   * @param origins places of the input, as `file:line:col`
   * @param movedTo where the user moved it
   */
  public record Entry(
      String path,
      Ownership ownership,
      Version version,
      String template,
      int mode,
      List<String> origins,
      State state,
      Optional<String> movedTo) {
    public Entry {
      origins = List.copyOf(origins);
      String own = path;
      movedTo = movedTo.filter(place -> !place.equals(own));
    }

    /** Whether it is ours to replace. */
    boolean isOurs() {
      return ownership == Ownership.GENERATED || ownership == Ownership.COPIED;
    }

    /** Whether content of that hash is ours, so that nothing is lost when it goes. */
    boolean knows(String sha256) {
      return version.sha256().filter(sha256::equals).isPresent();
    }

    /** Whether a managed block of that hash is ours. */
    boolean knowsBlock(String name, String sha256) {
      return sha256.equals(version.blocks().get(name));
    }

    /** Whether an earlier run wrote a managed block of that name. */
    boolean hasBlock(String name) {
      return version.blocks().containsKey(name);
    }

    /** Where it is. */
    String place() {
      return movedTo.orElse(path);
    }

    Entry in(State other) {
      return new Entry(path, ownership, version, template, mode, origins, other, Optional.empty());
    }

    Entry at(String place) {
      Optional<String> moved = place.equals(path) ? Optional.empty() : Optional.of(place);
      return new Entry(path, ownership, version, template, mode, origins, state, moved);
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
  }

  /** The entries by path. */
  Map<String, Entry> byPath() {
    return files.stream().collect(Collectors.toMap(Entry::path, Function.identity()));
  }
}
