package dev.m2d.compare;

import dev.m2d.compare.StreamResult.Example;
import dev.m2d.compare.explain.Difference;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.row.RowSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Chooses differences to show, and finds their lines. */
final class Examples {

  private final RowSet left;
  private final RowSet right;
  private final List<String> names;
  private final List<String> key;
  private final Progress progress;
  private final Room room;

  Examples(RowSet left, RowSet right, List<String> names, List<String> key, Options options) {
    this.left = left;
    this.right = right;
    this.names = names;
    this.key = names.containsAll(key) ? key : List.of();
    this.progress = options.progress();
    this.room = options.room();
  }

  List<Example> of(List<Difference> differences) throws IOException, InterruptedException {
    Map<Difference.Kind, Integer> shown = new EnumMap<>(Difference.Kind.class);
    List<Difference> chosen =
        differences.stream()
            .filter(
                d ->
                    shown.merge(d.kind(), 1, Integer::sum) <= StreamResult.SHOWN_OF_A_KIND
                        || room.take(d.bytes()))
            .toList();
    Both<Map<Long, String>> lines =
        Both.of(
            () -> lines(left, chosen.stream().map(Difference::left).toList()),
            () -> lines(right, chosen.stream().map(Difference::right).toList()),
            progress);
    List<Example> examples = new ArrayList<>();
    for (Difference d : chosen) {
      examples.add(
          new Example(d, line(lines.left(), d.left()), line(lines.right(), d.right()), key(d)));
    }
    return examples;
  }

  private static Map<Long, String> lines(RowSet side, List<Optional<FoundRow>> rows)
      throws IOException {
    TreeSet<Long> places = new TreeSet<>();
    rows.forEach(r -> r.ifPresent(row -> places.add(row.place())));
    return side.lines(places);
  }

  private static String line(Map<Long, String> lines, Optional<FoundRow> row) {
    return row.map(r -> lines.getOrDefault(r.place(), "")).orElse("");
  }

  private Map<String, String> key(Difference difference) {
    // A row that only one side has may come with the row of the other side that is most like it.
    FoundRow row =
        difference.kind() == Difference.Kind.EXTRA
            ? difference.right().orElseThrow()
            : difference.left().or(difference::right).orElseThrow();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String value = row.values().get(i);
      if (key.isEmpty() || key.contains(names.get(i))) {
        values.put(names.get(i), value);
      }
    }
    return values;
  }
}
