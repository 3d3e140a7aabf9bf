package dev.m2d.plan;

import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Compares what things of one kind were in an earlier run with what they are now. */
final class Matching {

  private final Map<String, List<String>> before = new TreeMap<>();
  private final Map<String, List<String>> now = new LinkedHashMap<>();
  private final NameLedger frozen;
  private final Kind kind;

  /**
   * @param present the definitions by origin, with the names that others had in the earlier run
   */
  Matching(NameLedger frozen, Kind kind, Map<String, String> present) {
    this.frozen = frozen;
    this.kind = kind;
    for (Entry e : frozen.entries()) {
      if (e.kind() == kind && !e.isGone() && !e.definition().isEmpty()) {
        before.put(e.origin(), PluginIdentity.readings(e.definition()));
      }
    }
    present.forEach((origin, definition) -> now.put(origin, PluginIdentity.readings(definition)));
  }

  /** The origins that are gone to those that are new, where the definition leaves no choice. */
  Map<String, String> renamed() {
    Map<String, List<String>> gone = new LinkedHashMap<>(before);
    gone.keySet().removeAll(now.keySet());
    Map<String, List<String>> fresh = new LinkedHashMap<>(now);
    fresh.keySet().removeIf(origin -> frozen.entry(kind, origin).isPresent());
    Map<String, String> matches = new LinkedHashMap<>();
    // What says most decides; where it knows nobody, the next reading does.
    for (int nth = 0; nth < 3; nth++) {
      Map<String, List<String>> olds = byReading(gone, nth);
      byReading(fresh, nth)
          .forEach(
              (reading, news) -> {
                List<String> found = olds.getOrDefault(reading, List.of());
                if (news.size() == 1 && found.size() == 1) {
                  matches.put(found.get(0), news.get(0));
                }
              });
      gone.keySet().removeAll(matches.keySet());
      fresh.keySet().removeAll(matches.values());
    }
    return matches;
  }

  private static Map<String, List<String>> byReading(Map<String, List<String>> things, int nth) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    things.forEach(
        (origin, readings) -> {
          if (nth < readings.size()) {
            found.computeIfAbsent(readings.get(nth), r -> new ArrayList<>()).add(origin);
          }
        });
    return found;
  }

  /** Pairs of which each is now what the other was: the second by the first. */
  Map<String, String> exchanged() {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    Map<String, List<String>> formerly = new HashMap<>();
    now.forEach(
        (origin, readings) -> {
          List<String> old = before.getOrDefault(origin, List.of());
          if (!old.isEmpty() && Collections.disjoint(old, readings)) {
            changed.put(origin, readings);
            old.forEach(r -> formerly.computeIfAbsent(r, x -> new ArrayList<>()).add(origin));
          }
        });
    Map<String, String> pairs = new LinkedHashMap<>();
    changed.forEach(
        (origin, readings) -> {
          List<String> others =
              readings.stream()
                  .flatMap(r -> formerly.getOrDefault(r, List.of()).stream())
                  .distinct()
                  .toList();
          if (others.size() == 1 && origin.compareTo(others.get(0)) < 0) {
            List<String> back = Objects.requireNonNull(changed.get(others.get(0)));
            if (!Collections.disjoint(back, before.getOrDefault(origin, List.of()))) {
              pairs.put(origin, others.get(0));
            }
          }
        });
    return pairs;
  }
}
