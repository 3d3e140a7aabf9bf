package dev.m2d.compare.multiset;

import dev.m2d.compare.multiset.Tolerances.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The largest possible number of pairs of rows with several values, grown by augmenting paths. Only
 * rows that one of the values lets be near are looked at.
 */
final class Matching {

  /** Looks at two rows that are worth it: some seconds. */
  private static final long MOST_LOOKS = 40_000_000;

  private final List<Entry> left;
  private final List<Entry> right;
  private final Near near;
  private final int[] first;
  private final int[] end;
  private final int[] ofLeft;
  private final int[] ofRight;
  private final int[] cameFrom;
  private final int[] seen;
  private final int[] leftOrder;
  private final int[] rightOrder;
  private long looks;

  Matching(List<Entry> left, List<Entry> right, int values, Near near) {
    this.near = near;
    int best = 0;
    long least = Long.MAX_VALUE;
    Window window = new Window(left, right, 0, near);
    for (int value = 0; value < values; value++) {
      Window other = new Window(left, right, value, near);
      if (other.size() < least) {
        least = other.size();
        best = value;
        window = other;
      }
    }
    this.leftOrder = order(left, best);
    this.rightOrder = order(right, best);
    this.left = Arrays.stream(leftOrder).mapToObj(left::get).toList();
    this.right = Arrays.stream(rightOrder).mapToObj(right::get).toList();
    this.first = window.first;
    this.end = window.end;
    this.ofLeft = new int[left.size()];
    this.ofRight = new int[right.size()];
    this.cameFrom = new int[right.size()];
    this.seen = new int[right.size()];
    Arrays.fill(ofLeft, -1);
    Arrays.fill(ofRight, -1);
    Arrays.fill(seen, -1);
  }

  /** For each left row, by one value, the right rows that this value lets be near. */
  private static final class Window {

    private final int[] first;
    private final int[] end;

    Window(List<Entry> left, List<Entry> right, int value, Near near) {
      int[] lefts = order(left, value);
      int[] rights = order(right, value);
      first = new int[lefts.length];
      end = new int[lefts.length];
      int from = 0;
      int to = 0;
      for (int l = 0; l < lefts.length; l++) {
        Entry entry = left.get(lefts[l]);
        while (from < rights.length && isBelow(right.get(rights[from]), entry, value, near)) {
          from++;
        }
        to = Math.max(to, from);
        while (to < rights.length && near.areNear(entry, right.get(rights[to]), value)) {
          to++;
        }
        first[l] = from;
        end[l] = to;
      }
    }

    private static boolean isBelow(Entry other, Entry entry, int value, Near near) {
      return other.values()[value].compareTo(entry.values()[value]) < 0
          && !near.areNear(entry, other, value);
    }

    long size() {
      long sum = 0;
      for (int l = 0; l < first.length; l++) {
        sum += end[l] - first[l];
      }
      return sum;
    }
  }

  private static int[] order(List<Entry> entries, int value) {
    Integer[] places = new Integer[entries.size()];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, Comparator.comparing(i -> entries.get(i).values()[value]));
    return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
  }

  /** Pairs; false when it was given up, so that there might be more pairs. */
  boolean run() {
    int open = 0;
    int free = 0;
    for (int l = 0; l < ofLeft.length; l++) {
      // Rows before this one mostly took those before.
      free = Math.max(free, first[l]);
      while (free < end[l] && ofRight[free] >= 0) {
        free++;
      }
      int taken = -1;
      for (int r = free; r < end[l] && taken < 0 && looks <= MOST_LOOKS; r++) {
        taken = ofRight[r] < 0 && looks(l, r) ? r : -1;
      }
      if (taken >= 0) {
        pair(l, taken);
      } else {
        open++;
      }
    }
    int freeRight = ofRight.length - (ofLeft.length - open);
    for (int l = 0; l < ofLeft.length && open > 0 && freeRight > 0; l++) {
      if (ofLeft[l] < 0 && grow(l)) {
        freeRight--;
      }
      if (looks > MOST_LOOKS) {
        return false;
      }
    }
    return true;
  }

  private boolean looks(int l, int r) {
    looks++;
    return near.areNear(left.get(l), right.get(r));
  }

  private void pair(int l, int r) {
    ofLeft[l] = r;
    ofRight[r] = l;
  }

  /**
   * Looks for a path to a right row without a partner and turns it over. What a search without
   * success has seen leads nowhere in later ones either, and is not looked at again.
   */
  private boolean grow(int start) {
    Deque<Integer> queue = new ArrayDeque<>();
    List<Integer> visited = new ArrayList<>();
    queue.add(start);
    while (!queue.isEmpty() && looks <= MOST_LOOKS) {
      int l = queue.remove();
      for (int r = first[l]; r < end[l]; r++) {
        if (seen[r] < 0 && looks(l, r)) {
          seen[r] = start;
          visited.add(r);
          cameFrom[r] = l;
          if (ofRight[r] < 0) {
            turn(r);
            visited.forEach(v -> seen[v] = -1);
            return true;
          }
          queue.add(ofRight[r]);
        }
      }
    }
    return false;
  }

  private void turn(int last) {
    int r = last;
    while (r >= 0) {
      int l = cameFrom[r];
      int next = ofLeft[l];
      pair(l, r);
      r = next;
    }
  }

  /** For each left row, in the order given, the place of its partner; negative without one. */
  int[] partners() {
    int[] partners = new int[ofLeft.length];
    for (int l = 0; l < ofLeft.length; l++) {
      partners[leftOrder[l]] = ofLeft[l] < 0 ? -1 : rightOrder[ofLeft[l]];
    }
    return partners;
  }

  /** Right rows without a partner, in the order of this value. */
  List<Entry> freeRight() {
    List<Entry> free = new ArrayList<>();
    for (int r = 0; r < ofRight.length; r++) {
      if (ofRight[r] < 0) {
        free.add(right.get(r));
      }
    }
    return free;
  }
}
