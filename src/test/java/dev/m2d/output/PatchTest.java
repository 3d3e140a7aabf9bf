package dev.m2d.output;

import static dev.m2d.output.Tree.file;
import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.output.merge.Patch;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carried out by the real `git` and the real `patch`. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PatchTest {

  private static final String LONG =
      String.join("", IntStream.range(0, 60).mapToObj(i -> "line " + i + "\n").toList());

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("top/elt/out"));
  }

  /** One file of every kind of change, and of every form that a file can have. */
  private RenderedFile[] second() throws Exception {
    tree.run(
        generated("stays.py", "same\n"),
        generated("changes.py", LONG),
        generated("gone.py", "a\nb\n"),
        generated("ends.py", "one\ntwo\n"),
        generated("windows.py", "one\ntwo\nthree\n"),
        generated("edited.py", "one\ntwo\nthree\nfour\nfive\n"),
        generated("with blank/é ü.yaml", "a: 1\n"),
        generated("moved.py", "one\ntwo\nthree\nfour\nfive\nsix\n"),
        generated("linked.py", "one\n"),
        generated("tool.sh", "one\n"),
        file("migration.yaml", "jobs:\n  a: {order: strict}\n", Ownership.APPENDED),
        file(".env", "A=planted-secret\n", Ownership.SECRET));
    tree.put("ends.py", "one\ntwo");
    tree.put("windows.py", "one\r\ntwo\r\nthree\r\n");
    tree.put("edited.py", "one\ntwo\nthree\nfour\nfive, mine\n");
    Files.move(tree.folder.resolve("moved.py"), tree.folder.resolve("other.py"));
    Files.createDirectories(tree.folder.resolve("real"));
    Files.move(tree.folder.resolve("linked.py"), tree.folder.resolve("real/file.py"));
    Files.createSymbolicLink(tree.folder.resolve("linked.py"), Path.of("real/file.py"));
    return new RenderedFile[] {
      generated("stays.py", "same\n"),
      generated("changes.py", LONG.replace("line 3\n", "new\n").replace("line 50\n", "")),
      generated("ends.py", "one, new\ntwo\n"),
      generated("windows.py", "one\ntwo, new\nthree\n"),
      generated("edited.py", "one, new\ntwo\nthree\nfour\nfive\n"),
      generated("with blank/é ü.yaml", "a: 2\n"),
      generated("moved.py", "one\ntwo\nthree\nfour\nfive, new\nsix\n"),
      generated("linked.py", "two\n"),
      new RenderedFile(
          "tool.sh",
          "two\n".getBytes(StandardCharsets.UTF_8),
          Ownership.GENERATED,
          "t",
          List.of(),
          RenderedFile.EXECUTABLE),
      generated("fresh/deep/__init__.py", ""),
      generated("fresh/no_end.py", "no end"),
      generated("fresh/b.py", "x\n"),
      file(
          "migration.yaml",
          "jobs:\n  a: {order: strict}\n  b: {order: strict}\n",
          Ownership.APPENDED),
      file(".env", "A=planted-secret\nB=another-secret\n", Ownership.SECRET)
    };
  }

  private byte[] patch(RenderedFile[] files, boolean state, String prefix) throws Exception {
    try (OutputFolder out = OutputFolder.look(tree.folder, false)) {
      return Patch.text(out.changes(tree.plan(out, files), state), prefix);
    }
  }

  @Test
  void what_git_applies_is_what_a_run_writes() throws Exception {
    RenderedFile[] files = second();
    git("init", "-q");
    Path patch = Files.write(temp.resolve("p"), patch(files, true, Patch.prefix(tree.folder)));
    Map<String, String> applied = apply("git", "apply", "--whitespace=nowarn", patch.toString());
    assertThat(applied).isEqualTo(written(files));
  }

  @Test
  void and_from_inside_of_the_folder_too() throws Exception {
    RenderedFile[] files = second();
    git("init", "-q");
    Path patch = Files.write(temp.resolve("p"), patch(files, true, Patch.prefix(tree.folder)));
    assertThat(Patch.prefix(tree.folder)).isEqualTo("elt/out/");
    assertThat(apply(tree.folder, List.of("git", "apply", patch.toString())))
        .isEqualTo(written(files));
  }

  @Test
  void what_patch_applies_is_too() throws Exception {
    RenderedFile[] files = second();
    Path patch = Files.write(temp.resolve("p"), patch(files, true, ""));
    assertThat(
            apply(
                tree.folder,
                List.of("patch", "-s", "-p1", "--no-backup-if-mismatch", "-i", patch.toString())))
        .isEqualTo(written(files));
  }

  @Test
  void a_run_after_the_whole_patch_has_nothing_to_write() throws Exception {
    RenderedFile[] files = second();
    git("init", "-q");
    Path patch = Files.write(temp.resolve("p"), patch(files, true, Patch.prefix(tree.folder)));
    execute(temp.resolve("top"), List.of("git", "apply", patch.toString()));
    try (OutputFolder out = OutputFolder.look(tree.folder, false)) {
      assertThat(tree.plan(out, files).changes())
          .extracting(FileAction::place)
          .containsExactly(".env");
    }
  }

  @Test
  void secrets_and_the_tools_own_files_are_left_away() throws Exception {
    RenderedFile[] files = second();
    String text = new String(patch(files, false, ""), StandardCharsets.UTF_8);
    assertThat(text)
        .doesNotContain("secret")
        .doesNotContain(".m2d/")
        .contains("+++ b/fresh/b.py")
        .contains("deleted file mode 100644")
        .contains("\\ No newline at end of file")
        .contains("old mode 100644\nnew mode 100755\n");
    assertThat(new String(patch(files, true, ""), StandardCharsets.UTF_8))
        .doesNotContain("secret")
        .contains("+++ b/.m2d/manifest.json");
  }

  @Test
  void no_difference_is_no_text() {
    Patch.Version version = new Patch.Version(new byte[] {'a'}, 0644);
    SortedMap<String, Patch.Change> same = new TreeMap<>();
    same.put("a", new Patch.Change(Optional.of(version), Optional.of(version)));
    assertThat(Patch.text(same, "")).isEmpty();
  }

  /** The tree as the plan makes it, by a copy that is written to. */
  private Map<String, String> written(RenderedFile... files) throws Exception {
    tree.run(files);
    return snapshot(tree.folder);
  }

  /** The tree as a command makes it of a copy, the first one being put back. */
  private Map<String, String> apply(String... command) throws Exception {
    return apply(temp.resolve("top"), List.of(command));
  }

  private Map<String, String> apply(Path where, List<String> command) throws Exception {
    Path kept = temp.resolve("kept");
    execute(temp, List.of("cp", "-a", tree.folder.toString(), kept.toString()));
    execute(where, command);
    Map<String, String> made = snapshot(tree.folder);
    execute(temp, List.of("rm", "-r", tree.folder.toString()));
    execute(temp, List.of("cp", "-a", kept.toString(), tree.folder.toString()));
    return made;
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    execute(temp.resolve("top"), command);
  }

  private void execute(Path where, List<String> command) throws Exception {
    File log = temp.resolve("log").toFile();
    int status =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log.toPath())).isZero();
  }

  /** Content and whether it can be run, without secrets and the lock. */
  private static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(p).toString();
        if (!path.equals(".env") && !path.equals(".m2d/lock")) {
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(p));
          all.put(path, mode.charAt(2) + " " + Files.readString(p, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all;
  }
}
