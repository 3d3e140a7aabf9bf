package dev.m2d.output.merge;

import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;

/** Which line of one text is which of another; the first is line 1. */
public final class LineMap {

  private final EditList edits;

  private LineMap(EditList edits) {
    this.edits = edits;
  }

  /** What became of the lines of `a` in `b`. */
  public static LineMap of(List<String> a, List<String> b) {
    return new LineMap(Lines.diff(a, b));
  }

  /** The same lines in the other text: one, or those that stand in its place, or none. */
  public List<Integer> to(int line) {
    int shift = 0;
    for (Edit edit : edits) {
      if (line <= edit.getBeginA()) {
        break;
      }
      if (line <= edit.getEndA()) {
        return IntStream.rangeClosed(edit.getBeginB() + 1, edit.getEndB()).boxed().toList();
      }
      shift = edit.getEndB() - edit.getEndA();
    }
    return List.of(line + shift);
  }

  /** Whether that line is another, or gone. */
  public boolean changes(int line) {
    return edits.stream().anyMatch(e -> e.getBeginA() < line && line <= e.getEndA());
  }

  /** The lines that are others, or gone. */
  public List<Integer> changed() {
    return edits.stream()
        .flatMap(e -> IntStream.rangeClosed(e.getBeginA() + 1, e.getEndA()).boxed())
        .toList();
  }
}
