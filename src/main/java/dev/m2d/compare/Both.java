package dev.m2d.compare;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What was done to both sides.
 *
 * @param left what it came to on the left
 * @param right what it came to on the right
 */
record Both<T>(T left, T right) {

  /** Does something to both sides at the same time. */
  static <T> Both<T> of(Callable<T> left, Callable<T> right, Progress progress)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<T> first = threads.submit(left);
      Future<T> second = threads.submit(right);
      return new Both<>(first.get(), second.get());
    } catch (ExecutionException e) {
      progress.cancel();
      if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      if (e.getCause() instanceof Error grave) {
        throw grave;
      }
      if (e.getCause() instanceof RuntimeException wrong) {
        throw wrong;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }
}
