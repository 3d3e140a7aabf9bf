package dev.m2d.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that do not change any more, copied only where somebody may still hold the original. */
public final class Frozen {

  private static final Class<?> TYPE =
      Collections.unmodifiableMap(new LinkedHashMap<>()).getClass();

  /** A map that its maker gives away: from now on nobody may change it. */
  public static <V> Map<String, V> own(Map<String, V> map) {
    return Collections.unmodifiableMap(map);
  }

  /** The map itself if it was frozen, else a frozen copy in the same order. */
  static <V> Map<String, V> map(Map<String, V> map) {
    return map.getClass() == TYPE ? map : own(new LinkedHashMap<>(map));
  }

  private Frozen() {}
}
