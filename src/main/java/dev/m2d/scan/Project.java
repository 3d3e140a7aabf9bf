package dev.m2d.scan;

import dev.m2d.scan.text.SourceText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that are scanned, by path relative to the project root. */
final class Project {

  private final Map<String, SourceText> files;

  Project(Map<String, SourceText> files) {
    this.files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** All of them, in order. */
  Map<String, SourceText> files() {
    return files;
  }

  /**
   * The file that a script means by a path: seen from the folder it works in, from its own, from
   * the project root; or, since images put files elsewhere, the only one whose path ends the same
   * way.
   *
   * @param folders where to look first
   */
  Optional<SourceText> find(String path, List<String> folders) {
    String wanted = path.replaceFirst("^(\\./)+", "");
    for (String folder : folders) {
      SourceText found = files.get(Paths.join(folder, wanted));
      if (found != null) {
        return Optional.of(found);
      }
    }
    SourceText atRoot = files.get(Paths.join("", wanted));
    if (atRoot != null) {
      return Optional.of(atRoot);
    }
    String tail = wanted.replaceFirst("^(\\.\\./)+", "").replaceFirst("^[~/]+", "");
    while (!tail.isEmpty()) {
      String end = "/" + tail;
      List<String> ends =
          files.keySet().stream().filter(f -> ("/" + f).endsWith(end)).limit(2).toList();
      if (ends.size() == 1) {
        return Optional.ofNullable(files.get(ends.get(0)));
      }
      if (ends.size() > 1) {
        return Optional.empty();
      }
      int slash = tail.indexOf('/');
      tail = slash < 0 ? "" : tail.substring(slash + 1);
    }
    return Optional.empty();
  }
}
