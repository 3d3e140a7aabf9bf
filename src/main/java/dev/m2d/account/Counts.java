package dev.m2d.account;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many nodes are in each state.
 *
 * @param byState every state, in its order
 */
public record Counts(int total, Map<State, Integer> byState) {

  public Counts {
    byState = Collections.unmodifiableMap(new EnumMap<>(byState));
  }

  static Counts of(List<Entry> entries) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0);
    }
    entries.forEach(e -> counts.merge(e.state(), 1, Integer::sum));
    return new Counts(entries.size(), counts);
  }

  /** The number of nodes in a state. */
  public int of(State state) {
    return byState.getOrDefault(state, 0);
  }
}
