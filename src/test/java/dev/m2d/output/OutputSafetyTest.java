package dev.m2d.output;

import static dev.m2d.output.Tree.file;
import static dev.m2d.output.Tree.generated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.naming.NameLedger;
import dev.m2d.render.Ownership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutputSafetyTest {

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("out"));
  }

  @Test
  void a_folder_with_other_things_in_it_is_refused_with_the_advice() throws Exception {
    tree.put("notes.txt", "mine");

    assertThatThrownBy(() -> tree.run(generated("a.py", "one\n")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reasons().get(0).code().toString()).isEqualTo("M2D606");
              assertThat(e.reasons().get(0).hint().orElseThrow()).contains("--adopt", "-o DIR");
            });
    assertThat(tree.snapshot().keySet()).containsExactly("notes.txt");
  }

  @Test
  void an_empty_folder_and_a_fresh_repository_are_fine() throws Exception {
    tree.put(".git/HEAD", "ref: refs/heads/main\n");
    tree.run(generated("a.py", "one\n"));

    assertThat(tree.read("a.py")).isEqualTo("one\n");
  }

  @Test
  void adopt_takes_equal_files_over_and_leaves_others_alone() throws Exception {
    tree.put("a.py", "one\n");
    tree.put("notes.txt", "mine");
    tree.adopt = true;
    WritePlan plan = tree.run(generated("a.py", "one\n"), generated("b.py", "one\n"));
    assertThat(tree.kinds(plan)).containsExactly("unchanged a.py", "create b.py");

    tree.adopt = false;
    tree.run(generated("a.py", "two\n"), generated("b.py", "one\n"));
    assertThat(tree.read("a.py")).isEqualTo("two\n");
    assertThat(tree.read("notes.txt")).isEqualTo("mine");
  }

  @Test
  void adopt_refuses_every_file_that_would_be_overwritten() throws Exception {
    tree.put("a.py", "mine\n");
    tree.put("b.py", "mine\n");
    tree.adopt = true;

    assertThat(tree.refusals(generated("a.py", "one\n"), generated("b.py", "one\n")))
        .containsExactly(
            "M2D602 a.py:1:1 `a.py` is there already, with other content than m2d would write.",
            "M2D602 b.py:1:1 `b.py` is there already, with other content than m2d would write.");
    assertThat(tree.snapshot().keySet()).containsExactly("a.py", "b.py");
  }

  @Test
  void a_new_file_does_not_take_the_place_of_one_of_the_users() throws Exception {
    tree.run(generated("a.py", "one\n"));
    tree.put("b.py", "mine\n");

    assertThat(tree.refusals(generated("a.py", "one\n"), generated("b.py", "two\n")))
        .singleElement()
        .asString()
        .startsWith("M2D602 b.py");
    assertThat(tree.read("b.py")).isEqualTo("mine\n");
  }

  @Test
  void a_folder_in_the_place_of_a_file_is_refused() throws Exception {
    tree.run(generated("a.py", "one\n"));
    tree.put("b.py/x", "mine\n");

    assertThat(tree.refusals(generated("a.py", "two\n"), generated("b.py", "two\n")))
        .containsExactly("M2D602 b.py:1:1 `b.py` is to be a file, but is a folder.");
    assertThat(tree.read("a.py")).isEqualTo("one\n");
  }

  @Test
  void a_file_in_the_place_of_a_folder_is_refused() throws Exception {
    tree.run(generated("a.py", "one\n"));
    tree.put("defs", "mine\n");

    assertThat(tree.refusals(generated("a.py", "two\n"), generated("defs/b.py", "two\n")))
        .containsExactly(
            "M2D602 defs/b.py:1:1 `defs/b.py` needs a folder `defs`, which is a file.");
  }

  @Test
  void a_link_that_leads_out_of_the_folder_is_refused() throws Exception {
    tree.run(generated("a.py", "one\n"));
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.createSymbolicLink(tree.folder.resolve("defs"), outside);
    Path file = Files.writeString(outside.resolve("file"), "other\n");
    Files.createSymbolicLink(tree.folder.resolve("b.py"), file);

    assertThat(tree.refusals(generated("b.py", "other\n"), generated("defs/b.py", "two\n")))
        .containsExactly(
            "M2D605 b.py:1:1 `b.py` is reached by a symbolic link to another place.",
            "M2D605 defs/b.py:1:1 `defs/b.py` is reached by a symbolic link to another place.");
    assertThat(outside.toFile().list()).containsExactly("file");
    assertThat(Files.readString(file)).isEqualTo("other\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {".m2d", ".m2d/base", ".m2d/tmp"})
  void the_tools_own_folder_is_no_way_out_either(String link) throws Exception {
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Path at = tree.folder.resolve(link);
    Files.createDirectories(at.getParent());
    Files.createSymbolicLink(at, outside);

    assertThat(tree.refusals(generated("a.py", "one\n"))).first().asString().startsWith("M2D605");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void a_link_inside_the_folder_is_followed() throws Exception {
    tree.run(generated("a.py", "one\n"));
    Files.move(tree.folder.resolve("a.py"), tree.folder.resolve("real.py"));
    Files.createSymbolicLink(tree.folder.resolve("a.py"), Path.of("real.py"));
    tree.run(generated("a.py", "two\n"));

    assertThat(tree.folder.resolve("a.py")).isSymbolicLink();
    assertThat(tree.read("real.py")).isEqualTo("two\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'/etc/x', is absolute",
    "'C:/x', is absolute",
    "'../x', does not stay inside the output folder",
    "'a/../../x', does not stay inside the output folder",
    "'a//x', does not stay inside the output folder",
    "'a\\\\x', has a character that no path of ours has",
    "'.m2d/manifest.json', lies in the tool's own folder",
    "'.M2D/manifest.json', lies in the tool's own folder",
    "'.git/config', lies in the folder of version control",
    "'a/.Git/config', lies in the folder of version control"
  })
  void a_manifest_with_a_path_that_is_none_of_ours_is_refused(String path, String problem)
      throws Exception {
    tree.run(generated("a.py", "one\n"));
    Path victim = Files.writeString(temp.resolve("x"), "one\n");
    String manifest = tree.read(".m2d/manifest.json");
    tree.put(".m2d/manifest.json", manifest.replace("\"a.py\"", "\"" + path + "\""));

    assertThat(tree.refusals(generated("b.py", "one\n")))
        .singleElement()
        .asString()
        .startsWith("M2D604 .m2d/manifest.json:1:1 The manifest names the path")
        .endsWith(problem + ".");
    assertThat(victim).hasContent("one\n");
  }

  @Test
  void a_manifest_of_another_version_is_refused_by_both_versions() throws Exception {
    tree.run(generated("a.py", "one\n"));
    String manifest = tree.read(".m2d/manifest.json");
    tree.put(
        ".m2d/manifest.json", manifest.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 9"));

    assertThat(tree.refusals(generated("a.py", "one\n")))
        .containsExactly(
            "M2D604 .m2d/manifest.json:1:1 The manifest has schemaVersion 9, written by m2d 1.2.3;"
                + " this m2d reads 1.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "\u0000",
        "{\"schemaVersion\": 1}",
        "{\"schemaVersion\": \"1\"}",
        "<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n"
      })
  void anything_else_in_its_place_is_refused_too(String text) throws Exception {
    tree.put(".m2d/manifest.json", text);

    assertThat(tree.refusals(generated("a.py", "one\n")))
        .singleElement()
        .asString()
        .startsWith("M2D604 .m2d/manifest.json");
    assertThat(tree.folder.resolve("a.py")).doesNotExist();
  }

  @Test
  void every_damaged_manifest_is_refused_or_read_but_never_a_crash() throws Exception {
    tree.run(
        generated("a.py", "one\n"),
        file("README.md", "<!-- m2d:begin x -->\n<!-- m2d:end x -->\n", Ownership.MANAGED_BLOCKS));
    String manifest = tree.read(".m2d/manifest.json");
    int refused = 0;
    for (int at = 0; at < manifest.length(); at++) {
      for (String other : List.of("", "\"", "9", "{", "/")) {
        String damaged = manifest.substring(0, at) + other + manifest.substring(at + 1);
        try {
          ManifestJson.read(damaged.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (RefusedException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(manifest.length());
  }

  @Test
  void a_second_run_at_the_same_time_is_refused() throws Exception {
    try (OutputFolder first = OutputFolder.open(tree.folder, false)) {
      assertThat(first.names()).isEqualTo(NameLedger.empty());
      assertThat(tree.refusals(generated("a.py", "one\n")))
          .containsExactly("M2D609 .m2d/lock:1:1 Another run of m2d is writing to this folder.");
    }
    assertThat(tree.refusals(generated("a.py", "one\n"))).isEmpty();
    assertThat(tree.folder.resolve(".m2d/lock")).doesNotExist();
  }

  @Test
  void a_run_that_writes_nothing_leaves_nothing() throws Exception {
    try (OutputFolder out = OutputFolder.open(tree.folder, false)) {
      assertThat(out.names()).isEqualTo(NameLedger.empty());
    }
    assertThat(tree.folder).doesNotExist();
  }

  @Test
  void looking_creates_nothing() throws Exception {
    try (OutputFolder out = OutputFolder.look(tree.folder, false)) {
      WritePlan plan = tree.plan(out, generated("a.py", "1"));
      assertThat(tree.kinds(plan)).containsExactly("create a.py");
    }
    assertThat(tree.folder).doesNotExist();
  }

  @Test
  void a_file_as_output_folder_is_refused() throws Exception {
    Files.writeString(tree.folder, "mine");

    assertThat(tree.refusals(generated("a.py", "one\n")))
        .containsExactly("M2D602 .:1:1 The output folder is a file.");
    assertThat(Map.of("out", Files.readString(tree.folder))).containsEntry("out", "mine");
  }
}
