package dev.m2d.plan;

import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs each pipeline, as far as the user's file of the switchboard says it.
 *
 * @param chosen the words at `runner`, by the name of the pipeline
 * @param files what was read
 */
public record Runners(Map<String, Located<String>> chosen, List<SourceFile> files) {

  /** The word for a pipeline that is written without taps and targets. */
  public static final String NATIVE = "native";

  /** The word for one that runs tap and target. */
  public static final String SINGER = "singer";

  public Runners {
    chosen = Map.copyOf(chosen);
    files = List.copyOf(files);
  }

  /** Nothing was said. */
  public static Runners none() {
    return new Runners(Map.of(), List.of());
  }

  /** The word for a pipeline. */
  Optional<Located<String>> of(String pipeline) {
    return Optional.ofNullable(chosen.get(pipeline));
  }

  /** The same for a pipeline that has another name from now on. */
  public Runners renamed(String from, String to) {
    Map<String, Located<String>> all = new LinkedHashMap<>(chosen);
    Located<String> word = all.remove(from);
    if (word != null) {
      all.put(to, word);
    }
    return new Runners(all, files);
  }
}
