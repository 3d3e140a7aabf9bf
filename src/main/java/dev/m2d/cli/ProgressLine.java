package dev.m2d.cli;

import dev.m2d.compare.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A line of standard error that tells how far long work is; only on a terminal. */
final class ProgressLine implements AutoCloseable {

  private static final int SECONDS = 1;

  private final Progress progress;
  private final PrintWriter err;
  private final ScheduledExecutorService clock;
  private boolean shown;

  ProgressLine(Progress progress, PrintWriter err) {
    this.progress = progress;
    this.err = err;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "m2d-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Shows the line from the first second on. */
  void start() {
    if (Terminal.showsProgress()) {
      ScheduledFuture<?> unused =
          clock.scheduleAtFixedRate(this::show, SECONDS, SECONDS, TimeUnit.SECONDS);
    }
  }

  private synchronized void show() {
    err.print(String.format(Locale.ROOT, "\r%,d rows read", progress.rows()));
    err.flush();
    shown = true;
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    if (shown) {
      err.print("\r\u001b[K");
      err.flush();
      shown = false;
    }
  }
}
