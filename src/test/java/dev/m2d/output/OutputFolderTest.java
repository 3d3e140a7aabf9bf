package dev.m2d.output;

import static dev.m2d.output.Tree.file;
import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.naming.NameLedger;
import dev.m2d.naming.Sha256;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutputFolderTest {

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("out"));
  }

  @Test
  void a_first_run_writes_the_files_their_pristine_copies_and_the_manifest() throws Exception {
    tree.run(generated("a/b.py", "one\n"), generated("c.py", "two\n"));

    assertThat(tree.snapshot().keySet())
        .containsExactly(
            ".m2d/base/a/b.py.base", ".m2d/base/c.py.base", ".m2d/manifest.json", "a/b.py", "c.py");
    assertThat(tree.read("a/b.py")).isEqualTo("one\n");
    assertThat(tree.read(".m2d/base/a/b.py.base")).isEqualTo("one\n");
  }

  @Test
  void the_manifest_says_what_each_file_is_and_where_it_comes_from() throws Exception {
    tree.names =
        new NameLedger(
            List.of(new NameLedger.Entry(NameLedger.Kind.JOB, "daily-load", "daily_load")));
    tree.run(generated("c.py", "two\n"));

    assertThat(tree.read(".m2d/manifest.json"))
        .isEqualTo(
            """
            {
              "schemaVersion" : 1,
              "toolVersion" : "1.2.3",
              "inputs" : {
                "meltano.yml" : "%s"
              },
              "options" : { },
              "names" : [
                {
                  "kind" : "job",
                  "origin" : "daily-load",
                  "name" : "daily_load"
                }
              ],
              "files" : [
                {
                  "path" : "c.py",
                  "ownership" : "generated",
                  "content" : {
                    "sha256" : "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a"
                  },
                  "template" : "c.py.ftl",
                  "mode" : "0644",
                  "origins" : [
                    "meltano.yml:3:5"
                  ]
                }
              ]
            }
            """
                .formatted("0".repeat(64)));
  }

  @Test
  void a_second_run_of_the_same_changes_no_byte_and_no_time() throws Exception {
    RenderedFile[] files = {
      generated("a.py", "one\n"),
      file(
          "README.md", "<!-- m2d:begin x -->\nold\n<!-- m2d:end x -->\n", Ownership.MANAGED_BLOCKS),
      file("migration.yaml", "jobs:\n  a: {order: strict}\n", Ownership.APPENDED),
      file(".env", "A=1\n", Ownership.SECRET)
    };
    tree.run(files);
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    for (String path : tree.snapshot().keySet()) {
      Files.setLastModifiedTime(tree.folder.resolve(path), old);
    }
    WritePlan second = tree.run(files);

    assertThat(second.isEmpty()).isTrue();
    for (String path : tree.snapshot().keySet()) {
      assertThat(Files.getLastModifiedTime(tree.folder.resolve(path))).as(path).isEqualTo(old);
    }
  }

  @Test
  void only_files_whose_bytes_change_are_written() throws Exception {
    tree.run(generated("a.py", "one\n"), generated("b.py", "one\n"));
    Files.setLastModifiedTime(tree.folder.resolve("a.py"), FileTime.fromMillis(1_000_000_000_000L));
    WritePlan plan = tree.run(generated("a.py", "one\n"), generated("b.py", "two\n"));

    assertThat(tree.kinds(plan)).containsExactly("unchanged a.py", "replace b.py");
    assertThat(tree.read("b.py")).isEqualTo("two\n");
    assertThat(tree.read(".m2d/base/b.py.base")).isEqualTo("two\n");
    assertThat(Files.getLastModifiedTime(tree.folder.resolve("a.py")).toMillis())
        .isEqualTo(1_000_000_000_000L);
  }

  @Test
  void an_edited_file_is_merged() throws Exception {
    tree.run(generated("a.py", "one\ntwo\nthree\n"), generated("b.py", "one\n"));
    tree.put("a.py", "one\ntwo\nthree, mine\n");
    WritePlan plan =
        tree.run(generated("a.py", "one, new\ntwo\nthree\n"), generated("b.py", "one\n"));

    assertThat(tree.kinds(plan)).containsExactly("merge a.py", "unchanged b.py");
    assertThat(tree.read("a.py")).isEqualTo("one, new\ntwo\nthree, mine\n");
    assertThat(tree.read(".m2d/base/a.py.base")).isEqualTo("one, new\ntwo\nthree\n");
    assertThat(
            tree.run(generated("a.py", "one, new\ntwo\nthree\n"), generated("b.py", "one\n"))
                .isEmpty())
        .isTrue();
  }

  @Test
  void a_conflict_stands_between_markers_and_stops_the_next_run() throws Exception {
    tree.run(generated("a.py", "one\ntwo\n"));
    tree.put("a.py", "one, mine\ntwo\n");
    WritePlan plan = tree.run(generated("a.py", "one, new\ntwo\n"));

    assertThat(tree.kinds(plan)).containsExactly("conflict a.py");
    assertThat(plan.findings().stream().map(Tree::line))
        .containsExactly(
            "M2D610 a.py:1:1 Your edit of `a.py` and its new text change the same lines.");
    assertThat(tree.read("a.py"))
        .isEqualTo(
            """
            <<<<<<< your edit
            one, mine
            ||||||| generated before
            one
            =======
            one, new
            >>>>>>> generated now
            two
            """);
    Map<String, String> before = tree.snapshot();
    assertThat(tree.refusals(generated("a.py", "one, new\ntwo\n")))
        .containsExactly("M2D611 a.py:1:1 `a.py` has a conflict that is not resolved.");
    assertThat(tree.snapshot()).isEqualTo(before);

    tree.put("a.py", "one, mine and new\ntwo\n");
    tree.run(generated("a.py", "one, new\ntwo, newer\n"));
    assertThat(tree.read("a.py")).isEqualTo("one, mine and new\ntwo, newer\n");
  }

  @Test
  void what_was_rejected_goes_to_a_file_that_stops_the_next_run() throws Exception {
    tree.mode = ConflictMode.REJ;
    tree.run(generated("a.py", "one\ntwo\nthree\nfour\n"));
    tree.put("a.py", "one, mine\ntwo\nthree\nfour\n");
    WritePlan plan = tree.run(generated("a.py", "one, new\ntwo\nthree\nfour, new\n"));

    assertThat(tree.kinds(plan)).containsExactly("conflict a.py", "create a.py.rej");
    assertThat(tree.read("a.py")).isEqualTo("one, mine\ntwo\nthree\nfour, new\n");
    assertThat(tree.read("a.py.rej"))
        .isEqualTo(
            """
            --- a.py
            +++ a.py
            @@ -1,4 +1,4 @@
            -one
            +one, new
             two
             three
             four, new
            """);
    assertThat(tree.refusals(generated("a.py", "one, new\ntwo\nthree\nfour, new\n")))
        .containsExactly("M2D611 a.py.rej:1:1 `a.py.rej` has changes that were not merged.");
    Files.delete(tree.folder.resolve("a.py.rej"));
    assertThat(tree.run(generated("a.py", "one, new\ntwo\nthree\nfour, new\n")).isEmpty()).isTrue();
  }

  @Test
  void an_edit_without_its_pristine_copy_is_refused_by_name_and_nothing_is_written()
      throws Exception {
    tree.run(generated("a.py", "one\n"), generated("b.py", "one\n"));
    tree.put("a.py", "one, edited\n");
    tree.put(".m2d/base/a.py.base", "something else\n");
    Map<String, String> before = tree.snapshot();

    assertThat(tree.refusals(generated("a.py", "two\n"), generated("b.py", "two\n")))
        .containsExactly(
            "M2D601 a.py:1:1 `a.py` was edited, and `.m2d/base/a.py.base`, which a merge needs, is"
                + " missing or was changed.");
    assertThat(tree.snapshot()).isEqualTo(before);
  }

  @Test
  void an_edit_that_says_what_would_be_written_is_fine() throws Exception {
    tree.run(generated("a.py", "one\n"));
    tree.put("a.py", "two\n");

    assertThat(tree.kinds(tree.run(generated("a.py", "two\n")))).containsExactly("unchanged a.py");
    assertThat(tree.run(generated("a.py", "two\n")).isEmpty()).isTrue();
  }

  @Test
  void a_file_that_is_no_longer_needed_goes_with_its_copy_and_its_empty_folders() throws Exception {
    tree.run(generated("a.py", "one\n"), generated("x/y/b.py", "one\n"));
    tree.put("x/y/__pycache__/b.cpython-312.pyc", "compiled");
    WritePlan plan = tree.run(generated("a.py", "one\n"));

    assertThat(tree.kinds(plan)).containsExactly("unchanged a.py", "delete x/y/b.py");
    assertThat(tree.folder.resolve("x")).doesNotExist();
    assertThat(tree.folder.resolve(".m2d/base/x")).doesNotExist();
  }

  @Test
  void a_folder_with_a_file_of_the_users_outlives_ours() throws Exception {
    tree.run(generated("a.py", "one\n"), generated("x/b.py", "one\n"));
    tree.put("x/mine.py", "mine\n");
    tree.run(generated("a.py", "one\n"));

    assertThat(tree.folder.resolve("x/b.py")).doesNotExist();
    assertThat(tree.read("x/mine.py")).isEqualTo("mine\n");
  }

  @Test
  void an_edited_file_that_is_no_longer_needed_is_kept_and_told_of_once() throws Exception {
    tree.run(generated("a.py", "one\n"), generated("b.py", "one\ntwo\nthree\n"));
    tree.put("b.py", "one\ntwo\nthree, mine\n");
    WritePlan plan = tree.run(generated("a.py", "one\n"));

    assertThat(plan.findings().stream().map(Tree::line))
        .containsExactly(
            "M2D603 b.py:1:1 `b.py` is no longer needed, but was edited since m2d wrote it: it is"
                + " kept.");
    WritePlan second = tree.run(generated("a.py", "one\n"));
    assertThat(second.findings()).isEmpty();
    assertThat(second.isEmpty()).isTrue();

    tree.run(generated("a.py", "one\n"), generated("b.py", "one, back\ntwo\nthree\n"));
    assertThat(tree.read("b.py")).isEqualTo("one, back\ntwo\nthree, mine\n");
  }

  @Test
  void all_refusals_come_at_once() throws Exception {
    tree.run(generated("a.py", "one\n"));
    tree.put("b.py", "mine\n");
    tree.put("c.py", "mine\n");

    assertThat(
            tree.refusals(
                generated("a.py", "two\n"), generated("b.py", "two\n"), generated("c.py", "2\n")))
        .hasSize(2);
  }

  @Test
  void a_file_that_the_user_deleted_stays_deleted_until_copied_back() throws Exception {
    tree.run(generated("a.py", "one\n"), generated("b.py", "one\n"));
    Files.delete(tree.folder.resolve("a.py"));
    WritePlan plan = tree.run(generated("a.py", "two\n"), generated("b.py", "one\n"));
    assertThat(tree.kinds(plan)).containsExactly("stays deleted a.py", "unchanged b.py");
    assertThat(plan.actions().get(0).note()).contains("stays deleted; `m2d restore` gives it back");
    assertThat(tree.folder.resolve("a.py")).doesNotExist();
    WritePlan again = tree.run(generated("a.py", "two\n"), generated("b.py", "one\n"));
    assertThat(again.actions().get(0).note()).as("told once").isEmpty();
    assertThat(again.isEmpty()).isTrue();

    Files.copy(tree.folder.resolve(".m2d/base/a.py.base"), tree.folder.resolve("a.py"));
    tree.run(generated("a.py", "two\n"), generated("b.py", "one\n"));
    assertThat(tree.read("a.py")).isEqualTo("two\n");
  }

  @Test
  void a_seeded_file_is_written_once_and_then_left_alone() throws Exception {
    tree.run(file("tests/test_custom.py", "seed\n", Ownership.SEEDED));
    tree.put("tests/test_custom.py", "mine\n");
    WritePlan plan = tree.run(file("tests/test_custom.py", "new seed\n", Ownership.SEEDED));

    assertThat(tree.kinds(plan)).containsExactly("kept tests/test_custom.py");
    assertThat(tree.read("tests/test_custom.py")).isEqualTo("mine\n");
  }

  @Test
  void a_file_of_the_users_is_kept_when_it_is_no_longer_rendered() throws Exception {
    tree.run(generated("a.py", "one\n"), file("seed.py", "seed\n", Ownership.SEEDED));
    tree.put("seed.py", "mine\n");
    tree.run(generated("a.py", "one\n"));

    assertThat(tree.read("seed.py")).isEqualTo("mine\n");
    assertThat(tree.read(".m2d/manifest.json")).doesNotContain("seed.py");
  }

  @Test
  void secrets_are_readable_for_the_owner_only_and_leave_no_trace_elsewhere() throws Exception {
    tree.run(file(".env", "PASSWORD=hunter2\n", Ownership.SECRET));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env())))
        .isEqualTo("rw-------");
    assertThat(tree.snapshot().keySet()).containsExactly(".env", ".m2d/manifest.json");
    assertThat(tree.read(".m2d/manifest.json"))
        .doesNotContain("hunter2")
        .doesNotContain(Sha256.of("PASSWORD=hunter2\n"));
  }

  @Test
  void missing_secrets_are_added_and_present_ones_are_the_users() throws Exception {
    tree.run(file(".env", "A=1\n", Ownership.SECRET));
    tree.put(".env", "# mine\nexport A='one'");
    WritePlan plan = tree.run(file(".env", "A=1\n\n# of b\nB='2\nA=3'\n", Ownership.SECRET));

    assertThat(tree.read(".env")).isEqualTo("# mine\nexport A='one'\n# of b\nB='2\nA=3'\n");
    assertThat(plan.actions().get(0).note()).contains("its own value is kept for A");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env())))
        .isEqualTo("rw-------");
  }

  @Test
  void the_secrets_come_back_in_a_fresh_clone() throws Exception {
    tree.run(file(".env", "A=1\n", Ownership.SECRET));
    Files.delete(env());
    tree.run(file(".env", "A=1\n", Ownership.SECRET));

    assertThat(tree.read(".env")).isEqualTo("A=1\n");
  }

  @Test
  void the_names_are_there_for_the_next_run() throws Exception {
    String digest = "0123456789abcdef";
    NameLedger.Entry gone = new NameLedger.Entry(NameLedger.Kind.JOB, "a", "a_2", digest, true);
    NameLedger.Entry present = new NameLedger.Entry(NameLedger.Kind.JOB, "b", "b");
    tree.names = new NameLedger(List.of(gone, present));
    tree.run(generated("a.py", "one\n"));

    try (OutputFolder out = OutputFolder.look(tree.folder, false)) {
      assertThat(out.names().entries()).containsExactly(gone, present);
    }
  }

  @Test
  void two_files_that_differ_by_case_only_are_a_bug() {
    assertThatThrownBy(() -> tree.run(generated("a.py", "1"), generated("A.py", "2")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("differ at most by case");
    assertThatThrownBy(() -> tree.run(generated("a", "1"), generated("a/b", "2")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("also a folder");
    assertThat(tree.folder).doesNotExist();
  }

  private Path env() {
    return tree.folder.resolve(".env");
  }
}
