package dev.m2d.compare.canon;

import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What is done to a value before it is compared.
 *
 * @param isNormalized texts take the Unicode form NFC
 * @param naiveAs times without a zone are of this one
 * @param precision digits after the point of numbers and seconds; -1 for all
 * @param truncates whether further digits are cut off; they are rounded half up otherwise
 * @param isZeroSigned whether -0.0 is another number than 0.0
 * @param isUnordered whether the elements of a list may stand in any order
 * @param takesDates whether a date is the midnight it begins with
 */
public record Adjustment(
    boolean isNormalized,
    Optional<ZoneOffset> naiveAs,
    int precision,
    boolean truncates,
    boolean isZeroSigned,
    boolean isUnordered,
    boolean takesDates) {

  /** Whether nothing is done. */
  boolean isNone() {
    return !(isNormalized || truncates || isZeroSigned || isUnordered || takesDates)
        && naiveAs.isEmpty()
        && precision < 0;
  }
}
