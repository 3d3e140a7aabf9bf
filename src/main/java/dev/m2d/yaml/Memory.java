package dev.m2d.yaml;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was made of many files, for readings of one project that differ in others: reading a dbt
 * project of hundreds of files takes longer than all the rest.
 */
public final class Memory {

  /** What was made, the files that were read for it, and what was found in them. */
  record Kept(Object made, List<SourceFile> files, Diagnostics findings) {}

  private final Map<String, Kept> kept = new HashMap<>();

  Optional<Kept> of(String name) {
    return Optional.ofNullable(kept.get(name));
  }

  void keep(String name, Kept made) {
    kept.put(name, made);
  }
}
