package dev.m2d.output;

import dev.m2d.diagnostic.Span;
import java.util.List;

/**
 * What it takes to make a project one that m2d has no part in.
 *
 * @param left places that still name m2d, because somebody edited or added them
 * @param keptParts modules of the comparison with Meltano that were edited, for which it stays
 * @param importers files that stay and import a module of it, for which it stays
 * @param stays what names m2d and is behaviour, as sentences
 */
public record Ejected(
    WritePlan plan,
    List<Span> left,
    List<String> keptParts,
    List<String> importers,
    List<String> stays) {
  public Ejected {
    left = List.copyOf(left);
    keptParts = List.copyOf(keptParts);
    importers = List.copyOf(importers);
    stays = List.copyOf(stays);
  }
}
