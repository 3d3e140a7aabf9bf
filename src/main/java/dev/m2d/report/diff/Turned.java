package dev.m2d.report.diff;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what is the same thing but counts as another kind of it now, as a variable that could be
 * set and now has to be: it is neither new nor gone.
 */
final class Turned {

  private final Map<Fact, Fact> befores = new HashMap<>();
  private final Set<Fact> kept = new HashSet<>();

  Turned(Rules rules, Map<Fact.Id, Fact> old, Map<Fact.Id, Fact> fresh) {
    Map<String, Fact> gone = new HashMap<>();
    old.forEach(
        (id, fact) -> {
          String family = rules.kind(fact.kind()).family();
          if (!family.isEmpty() && !fresh.containsKey(id)) {
            gone.put(family + " " + fact.name(), fact);
          }
        });
    fresh.forEach(
        (id, fact) -> {
          Fact before = gone.get(rules.kind(fact.kind()).family() + " " + fact.name());
          if (before != null && !old.containsKey(id)) {
            befores.put(fact, before);
            kept.add(before);
          }
        });
  }

  /** What it was before, of another kind or of another thing. */
  Optional<Fact> before(Fact now) {
    return Optional.ofNullable(befores.get(now));
  }

  /** Whether something that is no longer there as it was goes on as something else. */
  boolean isKept(Fact before) {
    return kept.contains(before);
  }
}
