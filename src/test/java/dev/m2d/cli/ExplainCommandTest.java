package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExplainCommandTest {

  @Test
  void every_code_is_explained_with_its_cure_and_an_example() {
    for (Code code : Code.values()) {
      Cli.Result result = Cli.run("explain", code.name());

      assertThat(result.status()).isZero();
      assertThat(result.out())
          .startsWith(code + ": " + code.title() + ".\n")
          .contains("\nWhy:      ", "\nm2d:      ", "\nExample:\n", "[" + code + "]: ");
      assertThat(result.out().replaceAll("\\s+", " ")).contains(" Cure: " + code.remedy());
      String words = result.out().substring(0, result.out().indexOf("\nExample:\n"));
      assertThat(words.lines()).allMatch(l -> l.length() <= 100 && l.equals(l.stripTrailing()));
    }
    // Nothing explains a code that there is not.
    assertThat(Explanation.all().keySet())
        .containsExactlyElementsOf(Arrays.stream(Code.values()).map(Code::name).toList());
  }

  @Test
  void what_Meltano_does_is_told_where_it_has_a_part() {
    assertThat(Cli.run("explain", "M2D523").out())
        .contains("\nMeltano:  It hands a bookmark only to taps with the capability `state`");
    assertThat(Cli.run("explain", "M2D604").out()).doesNotContain("Meltano:");
  }

  @Test
  void a_code_may_be_written_as_people_do() {
    String text = Cli.run("explain", "M2D501").out();

    assertThat(Cli.run("explain", "m2d501").out()).isEqualTo(text);
    assertThat(Cli.run("explain", "M2D-501").out()).isEqualTo(text);
    assertThat(Cli.run("explain", "501").out()).isEqualTo(text);
  }

  @Test
  void an_unknown_code_is_wrong_usage_with_a_suggestion() {
    Cli.Result result = Cli.run("explain", "M2D5011");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("m2d explain: there is no code `M2D5011`.")
        .contains("M2D501");
  }

  @Test
  void a_generated_file_says_what_it_is_made_of(@TempDir Path folder) throws IOException {
    Path project = Cli.copy("mappers", folder);
    assertThat(Cli.run("generate", project).status()).isZero();
    Path file = project.resolve("dagster_project/plugins/extractors/tap-csv.yaml");

    assertThat(Cli.run("explain", file).out())
        .startsWith("plugins/extractors/tap-csv.yaml\n  made by   templates/")
        .containsPattern("\n  made of   meltano\\.yml:\\d+:\\d+\n");
  }
}
