package dev.m2d.compare;

import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.row.TextBytes;
import dev.m2d.compare.state.LastBookmarks;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether each side could go on from the state that the other one had left: it may read the rows at
 * the bookmark again, and nothing else.
 */
final class RoundTrip {

  private static final String NAME = "round trip";

  private final Bundle bundle;
  private final SideName right;
  private final List<Part> parts = new ArrayList<>();

  RoundTrip(Bundle bundle, SideName right) {
    this.bundle = bundle;
    this.right = right;
  }

  /** Judges a stream; one without bookmarks is read as a whole each time, and has no part. */
  void put(Manifest.Stream stream, StreamPlan plan, StreamComparison.Outcome outcome)
      throws IOException {
    List<String> reasons = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean isUnknown = false;
    boolean isKept = false;
    for (boolean isLeft : new boolean[] {true, false}) {
      SideName side = isLeft ? SideName.CONTROL : right;
      LastBookmarks last = LastBookmarks.of(List.of(bundle.side(side)), stream);
      if (last.before().isEmpty()) {
        continue;
      }
      isKept = true;
      Optional<Long> sent = sent(side, stream);
      if (sent.isEmpty()) {
        isUnknown = true;
        continue;
      }
      long allowed = allowed(plan.side(isLeft), last, outcome.pairs(), isLeft);
      String read =
          "the "
              + side.word()
              + " side, which went on from the other side's bookmark, read "
              + sent.get()
              + (sent.get() == 1 ? " row" : " rows");
      (sent.get() > allowed ? reasons : notes)
          .add(
              read
                  + (sent.get() > allowed ? ", where only " : ", where ")
                  + allowed
                  + (allowed == 1 ? " is" : " are")
                  + " at the bookmark or later");
    }
    if (isUnknown) {
      reasons.add(
          "the tap does not log how many rows it sends, so that nobody knows what was read again:"
              + " take `round_trip` out of `require`, or use a tap that logs it");
    }
    if (isKept) {
      Verdict verdict =
          reasons.isEmpty()
              ? Verdict.EQUAL
              : isUnknown && reasons.size() == 1 ? Verdict.INCONCLUSIVE : Verdict.DIFFERENT;
      parts.add(new Part(NAME, Optional.of(stream.name()), verdict, reasons, notes));
    }
  }

  /** One of each stream with a bookmark. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** A stream that a tap does not mention sent nothing, if it mentions any. */
  private Optional<Long> sent(SideName side, Manifest.Stream stream) {
    var records = bundle.side(side).run().records();
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(records.getOrDefault(stream.name(), 0L));
  }

  /**
   * Rows from the lowest bookmark on. Where the bookmark is no value of a column, as the place in a
   * log, all rows but one: then only a reload of everything shows.
   */
  private static long allowed(
      StreamPlan.OneSide side, LastBookmarks last, List<ColumnPair> pairs, boolean isLeft)
      throws IOException {
    TreeSet<String> columns = new TreeSet<>(last.columns());
    Optional<ColumnPair.OneColumn> column =
        pairs.stream().filter(p -> columns.contains(p.name())).map(p -> p.side(isLeft)).findFirst();
    long[] rows = new long[1];
    if (column.isEmpty()) {
      side.rows().scan(List.of(), (row, cells, place) -> rows[0]++);
      return Math.max(1, rows[0] - 1);
    }
    Encoder exact = column.get().exact();
    String lowest =
        last.before().stream()
            .map(b -> Leniency.keyOf(b, exact))
            .reduce((a, b) -> Leniency.isLater(a, b) ? b : a)
            .orElseThrow();
    TextBytes bytes = new TextBytes();
    side.rows()
        .scan(
            List.of(column.get().name()),
            (row, cells, place) -> {
              if (!row.isNull(cells[0])) {
                bytes.clear();
                exact.add(row, cells[0], bytes);
                rows[0] += Leniency.isLater(lowest, Leniency.key(bytes, 0)) ? 0 : 1;
              }
            });
    return rows[0];
  }
}
