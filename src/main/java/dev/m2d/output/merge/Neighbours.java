package dev.m2d.output.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;

/**
 * A merge in which changes clash only when they change the same line, or add lines at the same
 * place; neighbouring ones are both taken.
 */
final class Neighbours {

  private static final int MAX_DEPTH = 4;

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
      } while (i < changes.size() && clash(begin, end, changes.get(i)));
      if (begin > at) {
        parts.add(new Part.Settled(base.subList(at, begin)));
      }
      parts.addAll(settle(base, begin, end, cluster));
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

  private List<Part> settle(List<String> base, int begin, int end, List<Change> cluster) {
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
        depth >= MAX_DEPTH ? Optional.empty() : new Items(language, depth).merge(old, mine, fresh);
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
