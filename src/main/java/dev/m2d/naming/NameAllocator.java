package dev.m2d.naming;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Hands out names that differ in more than their case, the same ones for the same requests in the
 * same order. Not safe for several threads.
 */
public final class NameAllocator {

  private final Map<Object, String> byTag = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final UnaryOperator<String> fold;

  /** Names differ where case does not count. */
  public NameAllocator() {
    this(name -> name.toLowerCase(Locale.ROOT));
  }

  /** What `fold` makes of two names differs. */
  public NameAllocator(UnaryOperator<String> fold) {
    this.fold = fold;
  }

  /** Keeps a name from being handed out. */
  public void reserve(String name) {
    taken.add(fold.apply(name));
  }

  /** Whether somebody has a name, or it is kept. */
  public boolean isTaken(String name) {
    return taken.contains(fold.apply(name));
  }

  /**
   * The name of `tag`: `suggestion` if it is free, else with `_2`, `_3`, … after it. A tag that has
   * a name keeps it.
   */
  public String allocate(String suggestion, Object tag) {
    String known = byTag.get(tag);
    if (known != null) {
      return known;
    }
    String name = suggestion;
    for (int n = 2; !taken.add(fold.apply(name)); n++) {
      name = suggestion + "_" + n;
    }
    byTag.put(tag, name);
    return name;
  }

  /** Gives `tag` exactly that name, which an earlier run froze; false when another one has it. */
  public boolean freeze(String name, Object tag) {
    if (name.equals(byTag.get(tag))) {
      return true;
    }
    if (byTag.containsKey(tag) || !taken.add(fold.apply(name))) {
      return false;
    }
    byTag.put(tag, name);
    return true;
  }
}
