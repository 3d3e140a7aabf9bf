package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three runs of a readable fixture in one folder, made when first asked for: dry, first, second.
 */
final class FixtureRun {
  private final FixtureCase fixture;
  private @Nullable Result result;

  FixtureRun(FixtureCase fixture) {
    this.fixture = fixture;
  }

  /**
   * What the runs gave.
   *
   * @param told paths that the dry run listed
   * @param files text by path after the first run, without our own records
   * @param stampsBefore times of all files after the first run
   * @param stampsAfter the same after the second
   * @param manifest paths that the manifest names
   * @param second outcome of the second run
   */
  record Result(
      Set<String> told,
      Map<String, String> files,
      Map<String, String> stampsBefore,
      Map<String, String> stampsAfter,
      Set<String> manifest,
      Workplace.Outcome second) {

    /** The paths of the output, without our own records. */
    Set<String> paths() {
      return new TreeSet<>(files.keySet());
    }
  }

  Result get() throws IOException {
    if (result == null) {
      result = run();
    }
    return result;
  }

  private Result run() throws IOException {
    try (Workplace place = new Workplace(fixture)) {
      Workplace.Outcome dry = place.generate("--dry-run");
      assertThat(dry.status()).as(dry.err()).isZero();
      assertThat(place.output()).doesNotExist();
      Set<String> told = new TreeSet<>();
      dry.out().lines().forEach(line -> told.add(line.replaceFirst("^\\S+\\s+", "")));
      place.generateWell();
      Map<String, String> files = new TreeMap<>(Workplace.files(place.output()));
      files.keySet().removeIf(path -> path.startsWith(".m2d/"));
      Map<String, String> before = place.stamps();
      Workplace.Outcome second = place.generateWell();
      return new Result(told, files, before, place.stamps(), place.manifestPaths(), second);
    }
  }
}
