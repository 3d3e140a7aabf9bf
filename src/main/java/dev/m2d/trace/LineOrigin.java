package dev.m2d.trace;

import dev.m2d.render.TemplateLine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What made a line of the output.
 *
 * @param causes the places that change it, those first that change little else
 * @param untried how many places there was no time for, by file
 * @param templates the lines of templates that printed it
 */
public record LineOrigin(
    List<Cause> causes, Map<String, Integer> untried, List<TemplateLine> templates) {
  public LineOrigin {
    causes = List.copyOf(causes);
    untried = Collections.unmodifiableMap(new TreeMap<>(untried));
    templates = List.copyOf(templates);
  }

  /** Whether all places were tried. */
  public boolean isComplete() {
    return untried.isEmpty();
  }
}
