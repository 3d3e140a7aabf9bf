package dev.m2d.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/**
 * The events of another parser, which a thread of its own asks for: in a long text, finding them
 * takes longer than what is made of them. Closing it ends the thread.
 */
final class EventsAhead implements Parser, AutoCloseable {

  private static final int BATCH = 256;
  private static final int WAITING = 64;

  /** How often to see whether the thread still runs. */
  private static final int WATCH_MILLIS = 100;

  /** Some events, and what ended them: the parser's failure, or null where more may come. */
  private record Batch(List<Event> events, @Nullable Throwable failure) {}

  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private Batch batch = new Batch(List.of(), null);
  private int next;

  EventsAhead(Parser parser) {
    thread = new Thread(() -> run(parser), "yaml");
    thread.setDaemon(true);
    // Where the memory is at its end nothing can be handed over; who waits finds that out.
    thread.setUncaughtExceptionHandler((unusedThread, unusedFailure) -> {});
    thread.start();
  }

  private void run(Parser parser) {
    try {
      Throwable failure = null;
      boolean isLast = false;
      while (!isLast) {
        List<Event> events = new ArrayList<>(BATCH);
        try {
          while (!isLast && events.size() < BATCH) {
            events.add(parser.getEvent());
            isLast = events.get(events.size() - 1).is(Event.ID.StreamEnd);
          }
        } catch (RuntimeException | Error e) {
          failure = e;
          isLast = true;
        }
        batches.put(new Batch(events, failure));
      }
    } catch (InterruptedException e) {
      // Nobody wants the rest.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return peekEvent().is(choice);
  }

  @Override
  public Event peekEvent() {
    while (next == batch.events.size()) {
      if (batch.failure instanceof Error e) {
        throw e;
      }
      if (batch.failure instanceof RuntimeException e) {
        throw e;
      }
      try {
        batch = take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while reading YAML", e);
      }
      next = 0;
    }
    return batch.events.get(next);
  }

  private Batch take() throws InterruptedException {
    while (true) {
      boolean hasEnded = !thread.isAlive();
      Batch found = batches.poll(WATCH_MILLIS, TimeUnit.MILLISECONDS);
      if (found != null) {
        return found;
      }
      if (hasEnded) {
        throw new OutOfMemoryError("the thread that reads YAML ended early");
      }
    }
  }

  @Override
  public Event getEvent() {
    Event event = peekEvent();
    next++;
    return event;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
