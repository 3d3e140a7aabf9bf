package dev.m2d.compare.multiset;

import dev.m2d.compare.multiset.Tolerances.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pairs rows of one hash by their values. */
public final class Near {

  /** So many rows of one hash are paired in the best way; beyond it in a good one. */
  private static final int EXACTLY = 2000;

  private final List<Bound> bounds;
  private final Tolerances.Visitor visitor;

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
  public record Bound(double absolute, double relative) {

    /** Whether two finite values are close enough, whichever stands where. */
    public boolean holds(double a, double b) {
      return Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));
    }
  }

  /** Rows that did not pair off. */
  record Rest(List<Entry> left, List<Entry> right) {}

  /** Pairs rows, which are sorted by their values. */
  Rest match(List<Entry> left, List<Entry> right) {
    boolean few = left.size() <= EXACTLY && right.size() <= EXACTLY;
    return bounds.size() == 1 || !few ? sorted(left, right) : augmented(left, right);
  }

  /**
   * With one value, what is close to a greater value begins no earlier and ends no earlier, so that
   * the smallest ones can be paired first.
   */
  private Rest sorted(List<Entry> left, List<Entry> right) {
    Rest rest = new Rest(new ArrayList<>(), new ArrayList<>());
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      Entry a = left.get(l);
      Entry b = right.get(r);
      if (areNear(a, b)) {
        visitor.pair(a.values(), b.values());
        l++;
        r++;
      } else if (Arrays.compare(a.values(), b.values()) < 0) {
        rest.left().add(a);
        l++;
      } else {
        rest.right().add(b);
        r++;
      }
    }
    rest.left().addAll(left.subList(l, left.size()));
    rest.right().addAll(right.subList(r, right.size()));
    return rest;
  }

  /** Whether two rows of one hash may be paired. */
  boolean areNear(Entry a, Entry b) {
    for (int i = 0; i < bounds.size(); i++) {
      if (!bounds.get(i).holds(a.values()[i], b.values()[i])) {
        return false;
      }
    }
    return true;
  }

  /** With several values a largest matching is grown by augmenting paths. */
  private Rest augmented(List<Entry> left, List<Entry> right) {
    int[] partner = new int[right.size()];
    Arrays.fill(partner, -1);
    for (int l = 0; l < left.size(); l++) {
      grow(l, left, right, partner, new boolean[right.size()]);
    }
    Rest rest = new Rest(new ArrayList<>(), new ArrayList<>());
    boolean[] paired = new boolean[left.size()];
    for (int r = 0; r < partner.length; r++) {
      if (partner[r] < 0) {
        rest.right().add(right.get(r));
      } else {
        paired[partner[r]] = true;
        visitor.pair(left.get(partner[r]).values(), right.get(r).values());
      }
    }
    for (int l = 0; l < paired.length; l++) {
      if (!paired[l]) {
        rest.left().add(left.get(l));
      }
    }
    return rest;
  }

  private boolean grow(int l, List<Entry> left, List<Entry> right, int[] partner, boolean[] seen) {
    for (int r = 0; r < right.size(); r++) {
      if (!seen[r] && areNear(left.get(l), right.get(r))) {
        seen[r] = true;
        if (partner[r] < 0 || grow(partner[r], left, right, partner, seen)) {
          partner[r] = l;
          return true;
        }
      }
    }
    return false;
  }
}
