package dev.m2d.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed before each of their steps, with the signal that nobody can catch. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KilledRunTest {

  private static final String EDITED = "one\ntwo, mine\nold\nfour\nfive\n";

  @TempDir Path temp;
  private Map<String, String> old;
  private Map<String, String> wanted;

  @BeforeEach
  void both_trees() throws Exception {
    Tree tree = start("both");
    old = tree.snapshot();
    tree.run(KilledRun.after());
    wanted = tree.snapshot();
    assertThat(wanted.get("d/edited.py")).isEqualTo("one\ntwo, mine\nnew\nfour\nfive\n");
  }

  private Tree start(String name) throws Exception {
    Tree tree = new Tree(temp.resolve(name));
    tree.run(KilledRun.before());
    tree.put("d/edited.py", EDITED);
    return tree;
  }

  /** What the run was about to do when it was killed. */
  private String killAt(Tree tree, int step) throws Exception {
    Path sign = temp.resolve("sign-" + tree.folder.getFileName());
    Files.deleteIfExists(sign);
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                tree.folder.toString(),
                String.valueOf(step),
                sign.toString())
            .inheritIO()
            .start();
    while (run.isAlive() && !(Files.exists(sign) && Files.size(sign) > 0)) {
      Thread.sleep(5);
    }
    run.destroyForcibly().waitFor();
    return Files.readString(sign).replaceAll(tree.folder.toRealPath() + "/?", "");
  }

  /** All steps of a run. */
  private List<String> steps() throws Exception {
    return killAt(start("whole"), -1).lines().toList();
  }

  @Test
  void whenever_a_run_is_killed_the_next_one_finishes_or_takes_back_and_says_which()
      throws Exception {
    Map<Recovery.Kind, Integer> ends = new EnumMap<>(Recovery.Kind.class);
    List<String> steps = steps();
    int turn = steps.indexOf("move to .m2d/journal.json");
    int end = steps.indexOf("delete .m2d/journal.json");
    for (int step = 0; step < steps.size(); step++) {
      Tree tree = start("step-" + step);
      String at = killAt(tree, step);
      assertThat(at).isEqualTo(steps.get(step));
      Recovery recovery;
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        recovery = out.recovery();
      }
      ends.merge(recovery.kind(), 1, Integer::sum);
      assertThat(recovery.skipped()).as(at).isEmpty();
      assertThat(tree.snapshot())
          .as("killed before step %s: %s; then %s", step, at, recovery)
          .isEqualTo(step <= turn ? old : wanted);
      assertThat(recovery.kind())
          .as(at)
          .isIn(
              step <= turn
                  ? EnumSet.of(Recovery.Kind.NONE, Recovery.Kind.ROLLED_BACK)
                  : step <= end
                      ? EnumSet.of(Recovery.Kind.FINISHED)
                      : EnumSet.of(Recovery.Kind.NONE));
      tree.run(KilledRun.after());
      assertThat(tree.snapshot()).as(at).isEqualTo(wanted);
      assertThat(leftovers(tree)).as(at).isEmpty();
    }
    assertThat(ends.get(Recovery.Kind.ROLLED_BACK)).isGreaterThan(12);
    assertThat(ends.get(Recovery.Kind.FINISHED)).isGreaterThan(10);
  }

  @Test
  void what_was_changed_between_the_two_runs_is_kept_and_merged() throws Exception {
    int moved = stepThatMoves("d/edited.py");
    Tree tree = start("between");
    killAt(tree, moved);
    tree.put("d/edited.py", EDITED.replace("five", "five, too"));
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.recovery().kind()).isEqualTo(Recovery.Kind.FINISHED);
      assertThat(out.recovery().skipped()).containsExactly("d/edited.py");
    }
    assertThat(tree.read("d/edited.py")).isEqualTo(EDITED.replace("five", "five, too"));
    tree.run(KilledRun.after());

    assertThat(tree.read("d/edited.py")).isEqualTo("one\ntwo, mine\nnew\nfour\nfive, too\n");
  }

  @Test
  void a_recovery_that_is_killed_anywhere_is_itself_recovered_from() throws Exception {
    String mine = EDITED.replace("five", "five, too");
    int moved = stepThatMoves("a.py");
    Tree model = start("model");
    killAt(model, moved);
    model.put("d/edited.py", mine);
    List<String> steps = killAt(model, -1).lines().toList();
    int turn = steps.lastIndexOf("move to .m2d/journal.json");
    assertThat(steps.subList(0, turn))
        .as("a new journal of the recovery, whose end comes before the turn of the run itself")
        .contains("move to .m2d/journal.json", "delete .m2d/journal.json");
    for (int step = 0; step <= steps.indexOf("delete .m2d/journal.json"); step++) {
      Tree tree = start("recovery-" + step);
      killAt(tree, moved);
      tree.put("d/edited.py", mine);
      String at = killAt(tree, step);
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        assertThat(out.recovery().kind()).as(at).isEqualTo(Recovery.Kind.FINISHED);
        assertThat(out.recovery().skipped()).as(at).containsExactly("d/edited.py");
      }
      assertThat(tree.read("d/edited.py")).as(at).isEqualTo(mine);
      assertThat(tree.read("a.py")).as(at).isEqualTo("new a\n");
      tree.run(KilledRun.after());
      assertThat(tree.snapshot()).as(at).isEqualTo(model.snapshot());
      assertThat(leftovers(tree)).as(at).isEmpty();
    }
  }

  @Test
  void a_look_at_an_unfinished_folder_is_refused_with_the_advice() throws Exception {
    Tree tree = start("look");
    killAt(tree, stepThatMoves("a.py"));

    assertThatThrownBy(() -> OutputFolder.look(tree.folder, false))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(Tree.line(e.reasons().get(0))).startsWith("M2D612 .m2d/journal.json"));
  }

  private int stepThatMoves(String path) throws Exception {
    return steps().indexOf("move to " + path);
  }

  private static List<String> leftovers(Tree tree) throws IOException {
    try (Stream<Path> list = Files.list(tree.folder.resolve(".m2d"))) {
      return list.map(p -> p.getFileName().toString())
          .filter(n -> !n.equals("base") && !n.equals("manifest.json"))
          .toList();
    }
  }
}
