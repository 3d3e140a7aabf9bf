package dev.m2d.trace;

import dev.m2d.render.TemplateLine;
import java.util.List;

/**
 * What made a line of the output.
 *
 * @param causes the places that change it, those first that change little else
 * @param isComplete whether all places were tried
 * @param templates the lines of templates that printed it
 */
public record LineOrigin(List<Cause> causes, boolean isComplete, List<TemplateLine> templates) {
  public LineOrigin {
    causes = List.copyOf(causes);
    templates = List.copyOf(templates);
  }
}
