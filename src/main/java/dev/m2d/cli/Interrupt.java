package dev.m2d.cli;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets Ctrl-C end the program before or after its writes, never between them: a signal that comes
 * while files are written waits for the last one.
 */
final class Interrupt implements AutoCloseable {

  private final ReentrantLock writing = new ReentrantLock();
  private final Thread hook = new Thread(writing::lock, "m2d-interrupt");

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
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
