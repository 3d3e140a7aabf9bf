package dev.m2d.output;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.naming.Sha256;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SHA-256 of the files that were read. */
public final class InputDigests {

  /**
   * Of the text of each file by its path. Files of variables are left out: they change without any
   * effect on the output, and a hash would help to guess the secrets in them.
   */
  public static SortedMap<String, String> of(List<SourceFile> files) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (SourceFile file : files) {
      if (!file.path().equals(".env") && !file.path().endsWith("/.env")) {
        digests.put(file.path(), Sha256.of(file.text()));
      }
    }
    return digests;
  }

  private InputDigests() {}
}
