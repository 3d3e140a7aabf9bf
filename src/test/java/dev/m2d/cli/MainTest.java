package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    "--verson, m2d: unknown option `--verson`.",
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
}
