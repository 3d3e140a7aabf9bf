package dev.m2d.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.output.merge.TextFile;
import dev.m2d.render.Ownership;
import dev.m2d.render.RenderedFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UserFilesTest {

  private static final String RENDERED =
      """
      # the switchboard
      schema_version: 1
      pipelines:
        a__b: {runner: singer}
        c__d: {runner: singer}
      jobs:
        daily: {scheduler: meltano, order: strict}
      """;

  @TempDir Path temp;
  private Tree tree;

  @BeforeEach
  void folder() {
    tree = new Tree(temp.resolve("out"));
  }

  private static RenderedFile readme(String text) {
    return Tree.file("README.md", text, Ownership.MANAGED_BLOCKS);
  }

  private static String block(String name, String text) {
    return "<!-- m2d:begin " + name + " -->\n" + text + "\n<!-- m2d:end " + name + " -->\n";
  }

  @Test
  void what_left_the_project_is_told_by_name_once_and_shortly_after_that() throws Exception {
    String less = RENDERED.replace("  c__d: {runner: singer}\n", "");
    String least =
        less.replace("  daily: {scheduler: meltano, order: strict}\n", "  x: {order: strict}\n");
    tree.run(Tree.file("migration.yaml", RENDERED, Ownership.APPENDED));

    assertThat(note(less))
        .contains(
            "yours, so it still names what the project has no longer, which you may take out:"
                + " pipelines.c__d");
    assertThat(note(less))
        .contains("yours, still with what the project has no longer: pipelines.c__d");
    assertThat(note(least).orElseThrow())
        .endsWith("which you may take out: jobs.daily; and 1 told before");
  }

  private Optional<String> note(String rendered) throws Exception {
    return tree.run(Tree.file("migration.yaml", rendered, Ownership.APPENDED))
        .actions()
        .get(0)
        .note();
  }

  @Test
  void only_the_managed_blocks_of_a_readme_are_replaced() throws Exception {
    tree.run(readme("# Title\n" + block("x", "old") + "text\n"));
    tree.put("README.md", "# My title\n" + block("x", "old") + "my text\n");
    tree.run(readme("# Title 2\n" + block("x", "new") + "text 2\n"));

    assertThat(tree.read("README.md")).isEqualTo("# My title\n" + block("x", "new") + "my text\n");
  }

  @Test
  void an_edit_inside_a_managed_block_is_merged() throws Exception {
    tree.run(readme("# Title\n" + block("x", "old\nand\nmore")));
    tree.put("README.md", "# Title\n" + block("x", "old\nand\nmore of mine") + "end");
    tree.run(readme("# Title\n" + block("x", "new\nand\nmore")));

    assertThat(tree.read("README.md"))
        .isEqualTo("# Title\n" + block("x", "new\nand\nmore of mine") + "end");
  }

  @Test
  void an_edit_inside_a_managed_block_without_its_pristine_copy_is_refused_with_its_line()
      throws Exception {
    tree.run(readme("# Title\n" + block("x", "old")));
    tree.put("README.md", "# Title\n" + block("x", "mine"));
    Files.delete(tree.folder.resolve(".m2d/base/README.md.base"));

    assertThat(tree.refusals(readme("# Title\n" + block("x", "new"))))
        .containsExactly(
            "M2D607 README.md:2:1 The managed block `x` was edited, and"
                + " `.m2d/base/README.md.base`, which a merge needs, is missing or was changed.");
  }

  @Test
  void a_block_taken_out_stays_out_a_new_one_is_added_an_old_one_goes() throws Exception {
    tree.run(readme(block("a", "1") + block("b", "2") + block("c", "3")));
    tree.put("README.md", block("b", "2") + "mine\n" + block("c", "3"));
    tree.run(readme(block("a", "4") + block("b", "5") + block("d", "6")));

    assertThat(tree.read("README.md")).isEqualTo(block("b", "5") + "mine\n\n\n" + block("d", "6"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!-- m2d:begin x -->\nno end\n",
        "<!-- m2d:end x -->\n",
        "<!-- m2d:begin x --><!-- m2d:begin y --><!-- m2d:end x --><!-- m2d:end y -->",
        "<!-- m2d:begin x --><!-- m2d:end x --><!-- m2d:begin x --><!-- m2d:end x -->"
      })
  void broken_markers_are_refused(String text) throws Exception {
    tree.run(readme(block("x", "old")));
    tree.put("README.md", text);

    assertThat(tree.refusals(readme(block("x", "new"))))
        .singleElement()
        .asString()
        .contains("M2D607");
    assertThat(tree.read("README.md")).isEqualTo(text);
  }

  @Test
  void missing_entries_are_appended_with_comments_and_order_kept() {
    String mine =
        """
        # mine
        jobs:    # the jobs
            nightly: {scheduler: dagster, order: lineage}   # ours

            # about the end of the jobs

        pipelines:
          c__d: {runner: meltano}  # not yet

          # z goes first
          z__z:
            runner: singer
        # the end
        """;
    assertThat(append(mine))
        .isEqualTo(
            """
            # mine
            jobs:    # the jobs
                nightly: {scheduler: dagster, order: lineage}   # ours

                # about the end of the jobs
                daily: {scheduler: meltano, order: strict}

            pipelines:
              c__d: {runner: meltano}  # not yet

              # z goes first
              z__z:
                runner: singer
              a__b: {runner: singer}
            # the end
            """);
  }

  @Test
  void nothing_missing_means_no_byte_changes() {
    String mine = RENDERED.replace("singer", "meltano").replace("\n", "\r\n") + "# end";
    assertThat(append(mine)).isEqualTo(mine);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment\n",
        "pipelines: {}\njobs: {  } # none\n",
        "pipelines:\njobs:\n",
        "jobs:\n  x: 1",
        "---\npipelines:\n  q: {runner: singer}\n"
      })
  void sections_that_are_empty_or_absent_are_filled(String mine) {
    String merged = append(mine);
    assertThat(merged).contains("  a__b: {runner: singer}\n  c__d: {runner: singer}\n");
    assertThat(merged).contains("  daily: {scheduler: meltano, order: strict}\n");
    assertThat(append(merged)).isEqualTo(merged);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipelines: {c__d: {runner: singer}}\n",
        "pipelines: text\n",
        "- a list\n",
        "pipelines: [\n",
        "pipelines:\n  a__b: 1\n  a__b: 2\n",
        "{pipelines: {}}\n",
        "pipelines:\n  x: 1\n...\n",
        // They end lines in YAML, and in no editor.
        "a: 1\u0085b: 2\u0085pipelines:\u0085  a__b: 1\u0085",
        "a: 1\u2028b: 2\u2028pipelines:\u2028  a__b: 1\u2028",
        "a: 1\u2029b: 2\u2029pipelines:\u2029  a__b: 1\u2029"
      })
  void a_file_that_cannot_take_an_entry_is_refused_with_the_lines_to_add(String mine) {
    List<Diagnostic> refusals = new ArrayList<>();
    Optional<String> merged =
        YamlAppend.merge("migration.yaml", Optional.empty(), mine, RENDERED, refusals);

    assertThat(merged).isEmpty();
    assertThat(refusals).singleElement().extracting(d -> d.code().toString()).isEqualTo("M2D608");
  }

  @Test
  void a_file_in_other_characters_than_ours_is_refused() {
    byte[] ours = "a: {b: 1} # …\n".getBytes(StandardCharsets.UTF_8);
    TextFile mine = TextFile.of("a: {c: 1} # ü\n".getBytes(StandardCharsets.ISO_8859_1));
    List<Diagnostic> refusals = new ArrayList<>();

    assertThat(
            YamlAppend.merge("m.yaml", Optional.empty(), mine.text(), mine.textOf(ours), refusals))
        .isEmpty();
    assertThat(refusals).singleElement().asString().contains("not written in UTF-8");
  }

  @Test
  void the_refusal_shows_the_lines() {
    List<Diagnostic> refusals = new ArrayList<>();
    YamlAppend.merge(
        "m.yaml", Optional.empty(), "pipelines: {c__d: {runner: singer}}\n", RENDERED, refusals);

    assertThat(refusals.get(0).hint().orElseThrow())
        .contains("pipelines:\n  a__b: {runner: singer}");
  }

  private static String append(String mine) {
    List<Diagnostic> refusals = new ArrayList<>();
    Optional<String> merged =
        YamlAppend.merge("migration.yaml", Optional.empty(), mine, RENDERED, refusals);
    assertThat(refusals).isEmpty();
    return merged.orElseThrow();
  }

  @Test
  void entries_of_the_switchboard_that_lead_nowhere_are_named() {
    String mine = RENDERED.replace("jobs:", "  e__f: {runner: meltano}\njobs:");

    assertThat(YamlAppend.leftovers("migration.yaml", mine, RENDERED))
        .containsExactly("pipelines.e__f");
    assertThat(YamlAppend.leftovers("migration.yaml", RENDERED, RENDERED)).isEmpty();
  }

  /** Which settings there are is said in the file's comments; the project has no list of them. */
  @Test
  void settings_that_a_user_puts_into_files_yaml_are_no_leftovers() {
    String rendered = "defaults: {mode: as-meltano, after_load: keep}\nimporters:\n  a: {}\n";
    String mine =
        "defaults: {mode: strict, memory_mb: 96}\nimporters:\n  a: {retention_days: 30}\n  b: {}\n";
    assertThat(YamlAppend.leftovers("files.yaml", mine, rendered)).containsExactly("importers.b");
    assertThat(
            YamlAppend.merge(
                "files.yaml", Optional.of(rendered), mine, rendered, new ArrayList<>()))
        .hasValue(mine);
  }
}
