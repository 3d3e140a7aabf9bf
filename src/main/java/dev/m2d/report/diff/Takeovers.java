package dev.m2d.report.diff;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Pipelines that fill what another one filled before, as when a mapping is put between a tap and a
 * target: the tables go on, and so do the bookmarks where the state id is the same.
 */
final class Takeovers {

  private final Map<String, Set<String>> gone = new HashMap<>();
  private final Map<String, Set<String>> come = new HashMap<>();
  private final Set<String> before = new HashSet<>();
  private final Set<String> now = new HashSet<>();
  private final Set<String> ids = new HashSet<>();

  Takeovers(Collection<Fact> old, Collection<Fact> fresh) {
    assets(old, gone, before);
    assets(fresh, come, now);
    old.stream().filter(f -> f.kind().equals("state")).forEach(f -> ids.add(id(f)));
  }

  private static void assets(
      Collection<Fact> facts, Map<String, Set<String>> byOwner, Set<String> all) {
    for (Fact fact : facts) {
      String asset = fact.texts().get("asset");
      if (asset != null && fact.of().startsWith("pipeline ")) {
        byOwner.computeIfAbsent(fact.of(), o -> new HashSet<>()).add(asset);
        all.add(asset);
      }
    }
  }

  /** Whether others fill all that a pipeline filled that is gone. */
  boolean isTakenOver(Fact pipeline) {
    return pipeline.kind().equals("pipeline")
        && now.containsAll(gone.getOrDefault(pipeline.self(), Set.of("")));
  }

  /** Whether the bookmark of a new pipeline, which fills what was there, begins anew. */
  boolean beginsAnew(Fact state) {
    return state.kind().equals("state")
        && come.getOrDefault(state.of(), Set.of()).stream().anyMatch(before::contains)
        && !ids.contains(id(state));
  }

  private static String id(Fact state) {
    return state.texts().getOrDefault("id", "");
  }
}
