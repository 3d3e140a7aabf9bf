package dev.m2d.output.merge;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Markers of conflicts that nobody resolved, ours or those of version control. */
public final class ConflictMarkers {

  /** The markers that m2d writes; each of them alone is left of a conflict. */
  private static final Set<String> OURS = Set.of(Merged.MINE, Merged.BEFORE, Merged.NOW);

  /** The number, from 1, of the line where the first conflict begins. */
  public static OptionalInt find(List<String> lines) {
    int open = 0;
    boolean divided = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (OURS.contains(line)) {
        return OptionalInt.of(i + 1);
      } else if (isMarker(line, "<<<<<<<")) {
        open = i + 1;
        divided = false;
      } else if (open > 0 && line.equals("=======")) {
        divided = true;
      } else if (open > 0 && divided && isMarker(line, ">>>>>>>")) {
        return OptionalInt.of(open);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isMarker(String line, String sign) {
    return line.equals(sign) || line.startsWith(sign + " ");
  }

  private ConflictMarkers() {}
}
