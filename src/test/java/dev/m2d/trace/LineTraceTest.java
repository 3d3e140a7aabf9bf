package dev.m2d.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.account.Accounting;
import dev.m2d.account.Place;
import dev.m2d.account.Places;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.resolve.ProjectReader;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.naming.NameLedger;
import dev.m2d.output.merge.LineMap;
import dev.m2d.plan.DagsterPlan;
import dev.m2d.plan.Planner;
import dev.m2d.plan.Runners;
import dev.m2d.proposal.Adoption;
import dev.m2d.render.GeneratedTree;
import dev.m2d.render.Overrides;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a line is held against the project, changed on the disk. */
final class LineTraceTest {

  private static final int LINES = 4;
  private static final Path CORPUS = Path.of("..", "shared", "corpus");

  @TempDir private Path folder;

  static List<Path> projects() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String name :
        List.of("inheritance", "includes", "secrets", "quickbooks-jobs", "elt-schedules")) {
      found.add(Path.of("fixtures/projects", name, "input"));
    }
    if (Files.isDirectory(CORPUS)) {
      try (Stream<Path> list = Files.list(CORPUS)) {
        list.filter(p -> Files.isRegularFile(p.resolve("meltano.yml")))
            .sorted()
            .limit(3)
            .forEach(found::add);
      }
    }
    return found;
  }

  /** A project as it was read, with its files. */
  private record Made(Subject subject, List<RenderedFile> files) {}

  private static Optional<Made> make(Path root) {
    Adoption jobs = new Adoption();
    Reading reading = ProjectReader.read(root, jobs);
    return reading
        .project()
        .map(
            project -> {
              DagsterPlan plan = Planner.plan(project, new Diagnostics());
              Accounting account = Accounting.of(reading, project, plan, reading.diagnostics());
              List<Place> places = Places.of(reading, project, account);
              Path output = root.resolve("dagster_project");
              NameLedger none = NameLedger.empty();
              Subject subject =
                  new Subject(
                      project,
                      places,
                      jobs.scan(),
                      output,
                      "..",
                      none,
                      Runners.none(),
                      Overrides.none());
              return new Made(subject, GeneratedTree.render(plan));
            });
  }

  @ParameterizedTest
  @MethodSource("projects")
  void whatDecidesALineChangesIt(Path project) throws IOException {
    Path root = copy(project, folder.resolve("project"));
    Optional<Made> made = make(root);
    if (made.isEmpty()) {
      return;
    }
    Subject subject = made.get().subject();
    List<RenderedFile> ours =
        made.get().files().stream()
            .filter(f -> f.ownership() != Ownership.COPIED)
            .filter(f -> f.ownership() != Ownership.SEEDED)
            .toList();
    Random random = new Random(project.toString().hashCode());
    for (int i = 0; i < LINES; i++) {
      RenderedFile file = ours.get(random.nextInt(ours.size()));
      int line = 1 + random.nextInt(LineTrace.lines(file).size());
      LineOrigin origin = LineTrace.of(subject, file, line, () -> true);
      String what = file.path() + ":" + line + " " + LineTrace.lines(file).get(line - 1);
      assertThat(origin.isComplete()).isTrue();
      for (Cause cause : origin.causes()) {
        assertThat(isChanged(root, file, line, origin.causes(), cause))
            .as(what + " by " + cause)
            .isTrue();
      }
      if (i < 2 && project.startsWith("fixtures")) {
        assertNoneIsMissed(subject, file, line, origin, what);
      }
    }
  }

  /** Whether the line is another, or not there, after the change on the disk. */
  private static boolean isChanged(
      Path root, RenderedFile file, int line, List<Cause> all, Cause cause) throws IOException {
    List<Change> changes =
        cause.kind() == Cause.Kind.TOGETHER
            ? all.stream().map(Cause::change).toList()
            : List.of(cause.change());
    if (!changes.stream().allMatch(c -> c instanceof Change.Edit)) {
      return true;
    }
    List<Change.Edit> edits = changes.stream().map(c -> (Change.Edit) c).toList();
    Set<Path> paths = new HashSet<>();
    List<byte[]> before = new ArrayList<>();
    List<Path> order = new ArrayList<>();
    for (Change.Edit edit : edits) {
      Path path = root.resolve(edit.place().file());
      if (paths.add(path)) {
        order.add(path);
        before.add(Files.readAllBytes(path));
      }
    }
    try {
      List<Change.Edit> backward =
          edits.stream()
              .sorted((a, b) -> b.place().mutation().start() - a.place().mutation().start())
              .toList();
      for (Change.Edit edit : backward) {
        Path path = root.resolve(edit.place().file());
        String text = Files.readString(path);
        boolean isMarked = text.startsWith("\uFEFF");
        String now = edit.place().mutation().in(isMarked ? text.substring(1) : text);
        Files.writeString(path, (isMarked ? "\uFEFF" : "") + now);
      }
      Optional<RenderedFile> now = make(root).flatMap(m -> Laboratory.same(file, m.files()));
      return now.isEmpty() || isChanged(file, LineTrace.lines(now.get()), line);
    } finally {
      for (int i = 0; i < order.size(); i++) {
        Files.write(order.get(i), before.get(i));
      }
    }
  }

  /** A line of YAML that the file has elsewhere too is the one under its own key. */
  private static boolean isChanged(RenderedFile file, List<String> now, int line) {
    List<String> lines = LineTrace.lines(file);
    String text = lines.get(line - 1);
    boolean isOneOfMany =
        file.path().endsWith(".yaml")
            && lines.indexOf(text) != lines.lastIndexOf(text)
            && !text.isBlank();
    return isOneOfMany
        ? LineMap.of(Nested.of(lines), Nested.of(now)).changes(line)
        : LineMap.of(lines, now).changes(line);
  }

  /** Groups are tried first; each place alone must tell nothing more. */
  private static void assertNoneIsMissed(
      Subject subject, RenderedFile file, int line, LineOrigin origin, String what) {
    Trial trial = new Trial(new Laboratory(subject, subject.names()), file, line);
    List<Change> known = origin.causes().stream().map(Cause::change).toList();
    for (Change change : subject.changes()) {
      boolean isKeyword = change instanceof Change.Edit e && e.place().part() == Place.Part.KEYWORD;
      if (!isKeyword && trial.of(List.of(change)).kind() == Trial.Kind.OTHER) {
        assertThat(known).as(what).contains(change);
      }
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.copy(path, target);
      }
    }
    return to;
  }
}
