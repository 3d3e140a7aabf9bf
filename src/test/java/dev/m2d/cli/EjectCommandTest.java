package dev.m2d.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `m2d eject` leaves a project that m2d has no part in, with the user's edits. */
final class EjectCommandTest {

  private static final Pattern TRACE = Pattern.compile("(?i)m2d|meltano2dagster");

  @TempDir private Path temporary;
  private Path output = Path.of("");

  /** A rule of generator/eject.yaml: in which files it finds what. */
  private record Rule(Pattern in, Pattern find) {}

  @Test
  void of_every_fixture_only_behaviour_names_m2d_and_every_rule_is_needed() throws IOException {
    YamlMap data = Resources.map("eject.yaml");
    YamlMap comparison = (YamlMap) data.get("comparison").orElseThrow();
    List<Rule> unused = rules(data);
    unused.addAll(rules(comparison));
    List<Pattern> stays = new ArrayList<>();
    for (var stay : ((YamlList) data.get("stays").orElseThrow()).items()) {
      stays.add(Pattern.compile(text((YamlMap) stay, "text")));
    }
    List<Pattern> gone =
        new ArrayList<>(
            ((YamlList) comparison.get("files").orElseThrow())
                .items().stream().map(n -> Pattern.compile(((YamlScalar) n).text())).toList());
    int trees = 0;
    for (String name : fixtures()) {
      generate(name);
      if (!Files.exists(output)) {
        continue;
      }
      trees++;
      Map<String, String> before = Cli.snapshot(output);
      unused.removeIf(
          r ->
              before.entrySet().stream()
                  .anyMatch(
                      f ->
                          r.in().matcher(f.getKey()).matches()
                              && r.find().matcher(f.getValue()).find()));
      gone.removeIf(p -> before.keySet().stream().anyMatch(f -> p.matcher(f).matches()));

      Cli.Result result = Cli.run("eject", output);

      assertThat(result.status()).as(name + result.err()).isZero();
      assertThat(result.err()).doesNotContain("Names m2d still");
      assertThat(output.resolve(".m2d")).doesNotExist();
      Cli.snapshot(output)
          .forEach(
              (path, text) -> {
                String rest = text;
                for (Pattern stay : stays) {
                  rest = stay.matcher(rest).replaceAll("");
                }
                assertThat(TRACE.matcher(rest).results().toList()).as(name + " " + path).isEmpty();
              });
    }
    assertThat(trees).isGreaterThan(10);
    assertThat(unused).isEmpty();
    assertThat(gone).isEmpty();
  }

  @Test
  void edits_stay_and_what_they_keep_of_m2d_is_told() throws IOException {
    generate("quickbooks-jobs");
    String job = "dagster_project/defs/jobs/daily.py";
    edit(job, text -> text + "\n# Mine.\n");
    edit("dagster_project/constants.py", text -> text.replace("\n", "\r\n"));
    edit("README.md", text -> "# Ours\n\n" + text.replace("The next `m2d", "Each `m2d"));
    write("notes.md", "ask m2d\n");
    Files.delete(output.resolve("dagster_project/defs/schedules/daily.py"));
    write(
        "migration.yaml",
        read("migration.yaml").replace("scheduler: meltano", "scheduler: dagster"));
    Map<String, String> before = Cli.snapshot(output);

    Cli.Result result = Cli.run("eject", output);

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("Names m2d still, in text that is yours:\n  README.md:8\n  notes.md:1\n")
        .contains("M2D_STATE_URI")
        .contains("variables that configure the project");
    for (String same : List.of(job, "dagster_project/constants.py", "migration.yaml")) {
      assertThat(read(same)).isEqualTo(before.get(same));
    }
    assertThat(read("README.md"))
        .startsWith("# Ours\n")
        .contains("Each `m2d generate`")
        .doesNotContain("m2d:begin");
    assertThat(output.resolve("dagster_project/defs/schedules/daily.py")).doesNotExist();
    assertThat(output.resolve("dagster_project/parallel_run")).doesNotExist();
    assertThat(output.resolve("dagster_project/defs/checks")).doesNotExist();
  }

  @Test
  void an_edited_comparison_stays_as_a_whole() throws IOException {
    generate("quickbooks-jobs");
    edit("dagster_project/defs/schedules/parallel_run.py", text -> text + "# Mine.\n");
    Map<String, String> before = Cli.snapshot(output);
    Cli.Result result = Cli.run("eject", output);
    assertThat(result.err())
        .contains("you edited dagster_project/defs/schedules/parallel_run.py")
        .contains("more; `grep -rni m2d` finds them");
    Map<String, String> after = Cli.snapshot(output);
    before.keySet().removeIf(p -> p.startsWith(".m2d/"));
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.get("tests/world.py")).isEqualTo(before.get("tests/world.py"));
  }

  @Test
  void a_comparison_that_code_of_yours_imports_stays_as_a_whole() throws IOException {
    List<String> imports =
        List.of(
            "from dagster_project.parallel_run import plan\n",
            "from dagster_project.parallel_run.plan import (\n    Step,  # one\n    Work,\n)\n",
            "def f():\n    import os, dagster_project.parallel_run.plan as p\n",
            "from ..parallel_run.plan import Step\n",
            "import importlib\nimportlib.import_module('dagster_project.parallel_run.plan')\n");
    for (String code : imports) {
      output = temporary.resolve("tree-" + imports.indexOf(code));
      Cli.run("generate", Cli.fixture("quickbooks-jobs"), "-o", output);
      write("dagster_project/defs/mine.py", code);
      Map<String, String> before = Cli.snapshot(output);
      Cli.Result result = Cli.run("eject", output);
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.err())
          .contains("since modules that stay import it: dagster_project/defs/mine.py.");
      before.keySet().removeIf(p -> p.startsWith(".m2d/"));
      assertThat(Cli.snapshot(output).keySet()).as(code).isEqualTo(before.keySet());
    }
    output = temporary.resolve("tree");
    Cli.run("generate", Cli.fixture("quickbooks-jobs"), "-o", output);
    write("dagster_project/defs/mine.py", "from dagster_project.parallel_running import a\n");
    assertThat(Cli.run("eject", output).err()).doesNotContain("stay import it");
    assertThat(output.resolve("dagster_project/parallel_run")).doesNotExist();
  }

  @Test
  void a_contract_of_yours_stays_alone() throws IOException {
    generate("quickbooks-jobs");
    edit("parity.yaml", text -> "# Mine.\n" + text);
    assertThat(Cli.run("eject", output).status()).isZero();
    assertThat(read("parity.yaml")).startsWith("# Mine.\n");
    assertThat(output.resolve("dagster_project/parallel_run")).doesNotExist();
  }

  @Test
  void conflicts_come_first_and_a_look_changes_nothing() throws IOException {
    generate("quickbooks-jobs");
    Map<String, String> before = Cli.snapshot(output);
    Cli.Result look = Cli.run("eject", "--dry-run", output);
    assertThat(look.status()).isZero();
    assertThat(look.out())
        .contains("delete   dagster_project/parallel_run/__init__.py\n", "update   README.md\n")
        .endsWith("delete   .m2d/\n");
    assertThat(Cli.snapshot(output)).isEqualTo(before);

    edit("dagster_project/constants.py", t -> "<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n" + t);
    Cli.Result result = Cli.run("eject", output);
    assertThat(result.status()).isEqualTo(ExitCode.CONFLICTS);
    assertThat(result.err()).contains("dagster_project/constants.py:1");
    assertThat(Files.exists(output.resolve(".m2d/manifest.json"))).isTrue();
    assertThat(Cli.run("eject", temporary).status()).isEqualTo(ExitCode.UNREADABLE);
  }

  @Test
  void a_project_that_was_ejected_is_not_one_of_m2d() throws IOException {
    generate("quickbooks-jobs");
    Cli.run("eject", output);
    assertThat(Cli.run("eject", output).status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(Cli.run("generate", output.resolve("..")).status()).isEqualTo(ExitCode.REFUSED);
    assertThat(Cli.run("generate", "--check", output.resolve("..")).status())
        .isEqualTo(ExitCode.REFUSED);
  }

  private static List<Rule> rules(YamlMap map) {
    List<Rule> rules = new ArrayList<>();
    for (var rule : ((YamlList) map.get("rules").orElseThrow()).items()) {
      String in = text((YamlMap) rule, "in");
      rules.add(new Rule(Pattern.compile(in), Pattern.compile(text((YamlMap) rule, "find"))));
    }
    return rules;
  }

  private static String text(YamlMap map, String key) {
    return ((YamlScalar) map.get(key).orElseThrow()).text();
  }

  private static Iterable<String> fixtures() throws IOException {
    try (Stream<Path> list = Files.list(Cli.FIXTURES)) {
      return new TreeSet<>(list.map(p -> p.getFileName().toString()).toList());
    }
  }

  private void generate(String fixture) throws IOException {
    Path project = Cli.copy(fixture, temporary.resolve(fixture));
    output = project.resolve("dagster_project");
    Cli.run("generate", project);
  }

  private void edit(String path, UnaryOperator<String> how) throws IOException {
    write(path, how.apply(read(path)));
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(output.resolve(path), text);
  }

  private String read(String path) throws IOException {
    return requireNonNull(Files.readString(output.resolve(path)));
  }
}
