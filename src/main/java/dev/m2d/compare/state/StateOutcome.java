package dev.m2d.compare.state;

import dev.m2d.compare.verdict.Part;
import java.util.List;

/**
 * What the states came to.
 *
 * @param part the verdict with its reasons, which hold no values
 * @param rows one for each stream and partition
 */
public record StateOutcome(Part part, List<StateRow> rows) {
  public StateOutcome {
    rows = List.copyOf(rows);
  }
}
