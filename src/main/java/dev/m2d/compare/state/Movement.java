package dev.m2d.compare.state;

/** Knows how far the source of a live pair moved on between the two sides. */
@FunctionalInterface
public interface Movement {

  /** It stood still. */
  Movement NONE = (id, stream, isRight, member, bookmark) -> false;

  /**
   * Whether a later bookmark is as it should be: of the side that ran later, and not beyond the
   * rows that this side has.
   *
   * @param id of the state
   * @param stream as the tap names it
   * @param isRight whether it is the right side that is later
   * @param member of the bookmark that is later
   * @param bookmark the member's value as text
   */
  boolean explains(String id, String stream, boolean isRight, String member, String bookmark);
}
