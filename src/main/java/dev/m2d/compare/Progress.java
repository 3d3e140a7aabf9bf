package dev.m2d.compare;

import java.util.concurrent.atomic.LongAdder;

/** How far a comparison is; read by whoever shows it. Safe for several threads. */
public final class Progress {

  private final LongAdder rows = new LongAdder();
  private volatile boolean cancelled;

  /** Rows read so far, of both sides. */
  public long rows() {
    return rows.sum();
  }

  /** Asks the comparison to end soon. */
  public void cancel() {
    cancelled = true;
  }

  /** Tells of rows that were read. */
  void add(long more) {
    rows.add(more);
    if (cancelled) {
      throw new CancelledException();
    }
  }

  /** The comparison was asked to end. */
  public static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
