package dev.m2d.output;

import dev.m2d.render.RenderedFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What we render is ours to get right, so a bad path is a bug and no refusal. */
final class RenderedPaths {

  static void check(List<RenderedFile> files) {
    Map<String, String> folded = new HashMap<>();
    for (RenderedFile file : files) {
      OutputPath.problem(file.path())
          .ifPresent(
              problem -> {
                throw new IllegalStateException("path `" + file.path() + "` " + problem);
              });
      String path = file.path().toLowerCase(Locale.ROOT);
      String other = folded.put(path, file.path());
      if (other != null) {
        throw new IllegalStateException(
            "two files differ at most by case: `" + other + "`, `" + file.path() + "`");
      }
    }
    for (String path : folded.keySet()) {
      for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
        if (folded.containsKey(path.substring(0, i))) {
          throw new IllegalStateException("a file is also a folder: `" + path + "`");
        }
      }
    }
  }

  private RenderedPaths() {}
}
