package dev.m2d.compare.state;

import dev.m2d.compare.bundle.StoredState;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The state that the next run would read. */
final class EffectiveState {

  private static final String SINGER = "singer_state";

  /** What incomplete runs left is laid over what the last complete one left. */
  static Value.Fields of(Optional<StoredState> stored) {
    if (stored.isEmpty()) {
      return new Value.Fields(Map.of());
    }
    Value.Fields merged = merged(stored.get().completed().value(), stored.get().partial().value());
    return merged.values().get(SINGER) instanceof Value.Fields state
        ? state
        : new Value.Fields(Map.of());
  }

  /** Whether an incomplete run left something that no complete one has taken over. */
  static boolean isPartial(StoredState stored) {
    Value partial = stored.partial().value().values().get(SINGER);
    return partial != null && partial.isTrue();
  }

  private static Value.Fields merged(Value.Fields below, Value.Fields above) {
    Map<String, Value> all = new LinkedHashMap<>(below.values());
    above
        .values()
        .forEach(
            (key, value) ->
                all.merge(
                    key,
                    value,
                    (old, added) ->
                        old instanceof Value.Fields o && added instanceof Value.Fields a
                            ? merged(o, a)
                            : added));
    return new Value.Fields(all);
  }

  private EffectiveState() {}
}
