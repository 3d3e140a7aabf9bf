package dev.m2d.compare;

import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Leniency;
import dev.m2d.compare.canon.TextLine;
import dev.m2d.compare.contract.ColumnRule.Kind;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.multiset.Measured;
import dev.m2d.compare.multiset.Rows;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Adds the hash of each row of one side to its multiset. */
final class RowHasher implements Callable<Void>, RowSet.Visitor {

  /** Rows after which progress is told of them. */
  private static final int STEP = 4096;

  private final RowSet files;
  private final List<String> names;
  private final Encoder[] encoders;
  private final Rows rows;
  private final Progress progress;
  private final Hash128 hash;
  private final TextBytes bytes = new TextBytes();
  private final @Nullable TextLine line;
  private final RuleCount[] counts;
  private final int[] measured;
  private final ColumnType[] types;
  private final @Nullable Lateness lateness;
  private final byte delimiter;
  private int unreported;

  RowHasher(
      RowSet files,
      List<ColumnPair> pairs,
      boolean isLeft,
      byte delimiter,
      int seed,
      Rows rows,
      @Nullable Lateness lateness,
      Progress progress) {
    this.files = files;
    this.names = pairs.stream().map(p -> p.side(isLeft).name()).toList();
    this.encoders = pairs.stream().map(p -> p.side(isLeft).encoder()).toArray(Encoder[]::new);
    this.types = pairs.stream().map(p -> p.side(isLeft).type()).toArray(ColumnType[]::new);
    this.counts =
        IntStream.range(0, pairs.size())
            .filter(i -> !pairs.get(i).rule().isExact())
            .mapToObj(i -> new RuleCount(i, pairs.get(i).side(isLeft).exact(), seed))
            .toArray(RuleCount[]::new);
    this.measured =
        IntStream.range(0, pairs.size())
            .filter(i -> pairs.get(i).rule().kind() == Kind.TOLERANCE)
            .toArray();
    this.line = isText(pairs) ? new TextLine(delimiter) : null;
    this.delimiter = delimiter;
    this.rows = rows;
    this.lateness = lateness;
    this.progress = progress;
    this.hash = new Hash128(seed);
  }

  private static boolean isText(List<ColumnPair> pairs) {
    return pairs.stream()
        .allMatch(p -> p.left().encoder() == TextLine.CELL && p.right().encoder() == TextLine.CELL);
  }

  @Override
  public Void call() throws IOException {
    files.scan(names, this);
    progress.add(unreported);
    return null;
  }

  /** What became of the columns that have a rule. */
  List<RuleCount> counts() {
    return List.of(counts);
  }

  /** What came after the watermark; empty without one. */
  Optional<Lateness> lateness() {
    return Optional.ofNullable(lateness);
  }

  /** Rows beyond the watermark. */
  long later() {
    return lateness == null ? 0 : lateness.rows();
  }

  @Override
  public Optional<Byte> takesLines() {
    return line != null && lateness == null && counts.length == 0
        ? Optional.of(delimiter)
        : Optional.empty();
  }

  @Override
  public void row(Row row, int[] cells, long place) throws IOException {
    if (++unreported == STEP) {
      progress.add(STEP);
      unreported = 0;
    }
    if (lateness != null && lateness.isLate(row, cells)) {
      return;
    }
    if (line != null) {
      line.of(row, cells);
      hash.of(line.line(), line.start(), line.end());
    } else {
      bytes.clear();
      for (int i = 0; i < encoders.length; i++) {
        Encoder.addOrNull(encoders[i], row, cells[i], bytes);
      }
      hash.of(bytes.array(), bytes.size());
    }
    for (RuleCount count : counts) {
      count.row(row, cells, hash);
    }
    if (measured.length == 0) {
      rows.add(hash.high(), hash.low(), place);
      return;
    }
    long[] values = new long[measured.length * Measured.LONGS];
    for (int i = 0; i < measured.length; i++) {
      int column = measured[i];
      BigDecimal value =
          Leniency.decimal(row, cells[column], types[column]).orElse(BigDecimal.ZERO);
      Measured.write(value, values, i * Measured.LONGS);
    }
    rows.add(hash.high(), hash.low(), place, values);
  }
}
