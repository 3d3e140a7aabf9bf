package dev.m2d.compare;

/**
 * Memory for differences beyond the first ones, which all streams share: they are kept until the
 * reports are written. Streams are compared one after the other.
 */
public final class Room {

  private long rest = Runtime.getRuntime().maxMemory() / 32;

  /** Takes some bytes; answers whether there were any left. */
  boolean take(long bytes) {
    if (rest <= 0) {
      return false;
    }
    rest -= bytes;
    return true;
  }
}
