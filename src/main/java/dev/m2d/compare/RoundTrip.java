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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<String> unknown = new LinkedHashSet<>();
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
        unknown.add(
            "the tap does not log how many rows it sends, so that nobody knows what was read again:"
                + " take `round_trip` out of `require`, or use a tap that logs it");
        continue;
      }
      Allowed allowed = allowed(plan.side(isLeft), last, outcome.pairs(), isLeft);
      String read =
          "the "
              + side.word()
              + " side, which went on from the other side's bookmark, read "
              + rows(sent.get());
      if (sent.get() <= allowed.certain()) {
        notes.add(read + ", where " + atTheBookmark(allowed));
      } else if (sent.get() <= allowed.certain() + allowed.possible()) {
        unknown.add(
            read
                + ", and of "
                + rows(allowed.possible())
                + " nobody can tell whether they are at the bookmark or later: it is no value such"
                + " as its column has");
      } else {
        reasons.add(read + ", where only " + atTheBookmark(allowed));
      }
    }
    if (isKept) {
      Verdict verdict =
          !reasons.isEmpty()
              ? Verdict.DIFFERENT
              : unknown.isEmpty() ? Verdict.EQUAL : Verdict.INCONCLUSIVE;
      reasons.addAll(unknown);
      parts.add(new Part(NAME, Optional.of(stream.name()), verdict, reasons, notes));
    }
  }

  private static String atTheBookmark(Allowed allowed) {
    return allowed.certain()
        + (allowed.certain() == 1 ? " is" : " are")
        + " at the bookmark or later";
  }

  private static String rows(long count) {
    return count + (count == 1 ? " row" : " rows");
  }

  /** One of each stream with a bookmark. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** A stream that a tap does not mention sent nothing, if it mentions any and is counted. */
  private Optional<Long> sent(SideName side, Manifest.Stream stream) {
    var run = bundle.side(side).run();
    var records = run.records();
    return records.isEmpty() || stream.pipeline().filter(run.uncounted()::contains).isPresent()
        ? Optional.empty()
        : Optional.of(records.getOrDefault(stream.name(), 0L));
  }

  /**
   * Rows that may be read again.
   *
   * @param certain those at the bookmark or later
   * @param possible those of which nobody can tell whether they are
   */
  private record Allowed(long certain, long possible) {}

  /**
   * Rows from the lowest bookmark on. Where the bookmark is no value of a column, as the place in a
   * log, all rows but one: then only a reload of everything shows.
   */
  private static Allowed allowed(
      StreamPlan.OneSide side, LastBookmarks last, List<ColumnPair> pairs, boolean isLeft)
      throws IOException {
    Optional<ColumnPair> pair =
        pairs.stream()
            .filter(p -> last.columns().contains(p.name()) && !last.before(p.name()).isEmpty())
            .findFirst();
    long[] rows = new long[2];
    if (pair.isEmpty()) {
      side.rows().scan(List.of(), (row, cells, place) -> rows[0]++);
      return new Allowed(Math.max(1, rows[0] - 1), 0);
    }
    ColumnPair.OneColumn column = pair.get().side(isLeft);
    Encoder exact = column.exact();
    List<String> begins =
        Leniency.lowest(
            last.before(pair.get().name()).stream().map(b -> Leniency.keyOf(b, exact)).toList());
    TextBytes bytes = new TextBytes();
    side.rows()
        .scan(
            List.of(column.name()),
            (row, cells, place) -> {
              if (!row.isNull(cells[0])) {
                bytes.clear();
                exact.add(row, cells[0], bytes);
                String key = Leniency.key(bytes, 0);
                if (begins.stream().anyMatch(b -> Leniency.isFrom(key, b))) {
                  rows[0]++;
                } else if (begins.stream().anyMatch(b -> !Leniency.isComparable(key, b))) {
                  rows[1]++;
                }
              }
            });
    return new Allowed(rows[0], rows[1]);
  }
}
