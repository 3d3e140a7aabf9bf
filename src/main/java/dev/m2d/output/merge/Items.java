package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Merges lines that both sides changed by the items they are made of. */
final class Items {

  private static final Pattern IMPORT = Pattern.compile("(?:from|import) ");

  private final Language language;
  private final int depth;

  Items(Language language, int depth) {
    this.language = language;
    this.depth = depth;
  }

  /** The merged lines; empty where only a person can tell. */
  Optional<List<String>> merge(List<String> base, List<String> mine, List<String> fresh) {
    if (base.isEmpty() && isRemark(mine)) {
      return Optional.of(joined(mine, fresh));
    }
    Optional<List<Item>> old = ItemReader.read(language, base);
    Optional<List<Item>> left = ItemReader.read(language, mine);
    Optional<List<Item>> right = ItemReader.read(language, fresh);
    Optional<List<String>> merged = Optional.empty();
    if (old.isPresent() && left.isPresent() && right.isPresent()) {
      merged = merge(byKey(old.get()), byKey(left.get()), byKey(right.get()));
    }
    return merged.or(() -> Brackets.merge(language, base, mine, fresh));
  }

  private Optional<List<String>> merge(
      Map<String, Item> base, Map<String, Item> mine, Map<String, Item> fresh) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    boolean bothDropped =
        base.keySet().stream().anyMatch(k -> !mine.containsKey(k) && !fresh.containsKey(k));
    boolean bothAdded =
        !base.keySet().containsAll(mine.keySet()) && !base.keySet().containsAll(fresh.keySet());
    if (bothDropped && bothAdded || !isImports(base) && !keepsOrder(base, fresh)) {
      return Optional.empty();
    }
    for (Item item : mine.values()) {
      Optional<List<String>> lines = settle(base, item, fresh.get(item.key()));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      if (!lines.get().isEmpty()) {
        result.put(item.key(), lines.get());
      }
    }
    List<String> order = List.copyOf(fresh.keySet());
    for (Item item : fresh.values()) {
      Item old = base.get(item.key());
      if (old == null && !mine.containsKey(item.key())) {
        result = inserted(result, item, order, base);
      } else if (old != null && !mine.containsKey(item.key()) && !old.equals(item)) {
        return Optional.empty();
      }
    }
    return Optional.of(result.values().stream().flatMap(List::stream).toList());
  }

  /** What becomes of an item of the user's; no lines when it goes. */
  private Optional<List<String>> settle(Map<String, Item> base, Item mine, @Nullable Item fresh) {
    Item old = base.get(mine.key());
    if (fresh == null) {
      return old == null || !old.equals(mine)
          ? Optional.of(mine.lines()).filter(lines -> old == null)
          : Optional.of(List.of());
    }
    if (mine.equals(fresh) || fresh.equals(old)) {
      return Optional.of(mine.lines());
    }
    if (mine.equals(old)) {
      return Optional.of(fresh.lines());
    }
    List<String> before = old == null ? List.of() : old.lines();
    Optional<List<String>> names =
        language == Language.PYTHON
            ? ImportNames.merge(before, mine.lines(), fresh.lines())
            : Optional.empty();
    return names
        .map(lines -> joined(lines, blanksAtEnd(mine.lines())))
        .or(() -> old == null ? Optional.empty() : inside(old, mine, fresh));
  }

  private Optional<List<String>> inside(Item old, Item mine, Item fresh) {
    if (old.lines().size() == 1 && mine.lines().size() == 1 && fresh.lines().size() == 1) {
      return Brackets.merge(language, old.lines(), mine.lines(), fresh.lines());
    }
    Merged merged =
        new Merged(
            new Neighbours(language, depth + 1).merge(old.lines(), mine.lines(), fresh.lines()));
    return merged.conflicts() == 0 ? Optional.of(merged.mine()) : Optional.empty();
  }

  /**
   * Behind the item that it follows, and behind what the user put there: where the first of several
   * counts, the user's does. Imports and requirements have an order of their own.
   */
  private Map<String, List<String>> inserted(
      Map<String, List<String>> result, Item item, List<String> order, Map<String, Item> base) {
    List<String> keys = new ArrayList<>(result.keySet());
    int own = order.indexOf(item.key());
    int at = own == 0 ? 0 : keys.size();
    for (int i = own + 1; i < order.size(); i++) {
      if (keys.contains(order.get(i))) {
        at = keys.indexOf(order.get(i));
        break;
      }
    }
    for (int i = own - 1; i >= 0; i--) {
      if (keys.contains(order.get(i))) {
        at = keys.indexOf(order.get(i)) + 1;
        break;
      }
    }
    boolean isSorted =
        language == Language.TOML
            || language == Language.LIST
            || IMPORT.matcher(item.key()).lookingAt();
    while (at < keys.size()
        && !base.containsKey(keys.get(at))
        && (isSorted ? keys.get(at).compareTo(item.key()) < 0 : !order.contains(keys.get(at)))) {
      at++;
    }
    keys.add(at, item.key());
    Map<String, List<String>> all = new LinkedHashMap<>();
    keys.forEach(k -> all.put(k, result.getOrDefault(k, item.lines())));
    return all;
  }

  private static boolean isImports(Map<String, Item> items) {
    return items.keySet().stream()
        .allMatch(k -> k.startsWith("\n") || IMPORT.matcher(k).lookingAt());
  }

  /** Whether the items that both have stand in one order. */
  private static boolean keepsOrder(Map<String, Item> base, Map<String, Item> side) {
    return base.keySet().stream()
        .filter(side::containsKey)
        .toList()
        .equals(side.keySet().stream().filter(base::containsKey).toList());
  }

  private boolean isRemark(List<String> lines) {
    return language != Language.TEXT
        && lines.stream().allMatch(l -> l.isBlank() || l.stripLeading().startsWith("#"));
  }

  private static List<String> blanksAtEnd(List<String> lines) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).isBlank()) {
      end--;
    }
    return lines.subList(end, lines.size());
  }

  private static List<String> joined(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Map<String, Item> byKey(List<Item> items) {
    Map<String, Item> map = new LinkedHashMap<>();
    items.forEach(item -> map.put(item.key(), item));
    return map;
  }
}
