package dev.m2d.compare.multiset;

import dev.m2d.compare.multiset.Tolerances.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Pairs rows of one hash by their values. */
public final class Near {

  /**
   * How far off a value is at most, by its size, that was cut to {@link Measured#DIGITS} digits.
   */
  private static final BigDecimal CUT = BigDecimal.ONE.movePointLeft(Measured.DIGITS - 1);

  private final List<Bound> bounds;
  private final Tolerances.Visitor visitor;
  private boolean isDoubtful;

  Near(List<Bound> bounds, Tolerances.Visitor visitor) {
    this.bounds = List.copyOf(bounds);
    this.visitor = visitor;
  }

  /**
   * How far two values may be apart: |a - b| at most the greater of both.
   *
   * @param absolute a distance
   * @param relative a part of the greater of |a| and |b|, less than 1
   */
  public record Bound(BigDecimal absolute, BigDecimal relative) {

    /** Bounds as they are written: 0.1 is a tenth. */
    public static Bound of(double absolute, double relative) {
      return new Bound(BigDecimal.valueOf(absolute), BigDecimal.valueOf(relative));
    }

    /** Whether two values are close enough, whichever stands where; exactly. */
    public boolean holds(BigDecimal a, BigDecimal b) {
      return room(a, b).signum() >= 0;
    }

    /** How much further apart they might be; negative when they are too far apart. */
    BigDecimal room(BigDecimal a, BigDecimal b) {
      BigDecimal most =
          relative.signum() == 0 ? absolute : absolute.max(relative.multiply(a.abs().max(b.abs())));
      return most.subtract(a.subtract(b).abs());
    }
  }

  /**
   * Rows that did not pair off.
   *
   * @param isDoubtful whether more of them might, or fewer: nobody could say for sure
   */
  record Rest(List<Entry> left, List<Entry> right, boolean isDoubtful) {}

  /** Pairs rows, which are sorted by their values. */
  Rest match(List<Entry> left, List<Entry> right) {
    isDoubtful = false;
    if (left.isEmpty() || right.isEmpty()) {
      return new Rest(left, right, false);
    }
    if (bounds.size() > 1) {
      Matching matching = new Matching(left, right, bounds.size(), this);
      boolean isWhole = matching.run();
      int[] partners = matching.partners();
      List<Entry> restLeft = new ArrayList<>();
      for (int l = 0; l < partners.length; l++) {
        if (partners[l] < 0) {
          restLeft.add(left.get(l));
        } else {
          visitor.pair(left.get(l).values(), right.get(partners[l]).values());
        }
      }
      return new Rest(restLeft, matching.freeRight(), isDoubtful || !isWhole);
    }
    return sorted(left, right);
  }

  /**
   * With one value, what is close to a greater value begins no earlier and ends no earlier, so that
   * the smallest ones can be paired first.
   */
  private Rest sorted(List<Entry> left, List<Entry> right) {
    List<Entry> restLeft = new ArrayList<>();
    List<Entry> restRight = new ArrayList<>();
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      Entry a = left.get(l);
      Entry b = right.get(r);
      if (areNear(a, b)) {
        visitor.pair(a.values(), b.values());
        l++;
        r++;
      } else if (a.values()[0].compareTo(b.values()[0]) < 0) {
        restLeft.add(a);
        l++;
      } else {
        restRight.add(b);
        r++;
      }
    }
    restLeft.addAll(left.subList(l, left.size()));
    restRight.addAll(right.subList(r, right.size()));
    return new Rest(restLeft, restRight, isDoubtful);
  }

  /** Whether two rows of one hash may be paired. */
  boolean areNear(Entry a, Entry b) {
    for (int i = 0; i < bounds.size(); i++) {
      if (!areNear(a, b, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of their values lets them be paired. */
  boolean areNear(Entry a, Entry b, int value) {
    BigDecimal one = a.values()[value];
    BigDecimal other = b.values()[value];
    BigDecimal room = bounds.get(value).room(one, other);
    if ((a.isCut() || b.isCut())
        && room.abs().compareTo(one.abs().add(other.abs()).multiply(CUT)) <= 0) {
      isDoubtful = true;
    }
    return room.signum() >= 0;
  }
}
