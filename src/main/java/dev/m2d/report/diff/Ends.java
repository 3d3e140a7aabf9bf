package dev.m2d.report.diff;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the taps, mappings and targets of two pipelines do the same to rows: the same program,
 * and the same settings as far as they decide what is read, or where and how it is written.
 */
final class Ends {

  private final Weights weights;
  private final Side before;
  private final Side after;

  /** The facts of one project, as they are looked for. */
  private static final class Side {
    private final Map<String, Fact> bySelf = new HashMap<>();
    private final Map<String, Map<String, Fact>> parts = new HashMap<>();

    Side(Collection<Fact> facts) {
      for (Fact fact : facts) {
        bySelf.put(fact.self(), fact);
        if (!fact.of().isEmpty()) {
          parts
              .computeIfAbsent(fact.of(), o -> new TreeMap<>())
              .put(fact.kind() + " " + fact.name(), fact);
        }
      }
    }
  }

  Ends(Rules rules, Collection<Fact> old, Collection<Fact> fresh) {
    this.weights = new Weights(rules);
    this.before = new Side(old);
    this.after = new Side(fresh);
  }

  /** Whether rows of both get to the same place in the same way. */
  boolean isSameTarget(Fact old, Fact now) {
    return isSame("loader " + last(words(old)), "loader " + last(words(now)));
  }

  /** Whether both read the same and pass it through the same on its way. */
  boolean isSameSource(Fact old, Fact now) {
    List<String> a = words(old);
    List<String> b = words(now);
    if (a.size() != b.size() || !isSame("extractor " + a.get(0), "extractor " + b.get(0))) {
      return false;
    }
    for (int i = 1; i < a.size() - 1; i++) {
      Map<String, Object> one = values("mapping " + a.get(i), before);
      if (!one.equals(values("mapping " + b.get(i), after))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> words(Fact pipeline) {
    return Arrays.asList(pipeline.texts().getOrDefault("meltano", "").split(" ", -1));
  }

  private static String last(List<String> words) {
    return words.get(words.size() - 1);
  }

  private boolean isSame(String old, String now) {
    Fact a = before.bySelf.get("plugin " + old);
    Fact b = after.bySelf.get("plugin " + now);
    if (a == null || b == null) {
      return old.equals(now);
    }
    return Program.of(a).equals(Program.of(b))
        && Objects.equals(a.texts().get("variant"), b.texts().get("variant"))
        && values(a.self(), before).equals(values(b.self(), after));
  }

  /**
   * The values that weigh, those that are inherited too: what the plugin says itself comes first.
   */
  private Map<String, Object> values(String self, Side side) {
    Map<String, Object> values = new TreeMap<>();
    Fact plugin = side.bySelf.get(self);
    for (int depth = 0; depth < 20 && (plugin != null || depth == 0); depth++) {
      String owner = plugin == null ? self : plugin.self();
      side.parts
          .getOrDefault(owner, Map.of())
          .values()
          .forEach(
              part -> {
                // A default is said where no setting is, and is the same setting.
                String kind = part.kind().equals("default") ? "setting" : part.kind();
                if (weights.weighs(part)) {
                  values.putIfAbsent(
                      (part.kind().equals("default") ? "~" : "") + kind + " " + part.name(),
                      part.content());
                }
              });
      plugin = plugin == null ? null : parent(plugin, side);
    }
    Map<String, Object> found = new TreeMap<>();
    values.forEach((k, v) -> found.putIfAbsent(k.replaceFirst("^~", ""), v));
    return found;
  }

  private static @Nullable Fact parent(Fact plugin, Side side) {
    String parent = plugin.texts().get("parent");
    String type = plugin.name().replaceFirst(" .*", "");
    return parent == null ? null : side.bySelf.get("plugin " + type + " " + parent);
  }
}
