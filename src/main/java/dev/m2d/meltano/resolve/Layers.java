package dev.m2d.meltano.resolve;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Variables laid over others without copying either: a plugin sees a hundred of them, and every
 * plugin other ones on top.
 */
final class Layers extends AbstractMap<String, String> {

  private final Map<String, String> top;
  private final Map<String, String> below;

  private Layers(Map<String, String> top, Map<String, String> below) {
    this.top = top;
    this.below = below;
  }

  /** What is in `top`, else what is in `below`; neither has null values. */
  static Map<String, String> of(Map<String, String> top, Map<String, String> below) {
    return below.isEmpty() ? top : new Layers(top, below);
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    String found = top.get(name);
    return found == null ? below.get(name) : found;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return top.containsKey(name) || below.containsKey(name);
  }

  @Override
  public boolean isEmpty() {
    return top.isEmpty() && below.isEmpty();
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    Map<String, String> all = new HashMap<>(below);
    all.putAll(top);
    return all.entrySet();
  }
}
