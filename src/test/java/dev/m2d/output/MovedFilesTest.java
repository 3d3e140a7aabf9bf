package dev.m2d.output;

import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.render.RenderedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as moved by the user, and what as a copy that some tool made. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MovedFilesTest {

  private static final String JOB = "dagster_project/defs/jobs/daily.py";
  private static final String TEST = "tests/test_daily.py";
  private static final String DATA = "docs/daily.yaml";

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("repository/out"));
  }

  private static RenderedFile[] files(String word) {
    return new RenderedFile[] {
      generated(JOB, word + "\nb\nc\nd\ne\nf\n"),
      generated(TEST, word + "\n2\n3\n4\n5\n6\n"),
      generated(DATA, "a: " + word + "\nb: 2\nc: 3\nd: 4\ne: 5\n")
    };
  }

  /** What becomes of a file that is at another place than it was. */
  private String kindOf(String path, String place, String... others) throws Exception {
    tree = new Tree(temp.resolve("repository/out" + place.replace('/', '-')));
    tree.run(files("old"));
    for (String other : others) {
      tree.put(other, other.endsWith(".gitignore") ? "/backup/\n*.old.*\n!kept.old.yaml\n" : "");
    }
    Files.createDirectories(tree.folder.resolve(place).getParent());
    Files.move(tree.folder.resolve(path), tree.folder.resolve(place));
    String before = tree.read(place);
    WritePlan plan = tree.run(files("new"));
    FileAction action =
        plan.actions().stream().filter(a -> a.path().equals(path)).findFirst().orElseThrow();
    boolean stays = action.kind() == FileAction.Kind.STAYS_DELETED;
    assertThat(tree.read(place).equals(before)).as(place).isEqualTo(stays);
    assertThat(tree.run(files("new")).isEmpty()).as(place).isTrue();
    return action.kind().label() + " " + action.place();
  }

  @Test
  void copies_that_tools_make_are_no_moves() throws Exception {
    String gone = "stays deleted " + JOB;
    assertThat(kindOf(JOB, "env/lib/dagster_project/daily.py", "env/pyvenv.cfg")).isEqualTo(gone);
    assertThat(kindOf(JOB, "lib/site-packages/" + JOB)).isEqualTo(gone);
    assertThat(kindOf(JOB, "build/lib/" + JOB)).isEqualTo(gone);
    assertThat(kindOf(JOB, "backup/" + JOB)).isEqualTo(gone);
    assertThat(kindOf(JOB, ".tox/" + JOB)).isEqualTo(gone);
    String data = "stays deleted " + DATA;
    assertThat(kindOf(DATA, "env/share/daily.yaml", "env/pyvenv.cfg")).isEqualTo(data);
    assertThat(kindOf(DATA, "build/daily.yaml")).isEqualTo(data);
    assertThat(kindOf(DATA, "lib/site-packages/daily.yaml")).isEqualTo(data);
  }

  @Test
  void what_git_ignores_is_no_move() throws Exception {
    String gone = "stays deleted " + DATA;
    assertThat(kindOf(DATA, "backup/daily.yaml", ".gitignore")).isEqualTo(gone);
    assertThat(kindOf(DATA, "a/daily.old.yaml", ".gitignore")).isEqualTo(gone);
    assertThat(kindOf(DATA, "a/kept.old.yaml", ".gitignore")).isEqualTo("replace a/kept.old.yaml");
    Files.createDirectory(temp.resolve("repository/.git"));
    Files.writeString(temp.resolve("repository/.gitignore"), "saved/\n");
    assertThat(kindOf(DATA, "saved/daily.yaml")).isEqualTo(gone);
    Files.writeString(temp.resolve("repository/.gitignore"), "out*\n");
    assertThat(kindOf(DATA, "other/daily.yaml"))
        .as("a repository that ignores the whole project")
        .isEqualTo("replace other/daily.yaml");
  }

  @Test
  void a_move_within_the_package_or_the_tests_is_followed() throws Exception {
    String below = "dagster_project/defs/shop/daily.py";
    assertThat(kindOf(JOB, below)).isEqualTo("replace " + below);
    assertThat(kindOf(TEST, "tests/unit/test_daily.py"))
        .isEqualTo("replace tests/unit/test_daily.py");
    assertThat(kindOf(DATA, "notes/daily.yaml")).isEqualTo("replace notes/daily.yaml");
  }

  @Test
  void a_file_of_ours_that_is_new_goes_before_one_that_was_moved_to_its_place() throws Exception {
    kindOf(DATA, "docs/other.yaml");
    RenderedFile other = generated("docs/other.yaml", tree.read("docs/other.yaml"));
    tree.run(Tree.with(files("new"), other));
    assertThat(tree.run(Tree.with(files("new"), other)).isEmpty()).isTrue();
  }

  @Test
  void a_manifest_with_two_files_at_one_place_is_refused() throws Exception {
    for (String place : List.of(JOB, "x/y.yaml")) {
      tree = new Tree(temp.resolve("manifest-" + place.length()));
      tree.run(files("old"));
      String manifest = tree.read(Manifest.PATH);
      String moved = "\",\n      \"movedTo\" : \"" + place + "\",\n      \"ownership\"";
      tree.put(
          Manifest.PATH,
          manifest
              .replace(DATA + "\",\n      \"ownership\"", DATA + moved)
              .replace(TEST + "\",\n      \"ownership\"", TEST + moved));
      assertThat(tree.refusals(files("new")))
          .singleElement()
          .asString()
          .startsWith("M2D604 .m2d/manifest.json")
          .contains("has two files at `" + place + "`, one of which moved there");
    }
  }
}
