package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.explain.FoundRow;
import dev.m2d.compare.row.TextBytes;
import dev.m2d.compare.state.LastBookmarks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a tap may have sent once more: those at its last bookmark; after a run that was
 * killed, those from the bookmark on from which it began. No row is sent more than once more.
 */
final class Repeats {

  private final int column;
  private final @Nullable Encoder exact;
  private final List<String> marks = new ArrayList<>();
  private final List<String> begins = new ArrayList<>();
  private final boolean isAll;

  /**
   * What may have been repeated.
   *
   * @param last the bookmarks; of more than one of their columns that one counts which comes last
   *     among the compared columns, and the greatest values of both sides do where there is no
   *     bookmark at all
   * @param isResumed whether a run was killed
   * @param isKnown whether there are bookmarks at all; without one nothing can be told
   */
  record Plan(LastBookmarks last, boolean isResumed, boolean isKnown) {

    /** Nobody knows of bookmarks. */
    static final Plan UNKNOWN = new Plan(LastBookmarks.NONE, false, false);
  }

  private Repeats(int column, @Nullable Encoder exact, boolean isAll) {
    this.column = column;
    this.exact = exact;
    this.isAll = isAll;
  }

  /** Those of a stream; reads the greatest values where there is no bookmark. */
  static Repeats of(StreamPlan plan, List<ColumnPair> pairs) throws IOException {
    LastBookmarks last = plan.repeats().last();
    boolean isResumed = plan.repeats().isResumed();
    boolean isAll = isResumed && last.before().isEmpty();
    int column = -1;
    for (int i = 0; i < pairs.size(); i++) {
      column = last.columns().contains(pairs.get(i).name()) ? i : column;
    }
    if (column < 0) {
      return new Repeats(-1, null, isAll);
    }
    ColumnPair pair = pairs.get(column);
    Encoder exact = pair.left().exact();
    Repeats repeats = new Repeats(column, exact, isAll);
    last.all(pair.name()).forEach(m -> repeats.marks.add(Leniency.keyOf(m, exact)));
    if (isResumed) {
      repeats.begins.addAll(
          Leniency.lowest(
              last.before(pair.name()).stream().map(b -> Leniency.keyOf(b, exact)).toList()));
    } else if (last.before().isEmpty() && last.after().isEmpty()) {
      for (boolean isLeft : new boolean[] {true, false}) {
        repeats.marks.addAll(greatest(plan.side(isLeft), pair.side(isLeft)));
      }
    }
    return repeats;
  }

  private static List<String> greatest(StreamPlan.OneSide side, ColumnPair.OneColumn column)
      throws IOException {
    List<String> found = new ArrayList<>();
    TextBytes bytes = new TextBytes();
    side.rows()
        .scan(
            List.of(column.name()),
            (row, cells, place) -> {
              if (!row.isNull(cells[0])) {
                bytes.clear();
                column.exact().add(row, cells[0], bytes);
                String key = Leniency.key(bytes, 0);
                if (found.isEmpty()) {
                  found.add(key);
                } else if (Leniency.isLater(key, found.get(0))) {
                  found.set(0, key);
                }
              }
            });
    return found;
  }

  /** Whether a row that both sides have may be on one of them more often. */
  boolean explain(FoundRow row) {
    if (row.most() > 2 * row.least()) {
      return false;
    }
    if (isAll) {
      return true;
    }
    String value = column < 0 ? null : row.values().get(column);
    if (value == null || exact == null) {
      return false;
    }
    String key = Leniency.keyOf(value, exact);
    return begins.stream().anyMatch(b -> Leniency.isFrom(key, b))
        || marks.stream().anyMatch(m -> Leniency.isSame(m, key));
  }
}
