package dev.m2d.compare;

import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.canon.Encoder;
import dev.m2d.compare.canon.Encoders;

/**
 * A column that both sides have.
 *
 * @param name its name on the left
 * @param rightName its name on the right, where case may differ
 * @param left writes its values on the left
 * @param right writes its values on the right
 */
record ColumnPair(String name, String rightName, Encoder left, Encoder right) {

  static ColumnPair of(String name, String rightName, ColumnType left, ColumnType right) {
    return new ColumnPair(name, rightName, Encoders.of(left, right), Encoders.of(right, left));
  }

  String name(boolean ofLeft) {
    return ofLeft ? name : rightName;
  }

  Encoder encoder(boolean ofLeft) {
    return ofLeft ? left : right;
  }
}
