package dev.m2d.output;

import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody saves while a run is at work. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OvertakenTest {

  private static final String SAVED = "one\ntwo\nthree\nfour\nfive, saved\n";

  private static final RenderedFile[] OLD = {
    generated("a.py", "one\ntwo\nthree\nfour\nfive\n"),
    generated("b.py", "old\n"),
    generated("gone.py", "gone\n")
  };

  private static final RenderedFile[] NEW = {
    generated("a.py", "new\ntwo\nthree\nfour\nfive\n"),
    generated("b.py", "new\n"),
    generated("x/y/z.py", "new\n")
  };

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() throws Exception {
    tree = new Tree(temp.resolve("up/out"));
    tree.run(OLD);
  }

  /** A disk on which a file is saved before one of the moves. */
  private Disk savingBefore(String move, String path) {
    return new Disk() {
      @Override
      void move(Path from, Path to) throws IOException {
        super.move(from, to);
        if (to.endsWith(move)) {
          tree.put(path, SAVED);
        }
      }
    };
  }

  @Test
  void what_is_saved_after_the_plan_was_made_stops_the_run_before_it_changes_a_file()
      throws Exception {
    for (String path : List.of("a.py", "b.py", "gone.py", "x/y/z.py")) {
      tree = new Tree(temp.resolve("saved-" + path.replace('/', '-')));
      tree.run(OLD);
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        WritePlan plan = tree.plan(out, NEW);
        tree.put(path, SAVED);
        Map<String, String> before = tree.snapshot();

        assertThatThrownBy(() -> out.write(plan, () -> false))
            .isInstanceOfSatisfying(
                RefusedException.class,
                e ->
                    assertThat(e.reasons().stream().map(Tree::line))
                        .containsExactly(
                            "M2D609 "
                                + path
                                + ":1:1 `"
                                + path
                                + "` was changed while m2d was at work."));
        assertThat(tree.snapshot()).isEqualTo(before);
      }
    }
  }

  @Test
  void what_is_saved_while_a_plan_to_leave_is_shown_stops_it() throws Exception {
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      tree.put("b.py", "# m2d\n");
      WritePlan plan = out.eject().plan();
      tree.put(".m2d/base/b.py.base", "other\n");
      assertThatThrownBy(() -> out.write(plan, () -> false)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void what_is_saved_between_two_moves_stays_and_is_merged_by_the_next_run() throws Exception {
    for (String path : List.of("b.py", "gone.py")) {
      tree = new Tree(temp.resolve("moved-" + path));
      tree.run(OLD);
      try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
        WritePlan plan = tree.plan(out, NEW);
        assertThatThrownBy(() -> out.write(plan, () -> false, savingBefore("a.py", path)))
            .isInstanceOfSatisfying(
                WriteFailedException.class,
                e -> {
                  assertThat(e)
                      .hasMessage(
                          "`"
                              + path
                              + "` was changed while m2d wrote, so it stays as somebody"
                              + " saved it");
                  assertThat(e.isOvertaken()).isTrue();
                });
      }
      assertThat(tree.read(path)).isEqualTo(SAVED);
      assertThat(tree.read("a.py")).startsWith("new\n");
      assertThat(tree.read("x/y/z.py")).isEqualTo("new\n");
      WritePlan next = tree.run(NEW);
      assertThat(next.actions().stream().filter(a -> a.kind() == FileAction.Kind.REPLACE))
          .as("what somebody saved is merged or kept, never replaced")
          .isEmpty();
      assertThat(tree.snapshot().values()).anyMatch(text -> text.contains("five, saved"));
    }
  }

  @Test
  void a_text_that_goes_is_not_deleted_where_its_new_place_was_taken_meanwhile() throws Exception {
    tree = new Tree(temp.resolve("aside"));
    String place = "dagster_project/defs/gone.py";
    tree.run(Tree.with(OLD, generated(place, "gone\n")));
    tree.put(place, "mine\n");
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      WritePlan plan = tree.plan(out, OLD);
      Disk disk =
          new Disk() {
            @Override
            void move(Path from, Path to) throws IOException {
              super.move(from, to);
              if (to.endsWith(Journal.PATH)) {
                tree.put(place + ".kept", "somebody's\n");
              }
            }
          };
      assertThatThrownBy(() -> out.write(plan, () -> false, disk))
          .isInstanceOf(WriteFailedException.class);
    }
    assertThat(tree.read(place)).isEqualTo("mine\n");
    assertThat(tree.read(place + ".kept")).isEqualTo("somebody's\n");
  }

  @Test
  void all_folders_whose_names_change_are_synced_before_the_journal_goes() throws Exception {
    List<String> told = new ArrayList<>();
    Disk disk =
        new Disk() {
          @Override
          void sync(Path folder) throws IOException {
            told.add("sync " + temp.toRealPath().relativize(folder.toRealPath()));
            super.sync(folder);
          }

          @Override
          void delete(Path file) throws IOException {
            told.add("delete " + temp.toRealPath().relativize(file));
            super.delete(file);
          }
        };
    tree.run(Tree.with(OLD, generated("p/q/only.py", "p\n")));
    try (OutputFolder out = OutputFolder.open(tree.folder, false, disk)) {
      out.write(tree.plan(out, NEW), () -> false, disk);
    }
    assertThat(Files.exists(tree.folder.resolve("p"))).isFalse();
    List<String> before = told.subList(0, told.indexOf("delete up/out/.m2d/journal.json"));
    assertThat(before.subList(before.indexOf("delete up/out/p"), before.size()))
        .contains("sync up/out", "sync up/out/x", "sync up/out/x/y");

    told.clear();
    OutputFolder.open(temp.resolve("a/b/c"), false, disk).close();
    assertThat(told).contains("sync a/b", "sync a", "sync ");
  }
}
