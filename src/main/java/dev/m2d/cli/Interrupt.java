package dev.m2d.cli;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets Ctrl-C end the program before or after its writes, never between them: a signal that comes
 * meanwhile waits until the program has either stopped by itself or made its last write.
 */
final class Interrupt implements AutoCloseable {

  private final ReentrantLock writing = new ReentrantLock();
  private final Thread hook = new Thread(this::await, "m2d-interrupt");
  private volatile boolean requested;

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    request();
    writing.lock();
  }

  /** Notes that the program is to end. */
  void request() {
    requested = true;
  }

  /** Whether the program has been asked to end. */
  boolean requested() {
    return requested;
  }

  /** From here to {@link #close} the program does not end. */
  void hold() {
    writing.lock();
  }

  @Override
  public void close() {
    if (writing.isHeldByCurrentThread()) {
      writing.unlock();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already, which is what the hook was for.
    }
  }
}
