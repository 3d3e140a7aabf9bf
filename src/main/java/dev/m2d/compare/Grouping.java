package dev.m2d.compare;

import dev.m2d.compare.row.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of two folders are one stream. Names that differ in numbers may be those of parts of
 * one stream, or of as many tables. Where both folders have the same names each file is compared
 * with its namesake, unless the contract names the stream.
 *
 * @param left the left side, with a stream for each file that is compared by itself
 * @param right the right side, likewise
 * @param apart for each stream that was taken apart the streams that its files became
 */
record Grouping(Side left, Side right, SortedMap<String, List<String>> apart) {

  /** Takes the streams of two sides apart as far as their files have the same names. */
  static Grouping of(Side left, Side right, Set<String> named) {
    SortedMap<String, List<Source>> lefts = new TreeMap<>(left.streams());
    SortedMap<String, List<Source>> rights = new TreeMap<>(right.streams());
    SortedMap<String, List<String>> apart = new TreeMap<>();
    if (left.isFolder() && right.isFolder()) {
      for (String stream : left.streams().keySet()) {
        SortedMap<String, List<Source>> files = byName(left, stream);
        SortedMap<String, List<Source>> others = byName(right, stream);
        boolean isSame = files.size() > 1 && files.keySet().equals(others.keySet());
        if (isSame && !named.contains(stream) && areSingle(files) && areSingle(others)) {
          lefts.remove(stream);
          lefts.putAll(files);
          rights.remove(stream);
          rights.putAll(others);
          apart.put(stream, List.copyOf(files.keySet()));
        }
      }
    }
    return new Grouping(left.with(lefts), right.with(rights), apart);
  }

  /** Two files of one name with other endings are not told apart by it. */
  private static boolean areSingle(Map<String, List<Source>> files) {
    return files.values().stream().allMatch(f -> f.size() == 1);
  }

  private static SortedMap<String, List<Source>> byName(Side side, String stream) {
    SortedMap<String, List<Source>> files = new TreeMap<>();
    for (Source file : side.streams().getOrDefault(stream, List.of())) {
      files.computeIfAbsent(side.bareName(file), n -> new ArrayList<>()).add(file);
    }
    return files;
  }
}
