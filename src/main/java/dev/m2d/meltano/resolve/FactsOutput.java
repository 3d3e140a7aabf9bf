package dev.m2d.meltano.resolve;

import dev.m2d.yaml.JsonStream;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes parts of the document as soon as they are known, secrets hidden. A thread of its own does
 * so while the next part is resolved: hiding and writing take as long as resolving.
 */
final class FactsOutput implements AutoCloseable {

  /** Parts that are handed over at once: waking the other thread costs as much as making one. */
  private static final int BATCH = 16;

  /**
   * Batches that may wait to be written: as many as a project of a thousand plugins has, so that
   * neither thread waits for the other; not all, as an environment may have 100 MB.
   */
  private static final int WAITING = 48;

  private final JsonStream json;
  private final Semaphore room = new Semaphore(WAITING);
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "document");
            thread.setDaemon(true);
            return thread;
          });

  private List<Runnable> batch = new ArrayList<>(BATCH);
  private volatile @Nullable Throwable failure;

  /**
   * Writes to `json`.
   *
   * @param hiding tells what to hide; asked once, by the thread that writes
   */
  FactsOutput(JsonStream json, Supplier<Redaction> hiding) {
    this.json = json;
    // That takes a while, in which the first parts are made.
    later(() -> json.filter(hiding.get())).handOver();
  }

  private FactsOutput later(Runnable step) {
    batch.add(step);
    if (batch.size() == BATCH) {
      handOver();
    }
    return this;
  }

  private void handOver() {
    List<Runnable> steps = batch;
    batch = new ArrayList<>(BATCH);
    room.acquireUninterruptibly();
    writer.execute(
        () -> {
          try {
            for (Runnable step : steps) {
              if (failure == null) {
                step.run();
              }
            }
          } catch (RuntimeException | Error e) {
            failure = e;
          } finally {
            room.release();
          }
        });
  }

  /** The fields, as fields of the mapping that is open. */
  FactsOutput put(Doc doc) {
    Map<String, Value> fields = doc.build().values();
    return later(() -> json.putAll(fields));
  }

  FactsOutput map() {
    return later(json::map);
  }

  FactsOutput map(String key) {
    return later(() -> json.map(key));
  }

  FactsOutput list(String key) {
    return later(() -> json.list(key));
  }

  FactsOutput endMap() {
    return later(json::endMap);
  }

  FactsOutput endList() {
    return later(json::endList);
  }

  /** Waits until all is written; throws what writing threw. */
  @Override
  public void close() {
    handOver();
    writer.shutdown();
    try {
      while (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
        // A reader of the document may take its time.
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }
}
