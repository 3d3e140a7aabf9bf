package dev.m2d.singer;

import dev.m2d.naming.Fnmatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The patterns of one `select`, asked for one stream after the other. */
public final class SelectRules {

  private final List<SelectPattern> globs = new ArrayList<>();

  /** Patterns that name their stream are found by it: a list may have tens of thousands. */
  private final Map<String, Found> named = new HashMap<>();

  /** What the patterns say that match a stream. */
  private static final class Found {
    private boolean isIncluded;
    private boolean isExcluded;

    Found() {}

    Found(Found other) {
      isIncluded = other.isIncluded;
      isExcluded = other.isExcluded;
    }

    void add(SelectPattern p) {
      isIncluded |= !p.negated();
      isExcluded |= p.negated() && p.property().map(x -> x.equals("*")).orElse(true);
    }
  }

  /** Those of a list. */
  public SelectRules(List<SelectPattern> patterns) {
    for (SelectPattern p : patterns) {
      if (p.namesStream()) {
        named.computeIfAbsent(p.stream(), s -> new Found()).add(p);
      } else {
        globs.add(p);
      }
    }
  }

  /**
   * Whether `select` leaves a stream selected: an include matches it, and no exclude of the whole
   * stream does.
   */
  public boolean selects(String streamId) {
    Found found = named.containsKey(streamId) ? new Found(named.get(streamId)) : new Found();
    for (SelectPattern p : globs) {
      if (Fnmatch.matches(streamId, p.stream())) {
        found.add(p);
      }
    }
    return found.isIncluded && !found.isExcluded;
  }
}
