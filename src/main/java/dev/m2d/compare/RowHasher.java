package dev.m2d.compare;

import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.multiset.Hash128;
import dev.m2d.compare.multiset.Rows;
import dev.m2d.compare.row.Row;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.TextBytes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Adds the hash of each row of one side to its multiset. */
final class RowHasher implements Callable<Void>, RowSet.Visitor {

  private final RowSet files;
  private final List<String> names;
  private final Encoder[] encoders;
  private final Rows rows;
  private final Progress progress;
  private final Hash128 hash;
  private final TextBytes bytes = new TextBytes();

  RowHasher(
      RowSet files,
      List<ColumnPair> pairs,
      boolean isLeft,
      int seed,
      Rows rows,
      Progress progress) {
    this.files = files;
    this.names = pairs.stream().map(p -> p.name(isLeft)).toList();
    this.encoders = pairs.stream().map(p -> p.encoder(isLeft)).toArray(Encoder[]::new);
    this.rows = rows;
    this.progress = progress;
    this.hash = new Hash128(seed);
  }

  @Override
  public Void call() throws IOException {
    files.scan(names, this);
    return null;
  }

  @Override
  public void row(Row row, int[] cells, long place) throws IOException {
    bytes.clear();
    for (int i = 0; i < encoders.length; i++) {
      Encoder.addOrNull(encoders[i], row, cells[i], bytes);
    }
    hash.of(bytes.array(), bytes.size());
    rows.add(hash.high(), hash.low(), place);
    progress.row();
  }
}
