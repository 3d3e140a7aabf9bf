package dev.m2d.report.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Brings changes to lines, so that nobody reads one sentence twenty times: several of one kind are
 * one line where a sentence for several is known, and so are those that say the same of other
 * things.
 */
final class Lines {

  /** Names in one sentence; of what changes nothing that runs fewer. */
  private static final int MOST = 20;

  private static final int MOST_HARMLESS = 6;

  /** So many sentences that differ in a name alone stay as they are. */
  private static final int ALIKE = 2;

  private static final String HERE = "\0";

  private final int few;

  private Lines(int few) {
    this.few = few;
  }

  /**
   * The lines of an area.
   *
   * @param few so many of one kind are told one by one
   */
  static List<Line> of(List<Change> changes, String area, int few) {
    Lines lines = new Lines(few);
    List<Line> bunched =
        lines.bunched(changes.stream().filter(c -> c.area().equals(area)).toList());
    List<Line> byName = alike(bunched, Change::toldName, ALIKE);
    return alike(byName, Change::toldOf, 1);
  }

  private List<Line> bunched(List<Change> changes) {
    Map<Object, List<Change>> bunches = new LinkedHashMap<>();
    for (Change change : changes) {
      Object key = change.many().isEmpty() ? change : change.bunch();
      bunches.computeIfAbsent(key, k -> new ArrayList<>()).add(change);
    }
    List<Line> lines = new ArrayList<>();
    for (List<Change> bunch : bunches.values()) {
      Change first = bunch.get(0);
      if (bunch.size() > few && !first.many().isEmpty()) {
        List<String> names = bunch.stream().map(Change::shown).toList();
        String text =
            first
                .many()
                .replace("{count}", String.valueOf(bunch.size()))
                .replace("{names}", names(names, first.risk()));
        lines.add(new Line(first, text, bunch));
      } else {
        bunch.forEach(c -> lines.add(new Line(c, c.text(), List.of(c))));
      }
    }
    return lines;
  }

  private static String names(List<String> names, Risk risk) {
    int most = risk == Risk.NONE ? MOST_HARMLESS : MOST;
    String more = names.size() > most ? " and " + (names.size() - most) + " more" : "";
    return String.join(", ", names.subList(0, Math.min(most, names.size()))) + more;
  }

  /** What a sentence says, whatever it says it of. */
  private record Said(String kind, String what, Risk risk, String why, String text) {}

  private static List<Line> alike(List<Line> lines, Function<Change, String> subject, int few) {
    Map<Object, List<Line>> same = new LinkedHashMap<>();
    for (Line line : lines) {
      Change c = line.first();
      String name = subject.apply(c);
      boolean isSaid = !name.isEmpty() && line.text().contains(name);
      Object key =
          isSaid
              ? new Said(c.kind(), c.what(), c.risk(), c.why(), line.text().replace(name, HERE))
              : line;
      same.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
    }
    List<Line> out = new ArrayList<>();
    for (List<Line> those : same.values()) {
      if (those.size() <= few) {
        out.addAll(those);
      } else {
        List<String> names =
            those.stream().skip(1).map(l -> subject.apply(l.first())).distinct().toList();
        Line first = those.get(0);
        String text = first.text() + "; the same of " + names(names, first.first().risk());
        out.add(
            new Line(first.first(), text, those.stream().flatMap(l -> l.all().stream()).toList()));
      }
    }
    return out;
  }
}
