package dev.m2d.report.diff;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pipelines that fill what another one filled before, as when a mapping is put between a tap and a
 * target: the tables go on, and so do the bookmarks where the state id is the same.
 */
final class Takeovers {

  private final Ends ends;
  private final Map<String, Set<String>> gone = new HashMap<>();
  private final Map<String, Set<String>> come = new HashMap<>();
  private final Map<String, Fact> pipelines = new HashMap<>();
  private final Set<String> before = new HashSet<>();
  private final Set<String> ids = new HashSet<>();

  Takeovers(Ends ends, Collection<Fact> old, Collection<Fact> fresh) {
    this.ends = ends;
    assets(old, gone).forEach(before::addAll);
    assets(fresh, come);
    fresh.stream()
        .filter(f -> f.kind().equals("pipeline"))
        .forEach(f -> pipelines.put(f.self(), f));
    old.stream().filter(f -> f.kind().equals("state")).forEach(f -> ids.add(id(f)));
  }

  private static Collection<Set<String>> assets(
      Collection<Fact> facts, Map<String, Set<String>> byOwner) {
    for (Fact fact : facts) {
      String asset = fact.texts().get("asset");
      if (asset != null && fact.of().startsWith("pipeline ")) {
        byOwner.computeIfAbsent(fact.of(), o -> new HashSet<>()).add(asset);
      }
    }
    return byOwner.values();
  }

  /**
   * What became of a pipeline that is gone: `replaced`, others do what it did; `rerouted`, others
   * fill its tables in another way; else `removed`.
   */
  String fate(Fact pipeline) {
    if (!pipeline.kind().equals("pipeline")) {
      return "removed";
    }
    Set<String> left = new HashSet<>(gone.getOrDefault(pipeline.self(), Set.of("")));
    boolean isSame = true;
    for (Fact other : heirs(pipeline)) {
      left.removeAll(come.getOrDefault(other.self(), Set.of()));
      isSame &= ends.isSameSource(pipeline, other);
    }
    if (!left.isEmpty()) {
      return "removed";
    }
    return isSame ? "replaced" : "rerouted";
  }

  /** Those that fill a table of it, in the same place and by the same program. */
  private List<Fact> heirs(Fact pipeline) {
    Set<String> filled = gone.getOrDefault(pipeline.self(), Set.of());
    return come.entrySet().stream()
        .filter(e -> e.getValue().stream().anyMatch(filled::contains))
        .map(e -> pipelines.get(e.getKey()))
        .filter(p -> p != null && ends.isSameTarget(pipeline, p))
        .toList();
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
