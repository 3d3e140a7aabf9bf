package dev.m2d.account;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pattern of ways: keys joined by dots, `[]` for the items of a list, `*` for any one key, `x-*`
 * for one that begins so, `**` for any number of keys and items, none included.
 */
record KeyPattern(String text, List<String> parts) {

  private static final String ANY = "*";
  private static final String REST = "**";

  KeyPattern {
    parts = List.copyOf(parts);
  }

  static KeyPattern of(String text) {
    List<String> parts = new ArrayList<>();
    for (String key : text.split("\\.", -1)) {
      String rest = key;
      int items = 0;
      while (rest.endsWith(Leaf.ITEM)) {
        rest = rest.substring(0, rest.length() - Leaf.ITEM.length());
        items++;
      }
      if (!rest.isEmpty()) {
        parts.add(rest);
      }
      for (int i = 0; i < items; i++) {
        parts.add(Leaf.ITEM);
      }
    }
    return new KeyPattern(text, parts);
  }

  boolean matches(List<String> keys) {
    return matches(keys, 0, 0);
  }

  private boolean matches(List<String> keys, int key, int part) {
    if (part == parts.size()) {
      return key == keys.size();
    }
    if (parts.get(part).equals(REST)) {
      boolean isLast = part == parts.size() - 1;
      for (int k = keys.size(); !isLast && k >= key; k--) {
        if (matches(keys, k, part + 1)) {
          return true;
        }
      }
      return isLast;
    }
    return key < keys.size()
        && isMatch(parts.get(part), keys.get(key))
        && matches(keys, key + 1, part + 1);
  }

  /** Whether it is about something below a way. */
  boolean isBelow(List<String> keys) {
    return parts.size() > keys.size()
        && IntStream.range(0, keys.size()).allMatch(i -> isMatch(parts.get(i), keys.get(i)));
  }

  private static boolean isMatch(String part, String key) {
    return part.endsWith(ANY) && !key.equals(Leaf.ITEM)
        ? key.startsWith(part.substring(0, part.length() - 1))
        : part.equals(key);
  }

  /** Whether it says more about a way that both match: named keys beat any, and any the rest. */
  boolean isMoreSpecificThan(KeyPattern other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int difference = weight(parts.get(i)) - weight(other.parts.get(i));
      if (difference != 0) {
        return difference > 0;
      }
    }
    if (parts.size() == other.parts.size()) {
      return false;
    }
    // One that ends where the other goes on with any rest says more of a way that both match.
    boolean isLonger = parts.size() > other.parts.size();
    KeyPattern longer = isLonger ? this : other;
    int end = Math.min(parts.size(), other.parts.size());
    return isLonger != longer.parts.get(end).equals(REST);
  }

  private static int weight(String part) {
    return part.equals(REST) ? 0 : part.equals(ANY) ? 1 : part.endsWith(ANY) ? 2 : 3;
  }

  /** Whether it names a key, so that it is not just any. */
  boolean namesKey() {
    return parts.stream().anyMatch(p -> weight(p) > 1 && !p.equals(Leaf.ITEM));
  }

  /** Whether the key at that index of a way that it matches is a name that the user chose. */
  boolean isName(int index) {
    int rest = parts.indexOf(REST);
    return rest >= 0 && index >= rest || index < parts.size() && parts.get(index).equals(ANY);
  }

  /** Whether the last key of a way that it matches is a name that the user chose. */
  boolean endsInName(List<String> keys) {
    String last = parts.get(parts.size() - 1);
    // Where the rest is nothing, the last key is the one that the pattern names before it.
    return last.equals(ANY)
        || last.equals(REST)
            && !new KeyPattern(text, parts.subList(0, parts.size() - 1)).matches(keys);
  }
}
