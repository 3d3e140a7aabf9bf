package dev.m2d.trace;

import dev.m2d.account.Place;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.merge.LineMap;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.RenderedFile;
import dev.m2d.render.TemplateFiles;
import dev.m2d.render.TemplateLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Finds what made a line of a file by trying: a place made it when another value there makes
 * another line.
 */
public final class LineTrace {

  private final Subject subject;
  private final RenderedFile file;
  private final int line;
  private final BooleanSupplier mayGoOn;
  private final List<Cause> causes = new ArrayList<>();

  /** What may be otherwise without any effect on the line. */
  private final List<Change> harmless = new ArrayList<>();

  /** Places that there was no time to try, by file. */
  private final Map<String, Integer> untried = new TreeMap<>();

  private LineTrace(Subject subject, RenderedFile file, int line, BooleanSupplier mayGoOn) {
    this.subject = subject;
    this.file = file;
    this.line = line;
    this.mayGoOn = mayGoOn;
  }

  /**
   * What made a line.
   *
   * @param file as it is rendered of the project as it is
   * @param line from 1
   * @param mayGoOn asked before each trial
   */
  public static LineOrigin of(
      Subject subject, RenderedFile file, int line, BooleanSupplier mayGoOn) {
    return new LineTrace(subject, file, line, mayGoOn).find();
  }

  private LineOrigin find() {
    Laboratory real = new Laboratory(subject, subject.names());
    List<TemplateLine> templates = templates(real);
    List<Change> all = subject.changes();
    Trial trial = new Trial(real, file, line);
    search(trial, near(all.stream().filter(c -> !isKeyword(c)).toList()));
    frozen(all);
    if (causes.isEmpty()) {
      new Together(trial, mayGoOn)
          .fewest(List.copyOf(harmless))
          .forEach(c -> causes.add(new Cause(c, 1, Cause.Kind.TOGETHER)));
    }
    if (causes.isEmpty()) {
      search(trial, near(all.stream().filter(c -> isKeyword(c)).toList()));
    }
    causes.sort(
        Comparator.comparing(Cause::lines)
            .thenComparing(c -> c.change().at().file())
            .thenComparing(c -> c.change().at().line())
            .thenComparing(c -> c.change().at().column()));
    return new LineOrigin(causes, untried, templates);
  }

  /** What would decide it if no earlier run had given names. */
  private void frozen(List<Change> all) {
    if (subject.names().equals(NameLedger.empty())) {
      return;
    }
    Laboratory free = new Laboratory(subject, NameLedger.empty());
    Optional<RenderedFile> other =
        free.files(List.of(), file.template()::equals).flatMap(f -> Laboratory.same(file, f));
    if (other.isEmpty()) {
      return;
    }
    List<Integer> lines = LineMap.of(lines(file), lines(other.get())).to(line);
    if (lines.size() != 1) {
      return;
    }
    Set<Span> known = causes.stream().map(c -> c.change().at()).collect(Collectors.toSet());
    List<Change> names =
        all.stream()
            .filter(c -> c instanceof Change.Edit e && e.place().isName())
            .filter(c -> !known.contains(c.at()))
            .toList();
    int before = causes.size();
    search(new Trial(free, other.get(), lines.get(0)), List.of(names));
    causes
        .subList(before, causes.size())
        .replaceAll(c -> new Cause(c.change(), c.lines(), Cause.Kind.FROZEN));
  }

  private static boolean isKeyword(Change change) {
    return change instanceof Change.Edit edit && edit.place().part() == Place.Part.KEYWORD;
  }

  /**
   * In groups that are tried at once: first what stands where the file comes from, then all else,
   * but each thing alone that takes the effect of others away. The files of dbt projects come last
   * and by themselves: as long as they stay as they are, they are read once.
   */
  private List<List<Change>> near(List<Change> changes) {
    List<Change> near = changes.stream().filter(this::isNear).toList();
    List<Change> far = changes.stream().filter(c -> !isNear(c) && !isDbt(c)).toList();
    List<Change> dbt = changes.stream().filter(c -> !isNear(c) && isDbt(c)).toList();
    List<List<Change>> groups = new ArrayList<>();
    for (List<Change> part : List.of(near, far, dbt)) {
      part.stream().filter(c -> isIdentity(c)).forEach(c -> groups.add(List.of(c)));
      groups.add(part.stream().filter(c -> !isIdentity(c)).toList());
    }
    return groups;
  }

  private static boolean isDbt(Change change) {
    return change instanceof Change.Emptied
        || (change instanceof Change.Edit edit && edit.place().source() == Place.Source.DBT);
  }

  private static boolean isIdentity(Change change) {
    return !(change instanceof Change.Edit edit) || edit.place().isIdentity();
  }

  private boolean isNear(Change change) {
    return change instanceof Change.Edit edit
        && edit.place().owner().plugin().stream()
            .anyMatch(
                id ->
                    subject.project().plugins().stream()
                        .anyMatch(p -> p.id().equals(id) && file.origins().contains(p.span())));
  }

  private void search(Trial trial, List<List<Change>> groups) {
    groups.forEach(g -> search(trial, g, 0, g.size()));
  }

  private void search(Trial trial, List<Change> changes, int from, int to) {
    if (from == to) {
      return;
    }
    if (!mayGoOn.getAsBoolean()) {
      changes.subList(from, to).forEach(c -> untried.merge(c.at().file(), 1, Integer::sum));
      return;
    }
    List<Change> group = changes.subList(from, to);
    Trial.Result result = trial.of(group);
    if (result.kind() == Trial.Kind.SAME) {
      harmless.addAll(group);
      return;
    }
    if (to - from == 1) {
      alone(trial, group.get(0), result).ifPresent(causes::add);
      return;
    }
    int middle = (from + to) / 2;
    search(trial, changes, from, middle);
    search(trial, changes, middle, to);
  }

  /**
   * Whether one change alone changes the line. Where there is no such file after it, or no project,
   * the line is not there either: it comes from that place when it says what stands there.
   */
  private Optional<Cause> alone(Trial trial, Change change, Trial.Result result) {
    if (result.kind() == Trial.Kind.OTHER) {
      return Optional.of(new Cause(change, result.lines(), Cause.Kind.ALONE));
    }
    if (!(change instanceof Change.Edit edit)) {
      return Optional.empty();
    }
    Optional<Trial.Result> other = Alternatives.of(subject, change).map(trial::of);
    if (other.filter(r -> r.kind() != Trial.Kind.UNKNOWN).isPresent()) {
      return other
          .filter(r -> r.kind() == Trial.Kind.OTHER)
          .map(r -> new Cause(change, r.lines(), Cause.Kind.ALONE));
    }
    boolean isKeyword = edit.place().part() == Place.Part.KEYWORD;
    return !isKeyword && trial.says(edit.place().text())
        ? Optional.of(new Cause(change, Integer.MAX_VALUE, Cause.Kind.ALONE))
        : Optional.empty();
  }

  /** The lines of templates that printed it; long ones are broken after that. */
  private List<TemplateLine> templates(Laboratory real) {
    return real.plan(List.of())
        .map(
            plan -> {
              TemplateFiles.Traced traced = real.templates().trace(plan, file);
              List<String> raw = List.of(traced.text().split("\n", -1));
              return LineMap.of(lines(file), raw).to(line).stream()
                  .flatMap(l -> traced.lines().get(l - 1).stream())
                  .distinct()
                  .toList();
            })
        .orElse(List.of());
  }

  static List<String> lines(RenderedFile file) {
    return TextFile.of(file.content()).lines();
  }
}
