package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.Edit;

/**
 * A merge in which changes clash only when they change the same line, add lines at the same place,
 * or when one adds lines beside a line that the other takes away; neighbouring ones are both taken.
 */
final class Neighbours {

  private static final int MAX_DEPTH = 4;
  private static final int SHORTEST = 4;
  private static final Pattern KEY =
      Pattern.compile("\\s*[\"']?\\w(?:[\\w. -]*\\w)?[\"']?(?:: |:$| ?=(?!=))");
  private static final Pattern IMPORT = Pattern.compile("\\s*(?:from|import) ");

  private final Language language;
  private final int depth;

  Neighbours(Language language, int depth) {
    this.language = language;
    this.depth = depth;
  }

  /** One side puts `lines` in the place of the base's lines from `begin` to `end`. */
  private record Change(int begin, int end, List<String> lines, boolean isMine) {
    boolean isInsertion() {
      return begin == end;
    }

    /** Whether the lines that it puts in do nothing where they stand. */
    boolean isRemark() {
      return lines.stream().allMatch(l -> l.isBlank() || l.stripLeading().startsWith("#"));
    }
  }

  List<Part> merge(List<String> base, List<String> mine, List<String> fresh) {
    List<Change> changes = new ArrayList<>(changes(base, mine, true));
    changes.addAll(changes(base, fresh, false));
    changes.sort(
        Comparator.comparingInt(Change::begin)
            .thenComparingInt(Change::end)
            .thenComparing(c -> !c.isMine()));
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < changes.size(); ) {
      int begin = changes.get(i).begin();
      int end = changes.get(i).end();
      List<Change> cluster = new ArrayList<>();
      do {
        Change change = changes.get(i++);
        cluster.add(change);
        end = Math.max(end, change.end());
      } while (i < changes.size()
          && (clash(begin, end, changes.get(i)) || unsettles(base, cluster, changes.get(i))));
      if (begin > at) {
        parts.add(new Part.Settled(base.subList(at, begin)));
      }
      List<String> old = base.subList(begin, end);
      boolean isMoved =
          isMoved(base, mine, old, side(base, begin, end, cluster, true))
              || isMoved(base, fresh, old, side(base, begin, end, cluster, false));
      parts.addAll(settle(base, begin, end, cluster, !isMoved));
      at = end;
    }
    parts.add(new Part.Settled(base.subList(at, base.size())));
    return parts;
  }

  /** The next change never begins before the ones that are together already. */
  private static boolean clash(int begin, int end, Change next) {
    return next.isInsertion()
        ? (next.begin() > begin && next.begin() < end) || (begin == end && next.begin() == begin)
        : next.begin() < end;
  }

  /** Whether lines that one side adds lose the line beside them by a change of the other. */
  private boolean unsettles(List<String> base, List<Change> cluster, Change next) {
    return language != Language.TEXT
        && cluster.stream()
            .filter(c -> c.isMine() != next.isMine() && c.end() == next.begin())
            .anyMatch(
                c ->
                    (next.isInsertion()
                            && !c.isInsertion()
                            && !next.isRemark()
                            && !keepsLast(base, c))
                        || (c.isInsertion()
                            && !next.isInsertion()
                            && !c.isRemark()
                            && !keepsFirst(base, next)));
  }

  private static boolean keepsLast(List<String> base, Change change) {
    List<String> lines = change.lines();
    return !lines.isEmpty() && isSame(base.get(change.end() - 1), lines.get(lines.size() - 1));
  }

  private static boolean keepsFirst(List<String> base, Change change) {
    return !change.lines().isEmpty() && isSame(base.get(change.begin()), change.lines().get(0));
  }

  /** Whether it is the same key or argument, with another value. */
  private static boolean isSame(String before, String now) {
    Matcher a = KEY.matcher(before);
    Matcher b = KEY.matcher(now);
    return before.equals(now) || (a.lookingAt() && b.lookingAt() && a.group().equals(b.group()));
  }

  /**
   * Whether a line that goes here comes back elsewhere: what stood beside it has lost its place.
   */
  private static boolean isMoved(
      List<String> base, List<String> side, List<String> old, List<String> now) {
    return old.stream()
        .filter(
            l ->
                !now.contains(l)
                    && l.strip().length() >= SHORTEST
                    && !IMPORT.matcher(l).lookingAt())
        .anyMatch(l -> Collections.frequency(base, l) == 1 && Collections.frequency(side, l) == 1);
  }

  private List<Part> settle(
      List<String> base, int begin, int end, List<Change> cluster, boolean byItems) {
    List<String> mine = side(base, begin, end, cluster, true);
    List<String> fresh = side(base, begin, end, cluster, false);
    if (mine.equals(fresh) || cluster.stream().allMatch(Change::isMine)) {
      return List.of(new Part.Settled(mine));
    }
    if (cluster.stream().noneMatch(Change::isMine)) {
      return List.of(new Part.Settled(fresh));
    }
    List<String> old = base.subList(begin, end);
    Optional<List<String>> merged =
        depth >= MAX_DEPTH || !byItems
            ? Optional.empty()
            : new Items(language, depth).merge(old, mine, fresh);
    return merged
        .<List<Part>>map(lines -> List.of(new Part.Settled(lines)))
        .orElseGet(() -> conflict(old, mine, fresh));
  }

  /** What both sides begin or end with alike is no part of the conflict. */
  private static List<Part> conflict(List<String> base, List<String> mine, List<String> fresh) {
    int most = Math.min(mine.size(), fresh.size());
    int head = 0;
    while (head < most && mine.get(head).equals(fresh.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < most - head
        && mine.get(mine.size() - 1 - tail).equals(fresh.get(fresh.size() - 1 - tail))) {
      tail++;
    }
    List<Part> parts = new ArrayList<>();
    if (head > 0) {
      parts.add(new Part.Settled(mine.subList(0, head)));
    }
    parts.add(
        new Part.Conflict(
            base,
            mine.subList(head, mine.size() - tail),
            fresh.subList(head, fresh.size() - tail)));
    if (tail > 0) {
      parts.add(new Part.Settled(mine.subList(mine.size() - tail, mine.size())));
    }
    return parts;
  }

  /** The base's lines from `begin` to `end` with the changes of one side. */
  private static List<String> side(
      List<String> base, int begin, int end, List<Change> cluster, boolean isMine) {
    List<String> lines = new ArrayList<>();
    int at = begin;
    for (Change change : cluster) {
      if (change.isMine() == isMine) {
        lines.addAll(base.subList(at, change.begin()));
        lines.addAll(change.lines());
        at = change.end();
      }
    }
    lines.addAll(base.subList(at, end));
    return lines;
  }

  /** As many lines for as many lines are changes of each of them. */
  private static List<Change> changes(List<String> base, List<String> side, boolean isMine) {
    List<Change> changes = new ArrayList<>();
    for (Edit e : Lines.diff(base, side)) {
      if (e.getLengthA() == e.getLengthB()) {
        for (int i = 0; i < e.getLengthA(); i++) {
          List<String> line = side.subList(e.getBeginB() + i, e.getBeginB() + i + 1);
          changes.add(new Change(e.getBeginA() + i, e.getBeginA() + i + 1, line, isMine));
        }
      } else {
        List<String> lines = side.subList(e.getBeginB(), e.getEndB());
        changes.add(new Change(e.getBeginA(), e.getEndA(), lines, isMine));
      }
    }
    return changes;
  }
}
