package dev.m2d.trace;

import dev.m2d.naming.NameLedger;
import dev.m2d.output.merge.LineMap;
import dev.m2d.render.RenderedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a place of the input decides.
 *
 * @param lines that another value there changes
 * @param gone files that there are only with this one, or none but it
 * @param isRefused whether the project cannot be read with another one
 * @param isFrozen whether a name is kept that an earlier run gave, whatever stands there now
 */
public record Effects(List<Line> lines, List<String> gone, boolean isRefused, boolean isFrozen) {

  /** A line of the output. */
  public record Line(String path, int line, String text) {}

  public Effects {
    lines = List.copyOf(lines);
    gone = List.copyOf(gone);
  }

  /** What another value at a place changes. */
  public static Effects of(Subject subject, Change change) {
    Effects real = of(subject, new Laboratory(subject, subject.names()), change, false);
    boolean isName = change instanceof Change.Edit e && e.place().isName();
    if (!real.lines().isEmpty() || !isName || subject.names().equals(NameLedger.empty())) {
      return real;
    }
    Effects free = of(subject, new Laboratory(subject, NameLedger.empty()), change, true);
    return free.lines().isEmpty() ? real : free;
  }

  private static Effects of(
      Subject subject, Laboratory laboratory, Change change, boolean isFrozen) {
    Effects plain = of(laboratory, List.of(change), isFrozen);
    return plain.isRefused() || !plain.gone().isEmpty()
        ? Alternatives.of(subject, change).map(c -> of(laboratory, c, isFrozen)).orElse(plain)
        : plain;
  }

  private static Effects of(Laboratory laboratory, List<Change> changes, boolean isFrozen) {
    List<RenderedFile> before = laboratory.files(List.of(), t -> true).orElse(List.of());
    Optional<List<RenderedFile>> after = laboratory.files(changes, t -> true);
    if (after.isEmpty()) {
      return new Effects(List.of(), List.of(), true, isFrozen);
    }
    List<Line> lines = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (RenderedFile file : before) {
      Optional<RenderedFile> now = Laboratory.same(file, after.get());
      if (now.isEmpty()) {
        gone.add(file.path());
      } else {
        List<String> old = LineTrace.lines(file);
        LineMap.of(old, LineTrace.lines(now.get())).changed().stream()
            .forEach(l -> lines.add(new Line(file.path(), l, old.get(l - 1))));
      }
    }
    lines.sort(Comparator.comparing(Line::path).thenComparing(Line::line));
    return new Effects(lines, gone.stream().sorted().toList(), false, isFrozen);
  }
}
