package dev.m2d.output.merge;

import java.util.List;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;

/** Lines without their ends, in the form that JGit's algorithms take. */
final class Lines extends Sequence {

  /** Compares lines as they are. */
  static final SequenceComparator<Lines> COMPARATOR =
      new SequenceComparator<>() {
        @Override
        public boolean equals(Lines a, int ai, Lines b, int bi) {
          return a.lines.get(ai).equals(b.lines.get(bi));
        }

        @Override
        public int hash(Lines seq, int ptr) {
          return seq.lines.get(ptr).hashCode();
        }
      };

  private final List<String> lines;

  Lines(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /** What makes the second of the first. */
  static EditList diff(List<String> a, List<String> b) {
    return new HistogramDiff().diff(COMPARATOR, new Lines(a), new Lines(b));
  }

  List<String> range(int begin, int end) {
    return lines.subList(begin, end);
  }

  @Override
  public int size() {
    return lines.size();
  }
}
