package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Merges two forms of one list, call or mapping by what stands between its brackets, whether it is
 * written on one line or with a line for each entry.
 */
final class Brackets {

  private static final String OPEN = "([{";
  private static final String CLOSE = ")]}";
  private static final Pattern CALL = Pattern.compile("[\\w)\\]]\\($");
  private static final Pattern NAMED = Pattern.compile("(\\w+=(?!=)|[\"']?[\\w-]+[\"']?: ).*");

  /**
   * A bracket with its entries.
   *
   * @param head the text up to and with the opening bracket
   * @param tail the closing bracket and the text after it
   * @param tall whether each entry has a line
   */
  private record Form(String head, List<String> entries, String tail, boolean tall) {}

  static Optional<List<String>> merge(
      Language language, List<String> base, List<String> mine, List<String> fresh) {
    if (language == Language.TEXT || language == Language.LIST) {
      return Optional.empty();
    }
    Form old = read(base);
    Form left = read(mine);
    Form right = read(fresh);
    if (old == null || left == null || right == null) {
      return Optional.empty();
    }
    boolean sameFrame =
        old.head().equals(left.head())
            && old.head().equals(right.head())
            && old.tail().equals(left.tail())
            && old.tail().equals(right.tail());
    if (!sameFrame) {
      return Optional.empty();
    }
    return entries(old, left, right).map(all -> lines(left, right, all));
  }

  private static Optional<List<String>> entries(Form old, Form left, Form right) {
    Optional<List<String>> plain =
        plain(plain(old), plain(left), plain(right), !CALL.matcher(old.head()).find());
    Optional<List<String>> named = named(old, left, right);
    boolean isSplit =
        Stream.of(old, left, right)
            .anyMatch(f -> f.entries().stream().anyMatch(e -> e.startsWith("*")));
    if (plain.isEmpty() || named.isEmpty() || isSplit) {
      return Optional.empty();
    }
    return Optional.of(Stream.of(plain.get(), named.get()).flatMap(List::stream).toList());
  }

  /** Entries that their place alone names: one side changed them, or one adds to a list. */
  private static Optional<List<String>> plain(
      List<String> base, List<String> mine, List<String> fresh, boolean isList) {
    if (mine.equals(fresh) || fresh.equals(base)) {
      return Optional.of(mine);
    }
    if (mine.equals(base)) {
      return Optional.of(fresh);
    }
    boolean mineAdds = isPart(base, mine);
    boolean freshAdds = isPart(base, fresh);
    List<String> adds = freshAdds ? fresh : mine;
    List<String> other = freshAdds ? mine : fresh;
    boolean isUnique = isUnique(base) && isUnique(mine) && isUnique(fresh);
    boolean keepsOrder = isPart(common(base, other), base) && isPart(common(base, other), other);
    return isList && isUnique && (mineAdds || freshAdds) && keepsOrder
        ? Optional.of(added(other, adds, base, !freshAdds))
        : Optional.empty();
  }

  /** What one side adds, each behind the entry that it follows; the user's before ours. */
  private static List<String> added(
      List<String> to, List<String> adds, List<String> base, boolean isMine) {
    List<String> all = new ArrayList<>(to);
    int at = 0;
    for (String entry : adds) {
      if (all.contains(entry)) {
        at = all.indexOf(entry) + 1;
      } else if (!base.contains(entry)) {
        while (!isMine && at < all.size() && !base.contains(all.get(at))) {
          at++;
        }
        all.add(at++, entry);
      }
    }
    return all;
  }

  private static List<String> common(List<String> a, List<String> b) {
    return a.stream().filter(b::contains).toList();
  }

  private static boolean isUnique(List<String> entries) {
    return new HashSet<>(entries).size() == entries.size();
  }

  /** Whether the entries stand in the other list, in their order. */
  private static boolean isPart(List<String> part, List<String> whole) {
    return common(whole, part).equals(part);
  }

  private static Optional<List<String>> named(Form old, Form left, Form right) {
    Map<String, String> base = byKey(old.entries());
    Map<String, String> mine = byKey(left.entries());
    Map<String, String> fresh = byKey(right.entries());
    boolean unique =
        base.size() + plain(old).size() == old.entries().size()
            && mine.size() + plain(left).size() == left.entries().size()
            && fresh.size() + plain(right).size() == right.entries().size();
    boolean bothReplaced =
        base.keySet().stream().anyMatch(k -> !mine.containsKey(k) && !fresh.containsKey(k))
            && !base.keySet().containsAll(mine.keySet())
            && !base.keySet().containsAll(fresh.keySet());
    if (!unique || bothReplaced) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>();
    Map<String, String> every = new LinkedHashMap<>(mine);
    fresh.forEach(every::putIfAbsent);
    for (String key : every.keySet()) {
      String was = base.get(key);
      String here = mine.get(key);
      String now = fresh.get(key);
      if (Objects.equals(here, now) || Objects.equals(was, now)) {
        add(all, here);
      } else if (Objects.equals(was, here)) {
        add(all, now);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(all);
  }

  private static void add(List<String> all, @Nullable String entry) {
    if (entry != null) {
      all.add(entry);
    }
  }

  private static List<String> lines(Form left, Form right, List<String> entries) {
    if (!left.tall() && !right.tall()) {
      boolean isTuple = entries.size() == 1 && left.head().endsWith("=(");
      String last = isTuple ? "," : "";
      return List.of(left.head() + String.join(", ", entries) + last + left.tail());
    }
    String outer = " ".repeat(ItemReader.indent(left.head()));
    List<String> lines = new ArrayList<>(List.of(left.head()));
    entries.forEach(e -> lines.add(outer + "    " + e + ","));
    lines.add(outer + left.tail());
    return lines;
  }

  /** Those with a name, an argument's or a key's, by it. */
  private static Map<String, String> byKey(List<String> entries) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String entry : entries) {
      Matcher m = NAMED.matcher(entry);
      if (m.matches()) {
        map.put(m.group(1), entry);
      }
    }
    return map;
  }

  private static List<String> plain(Form form) {
    return form.entries().stream().filter(e -> !NAMED.matcher(e).matches()).toList();
  }

  private static @Nullable Form read(List<String> lines) {
    if (lines.isEmpty() || lines.stream().anyMatch(l -> l.contains("#"))) {
      return null;
    }
    String text = String.join("\n", lines);
    int open = opening(text);
    if (open < 0) {
      return null;
    }
    List<String> entries = new ArrayList<>();
    int close = divide(text, open, entries);
    if (close < 0 || text.substring(close).contains("\n")) {
      return null;
    }
    String head = text.substring(0, open + 1);
    boolean tall = lines.size() > 1;
    boolean isPlain = !head.contains("\n") && entries.stream().noneMatch(e -> e.contains("\n"));
    return isPlain ? new Form(head, entries, text.substring(close), tall) : null;
  }

  /** The first bracket outside quotes. */
  private static int opening(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfQuote(text, i);
        if (i < 0) {
          return -1;
        }
      } else if (OPEN.indexOf(c) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Collects the entries after the bracket; the place of the one that closes it, or -1. */
  private static int divide(String text, int open, List<String> entries) {
    int depth = 0;
    int from = open + 1;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfQuote(text, i);
        if (i < 0) {
          return -1;
        }
      } else if (OPEN.indexOf(c) >= 0) {
        depth++;
      } else if (CLOSE.indexOf(c) >= 0 && --depth == 0) {
        entry(text.substring(from, i), entries);
        return i;
      } else if (c == ',' && depth == 1) {
        entry(text.substring(from, i), entries);
        from = i + 1;
      }
    }
    return -1;
  }

  private static void entry(String text, List<String> entries) {
    if (!text.isBlank()) {
      entries.add(text.strip());
    }
  }

  private static int endOfQuote(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i;
      }
    }
    return -1;
  }

  private Brackets() {}
}
