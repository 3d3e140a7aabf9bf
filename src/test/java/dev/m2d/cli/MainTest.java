package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MainTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "genrate, m2d: unknown command `genrate`. Did you mean `generate`?",
    "--verson, m2d: unknown option `--verson`. Did you mean `--version`?",
    "'', m2d: unknown command ``."
  })
  void a_wrong_word_is_wrong_usage_and_gets_the_nearest_one(String word, String message) {
    Cli.Result result = Cli.run(word);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).startsWith(message + "\n").contains("`m2d --help`");
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "generate, --drry-run, --dry-run",
    "generate, --adpot, --adopt",
    "audit, --formt=json, --format",
    "audit, --fail-onn, --fail-on"
  })
  void an_unknown_option_gets_the_nearest_one(String command, String option, String hint) {
    Cli.Result result = Cli.run(command, option);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("unknown option `" + option.replaceAll("=.*", "") + "`");
    assertThat(result.err()).contains("Did you mean `" + hint + "`?");
  }

  @Test
  void no_command_at_all_is_wrong_usage() {
    assertThat(Cli.run().status()).isEqualTo(2);
    assertThat(Cli.run().err())
        .isEqualTo("m2d: missing a command.\n`m2d --help` shows what there is.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit --format xml", "audit --fail-on", "generate a b", "generate -o"})
  void wrong_values_are_wrong_usage(String line) {
    Cli.Result result = Cli.run((Object[]) line.split(" ", -1));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("--help` shows what there is.").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "audit", "generate", "completion", "version"})
  void help_goes_to_standard_output_and_fits_100_columns(String command) {
    Cli.Result result = command.isEmpty() ? Cli.run("--help") : Cli.run(command, "--help");

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("Usage: m2d").doesNotContain("\u001b");
    assertThat(result.out().lines())
        .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "generate"})
  void help_of_a_verb_teaches_by_examples_and_says_the_exit_codes(String command) {
    assertThat(Cli.run(command, "-h").out())
        .contains("Examples:", "Exit status:", "m2d " + command);
  }

  @Test
  void version_prints_one_line() {
    Cli.Result result = Cli.run("version");

    assertThat(result.status()).isZero();
    assertThat(result.out()).matches("m2d \\S+\n");
  }

  @Test
  void the_completion_script_is_valid_and_completes() throws Exception {
    Path script = Files.writeString(temp.resolve("m2d.bash"), Cli.run("completion").out());
    String ask =
        "compopt() { :; }; source "
            + script
            + "; COMP_WORDS=(m2d generate --d); COMP_CWORD=2; _complete_m2d;"
            + " echo \"${COMPREPLY[@]}\"";
    Process bash = new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said.strip()).isEqualTo("--dry-run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "generate"})
  void a_path_without_a_project_is_status_1_with_advice(String command) throws Exception {
    Cli.Result result = Cli.run(command, temp);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "there is no meltano.yml in `" + temp + "`", "Name the folder of a Meltano project");

    Files.createDirectories(temp.resolve("elt"));
    Files.writeString(temp.resolve("elt/meltano.yml"), "version: 1\n");
    assertThat(Cli.run(command, temp).err())
        .contains("Did you mean `" + temp.resolve("elt") + "`?");
  }

  @Test
  void without_an_argument_the_nearest_project_above_is_taken() throws Exception {
    Path project = Cli.copy("commands", temp.resolve("project"));
    Path below = Files.createDirectories(project.resolve("some/where"));
    Process run = Cli.start(below, "", "generate", "--dry-run");

    assertThat(run.waitFor()).isZero();
    assertThat(below.resolve("err.txt")).content().contains("Made of project:");
    assertThat(below.resolve("out.txt"))
        .content()
        .contains("create   dagster_project/definitions.py");
  }

  @Test
  void every_status_has_its_number() throws Exception {
    assertThat(
            List.of(
                ExitCode.OK,
                ExitCode.UNREADABLE,
                ExitCode.USAGE,
                ExitCode.DRIFT,
                ExitCode.CONFLICTS,
                ExitCode.DIFFERENT,
                ExitCode.INCONCLUSIVE,
                ExitCode.REFUSED,
                ExitCode.POLICY,
                ExitCode.BUG,
                ExitCode.CANNOT_WRITE,
                ExitCode.INTERRUPTED))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 74, 130);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void the_version_is_told_in_every_usual_way(String word) {
    Cli.Result result = Cli.run(word);

    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("m2d ");
  }

  @Test
  void standard_output_that_takes_nothing_is_a_failure_and_not_a_report() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs /dev/full, as on Linux");
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Cli.classPath(),
                "dev.m2d.cli.Main",
                "version")
            .redirectOutput(full.toFile())
            .redirectError(temp.resolve("err").toFile())
            .start();

    assertThat(run.waitFor()).isEqualTo(74);
    assertThat(temp.resolve("err")).content().startsWith("m2d: standard output cannot be written");
  }

  @Test
  void inspect_refuses_an_environment_that_is_not_there_and_shows_the_one_that_is()
      throws Exception {
    Files.writeString(
        temp.resolve("meltano.yml"),
        """
        environments:
        - {name: dev, config: {plugins: {extractors: [{name: tap-x, config: {a: in-dev}}]}}}
        - {name: prod, config: {plugins: {extractors: [{name: tap-x, config: {a: in-prod}}]}}}
        plugins: {extractors: [{name: tap-x, namespace: tap_x}]}
        """);

    Cli.Result wrong = Cli.run("inspect", temp, "-e", "prd");
    Cli.Result right = Cli.run("inspect", temp, "-e", "prod");

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("the project has no environment `prd`. Did you mean `prod`?\n");
    assertThat(right.out()).contains("in-prod").doesNotContain("in-dev");
  }

  @Test
  void inspect_says_how_a_time_is_written() {
    Cli.Result result = Cli.run("inspect", "--now", "tomorrow");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("`tomorrow` is no time such as 2026-01-31T06:00:00")
        .doesNotContain("java");
  }

  @Test
  void anchors_within_anchors_are_too_deep_at_some_point() throws Exception {
    StringBuilder text = new StringBuilder("x0: &a0 1\n");
    for (int i = 1; i < 400; i++) {
      text.append("x%d: &a%d %s*a%d%s\n".formatted(i, i, "[".repeat(90), i - 1, "]".repeat(90)));
    }
    Files.writeString(temp.resolve("meltano.yml"), text);

    Cli.Result result = Cli.run("audit", temp);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("M2D105").doesNotContain("StackOverflowError");
  }

  @Test
  void the_meltano_project_itself_is_no_place_to_write_to() throws Exception {
    Files.writeString(temp.resolve("meltano.yml"), "plugins: {}\n");

    Cli.Result itself = Cli.run("generate", temp, "-o", temp.resolve("x/.."), "--adopt");
    Cli.Result nowhere = Cli.run("generate", temp, "-o", "");

    assertThat(itself.status()).isEqualTo(7);
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(temp.toFile().list()).containsExactly("meltano.yml");
  }

  @Test
  void each_command_is_called_what_its_description_says() {
    assertThat(Main.commandLine().getSubcommands())
        .allSatisfy((name, command) -> assertThat(command.getCommandName()).isEqualTo(name));
  }
}
