package dev.m2d.compare.state;

import dev.m2d.compare.verdict.Part;
import java.util.List;

/**
 * What the states came to.
 *
 * @param parts one for each state id; the reasons hold no values
 * @param rows one for each stream and partition
 */
public record StateOutcome(List<Part> parts, List<StateRow> rows) {
  public StateOutcome {
    parts = List.copyOf(parts);
    rows = List.copyOf(rows);
  }
}
