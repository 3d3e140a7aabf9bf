package dev.m2d.output.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ThreeWayTest {

  private static String merged(Language language, String base, String mine, String fresh) {
    Merged merged =
        ThreeWay.merge(language, TextFile.lines(base), TextFile.lines(mine), TextFile.lines(fresh));
    return String.join("\n", merged.marked()) + "\n";
  }

  @Test
  void neighbouring_lines_do_not_conflict() {
    assertThat(merged(Language.TEXT, "a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nC\nd\n"))
        .isEqualTo("a\nB\nC\nd\n");
    assertThat(merged(Language.TEXT, "a\nb\n", "# mine\na\nb\n", "A\nb\n"))
        .isEqualTo("# mine\nA\nb\n");
    assertThat(merged(Language.TEXT, "a\nb\n", "a\n# mine\nb\n", "a\nB\n"))
        .isEqualTo("a\n# mine\nB\n");
    assertThat(merged(Language.TEXT, "a\nb\nc\n", "a\nb\n# mine\nc\n", "a\nc\n"))
        .isEqualTo("a\n# mine\nc\n");
  }

  @Test
  void one_line_changed_in_two_ways_does() {
    assertThat(merged(Language.PYTHON, "x = 1\n", "x = 2\n", "x = 3\n"))
        .isEqualTo(
            """
            <<<<<<< your edit
            x = 2
            ||||||| generated before
            x = 1
            =======
            x = 3
            >>>>>>> generated now
            """);
  }

  @Test
  void an_edit_of_lines_that_go_does() {
    assertThat(merged(Language.TEXT, "a\nb\nc\nd\n", "a\nb\nC\nd\n", "a\nd\n"))
        .contains("<<<<<<<", "C\n", "=======\n>>>>>>> generated now\nd\n");
  }

  @Test
  void imports_that_both_sides_added_are_both_taken_in_order() {
    assertThat(
            merged(
                Language.PYTHON,
                "import a\nimport d\n\nx = 1\n",
                "import a\nimport c\nimport d\n\nx = 1\n",
                "import a\nimport b\nimport d\n\nx = 1\n"))
        .isEqualTo("import a\nimport b\nimport c\nimport d\n\nx = 1\n");
  }

  @Test
  void names_of_one_import_are_brought_together() {
    assertThat(
            merged(
                Language.PYTHON,
                "from m import Stream, run\n",
                "from m import Stream, mine, run\n",
                "from m import FRESH, Stream\n"))
        .isEqualTo("from m import FRESH, Stream, mine\n");
  }

  @Test
  void reordered_imports_take_a_new_one() {
    assertThat(
            merged(
                Language.PYTHON,
                "import a\nimport b\nfrom c import x\n",
                "from c import x\nimport a\nimport b\n",
                "import a\nimport b\nfrom c import x, y\n"))
        .isEqualTo("from c import x, y\nimport a\nimport b\n");
  }

  @Test
  void entries_of_a_python_list_are_told_apart() {
    String base =
        "x = f(\n    streams=(\n        Stream(\"a\"),\n        Stream(\"d\"),\n    ),\n)\n";
    assertThat(
            merged(
                Language.PYTHON,
                base,
                base.replace(
                    "        Stream(\"d\")", "        Stream(\"c\"),\n        Stream(\"d\")"),
                base.replace(
                    "        Stream(\"d\")", "        Stream(\"b\"),\n        Stream(\"d\")")))
        .isEqualTo(
            base.replace(
                "        Stream(\"d\")",
                "        Stream(\"c\"),\n        Stream(\"b\"),\n        Stream(\"d\")"));
  }

  @Test
  void arguments_on_one_line_are_told_apart() {
    assertThat(
            merged(
                Language.PYTHON,
                "    Stream(\"a\", key=(\"s\", \"a\"), table=\"s.a\"),\n",
                "    Stream(\"a\", key=(\"s\", \"a\"), table=\"s.a\", group=\"mine\"),\n",
                "    Stream(\"a\", key=(\"t\", \"a\"), table=\"t.a\"),\n"))
        .isEqualTo("    Stream(\"a\", key=(\"t\", \"a\"), table=\"t.a\", group=\"mine\"),\n");
  }

  @Test
  void a_list_that_becomes_tall_keeps_an_entry_of_the_users() {
    assertThat(
            merged(
                Language.PYTHON,
                "x = f(\n    streams=(Stream(\"a\"),),\n)\n",
                "x = f(\n    streams=(Stream(\"a\"), Stream(\"mine\")),\n)\n",
                "x = f(\n    streams=(\n        Stream(\"a\"),\n        Stream(\"b\"),\n    ),\n)\n"))
        .isEqualTo(
            """
            x = f(
                streams=(
                    Stream("a"),
                    Stream("mine"),
                    Stream("b"),
                ),
            )
            """);
  }

  @Test
  void functions_that_both_sides_added_at_the_end_are_both_taken() {
    assertThat(
            merged(
                Language.PYTHON,
                "x = 1\n",
                "x = 1\n\n\ndef mine():\n    return 1\n",
                "x = 1\n\n\ny = f(\n    2,\n)\n"))
        .isEqualTo("x = 1\n\n\ndef mine():\n    return 1\n\n\ny = f(\n    2,\n)\n");
  }

  @Test
  void statements_inside_a_function_are_not_taken_for_entries() {
    assertThat(
            merged(
                Language.PYTHON,
                "def f():\n    a()\n",
                "def f():\n    a()\n    if b:\n        c()\n",
                "def f():\n    a()\n    d()\n"))
        .contains("<<<<<<< your edit");
  }

  @Test
  void keys_and_entries_of_yaml_are_told_apart() {
    assertThat(
            merged(
                Language.YAML,
                "settings:\n  a:\n    kind: x\n",
                "settings:\n  a:\n    kind: x\n  mine:\n    kind: z\n",
                "settings:\n  a:\n    kind: x\n  b:\n    kind: y\n"))
        .isEqualTo("settings:\n  a:\n    kind: x\n  mine:\n    kind: z\n  b:\n    kind: y\n");
    assertThat(
            merged(
                Language.YAML,
                "exports:\n- A\n",
                "exports:\n- A\n- MINE\n",
                "exports:\n- A\n- B\n"))
        .isEqualTo("exports:\n- A\n- MINE\n- B\n");
    assertThat(
            merged(
                Language.YAML,
                "capabilities: [catalog, discover]\n",
                "capabilities: [catalog, discover, mine]\n",
                "capabilities: [catalog, state]\n"))
        .isEqualTo("capabilities: [catalog, mine, state]\n");
  }

  @Test
  void one_key_with_two_values_is_a_conflict() {
    assertThat(merged(Language.YAML, "a: 1\n", "a: 1\nb: 2\n", "a: 1\nb: 3\n"))
        .contains("<<<<<<< your edit\nb: 2\n", "=======\nb: 3\n>>>>>>>");
  }

  @Test
  void requirements_are_told_apart_by_their_names() {
    assertThat(
            merged(
                Language.TOML,
                "dependencies = [\n    \"a==1\",\n]\n",
                "dependencies = [\n    \"a==1\",\n    \"mine==1\",\n]\n",
                "dependencies = [\n    \"a==1\",\n    \"b==1\",\n]\n"))
        .isEqualTo("dependencies = [\n    \"a==1\",\n    \"b==1\",\n    \"mine==1\",\n]\n");
    assertThat(merged(Language.LIST, "a==1\n", "a==2\n", "a==3\n")).contains("<<<<<<<");
  }

  @Test
  void what_is_added_beside_lines_that_go_is_a_conflict() {
    String tasks =
        "x = f(\n    tasks=(\n        T(\"a\"),\n        T(\"b\"),\n        T(\"c\"),\n    ),\n)\n";
    assertThat(
            merged(
                Language.PYTHON,
                tasks,
                tasks.replace("T(\"b\"),\n", "T(\"b\"),\n        mine,\n"),
                tasks
                    .replace("\"a\"", "\"-\"")
                    .replace("\"c\"", "\"a\"")
                    .replace("\"-\"", "\"c\"")))
        .contains("<<<<<<< your edit");
    assertThat(
            merged(
                Language.PYTHON,
                "def f():\n    if x:\n        y()\n    z()\n",
                "def f():\n    if x:\n        y()\n        mine()\n    z()\n",
                "def f():\n    z()\n"))
        .contains("<<<<<<< your edit", "mine()");
    assertThat(
            merged(
                Language.YAML,
                "sources:\n- name: one\n  kind: x\n",
                "sources:\n- name: one\n  sensitive: true\n  kind: x\n",
                "sources:\n- name: two\n  kind: x\n"))
        .contains("<<<<<<< your edit");
    assertThat(
            merged(
                Language.PYTHON,
                "def f():\n    return 1\n\n\ndef g():\n    return 2\n",
                "@mine\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n",
                "def g():\n    return 2\n"))
        .contains("<<<<<<< your edit");
  }

  @Test
  void of_two_sources_the_users_comes_first() {
    assertThat(
            merged(
                Language.YAML,
                "sources:\n- variables: [A]\n- default: 1\n",
                "sources:\n- variables: [A]\n- value: zzz\n- default: 1\n",
                "sources:\n- variables: [A]\n- value: aaa\n- default: 1\n"))
        .isEqualTo("sources:\n- variables: [A]\n- value: zzz\n- value: aaa\n- default: 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          key=["raw", "orders"],     | key=["raw", "x"],            | key=["stg", "orders"],
          f(a, b)                    | f(a, z)                      | f(q, b)
          f(a, b=1)                  | f(a, b=1, **k)               | f(a, b=1, c=2)
          f(a)                       | f(a, mine)                   | f(a, ours)
          x = ["a", "b", "c"]        | x = ["a", "b", "c", "m"]     | x = ["c", "b", "a"]
          from x import a            | from x import *              | from x import a, b
          from x import a            | from x import a, c as b      | from x import a, b
          """)
  void places_and_names_that_both_changed_are_a_conflict(String base, String mine, String fresh) {
    assertThat(merged(Language.PYTHON, base + "\n", mine + "\n", fresh + "\n"))
        .contains("<<<<<<< your edit");
  }

  @Test
  void places_that_one_side_changed_are_merged() {
    assertThat(merged(Language.PYTHON, "f(a, b=1)\n", "f(a, b=1, m=2)\n", "f(a, c, b=1)\n"))
        .isEqualTo("f(a, c, b=1, m=2)\n");
    assertThat(merged(Language.YAML, "a: [run, x]\n", "a: [run, y]\n", "a: [build, x]\n"))
        .contains("<<<<<<< your edit");
    assertThat(merged(Language.YAML, "a: [run, x]\n", "a: [run, x, m]\n", "a: [build, x]\n"))
        .isEqualTo("a: [build, x, m]\n");
  }

  @Test
  void an_argument_that_both_added_is_found() {
    assertThat(PythonCalls.repeatAnArgument(List.of("f(", "  tags={},", "  b=[g(tags=1)],", ")")))
        .isFalse();
    assertThat(
            PythonCalls.repeatAnArgument(List.of("f(", "  tags={'a=': 1}, # tags=", "  tags=2)")))
        .isTrue();
    assertThat(
            PythonCalls.repeatAnArgument(
                List.of("f(a == b, a == c, 'a=1', \"a=\")", "a = 1", "a = 2")))
        .isFalse();
  }

  @Test
  void each_marker_alone_is_left_of_a_conflict() {
    for (String left :
        List.of("<<<<<<< your edit", "||||||| generated before", ">>>>>>> generated now")) {
      assertThat(ConflictMarkers.find(List.of("a", left, "b"))).hasValue(2);
    }
    assertThat(ConflictMarkers.find(List.of("Title", "=======", "text"))).isEmpty();
  }

  @Test
  void a_comment_where_something_is_added_stays() {
    assertThat(
            merged(Language.PYTHON, "x = 1\n", "x = 1\n# mine\n", "x = 1\nprint(\"unexpected\")\n"))
        .isEqualTo("x = 1\n# mine\nprint(\"unexpected\")\n");
  }

  /** Random texts: no conflict where JGit finds none, its result there, no line of a side lost. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void where_jgit_finds_no_conflict_neither_do_we_and_no_line_is_lost(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int clean = 0;
    for (int round = 0; round < 1000; round++) {
      List<String> base = new ArrayList<>();
      for (int i = 0; i < 4 + random.nextInt(8); i++) {
        base.add("line " + random.nextInt(20));
      }
      List<String> mine = changed(base, "mine", random);
      List<String> fresh = changed(base, "fresh", random);
      MergeResult<Lines> jgit =
          new MergeAlgorithm()
              .merge(Lines.COMPARATOR, new Lines(base), new Lines(mine), new Lines(fresh));
      Merged ours = new Merged(new Neighbours(Language.TEXT, 0).merge(base, mine, fresh));
      if (!jgit.containsConflicts()) {
        clean++;
        List<String> expected = new ArrayList<>();
        for (MergeChunk c : jgit) {
          expected.addAll(
              jgit.getSequences().get(c.getSequenceIndex()).range(c.getBegin(), c.getEnd()));
        }
        assertThat(ours.conflicts()).isZero();
        assertThat(ours.marked()).isEqualTo(expected);
      }
      List<String> marked = ours.marked();
      mine.stream().filter(l -> l.startsWith("mine")).forEach(l -> assertThat(marked).contains(l));
      fresh.stream()
          .filter(l -> l.startsWith("fresh"))
          .forEach(l -> assertThat(marked).contains(l));
    }
    assertThat(clean).isGreaterThan(100);
  }

  private static List<String> changed(List<String> base, String word, SplittableRandom random) {
    List<String> lines = new ArrayList<>(base);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(3)) {
        case 0 -> lines.add(at, word + random.nextInt(1000));
        case 1 -> lines.set(at, word + random.nextInt(1000));
        default -> lines.remove(at);
      }
    }
    return lines;
  }

  @Test
  void the_form_of_a_file_stays() {
    TextFile windows =
        TextFile.of("\uFEFFa\r\nb\r\nc".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(windows.lines()).containsExactly("a", "b", "c");
    assertThat(windows.with("a\nnew\nc\n"))
        .isEqualTo("\uFEFFa\r\nnew\r\nc".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    TextFile mixed = TextFile.of("a\r\nb\nc\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(mixed.with("a\nb\nnew\nc\n")).asString().isEqualTo("a\r\nb\nnew\nc\n");
    byte[] latin = {'a', (byte) 0xE9, '\n', 'b', '\n'};
    assertThat(TextFile.of(latin).with(TextFile.of(latin).lines())).isEqualTo(latin);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) "ab\r\n\n\r\u00e9".charAt(random.nextInt(7));
      }
      TextFile file = TextFile.of(bytes);
      assertThat(file.with(file.lines())).isEqualTo(bytes);
    }
  }
}
