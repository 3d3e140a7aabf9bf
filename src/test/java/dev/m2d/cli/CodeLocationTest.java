package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code location is named once, and not by the folder of whoever runs m2d next. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class CodeLocationTest {

  private static final Path SHOP = Path.of("fixtures/diff/project");
  private static final String CONSTANTS = "dagster_project/dagster_project/constants.py";

  @TempDir private Path temporary;
  private Path shop;

  @BeforeEach
  void generated() throws IOException {
    shop = project("shop");
    assertThat(Cli.run("generate", shop).status()).isZero();
  }

  private Path project(String folder) throws IOException {
    return DiffFixturesTest.copy(SHOP, temporary.resolve(folder));
  }

  @Test
  void a_clone_under_another_name_is_in_step() throws IOException {
    Path clone = DiffFixturesTest.copy(shop, temporary.resolve("clone"));
    assertThat(Cli.run("generate", clone, "--check").status()).isZero();
    assertThat(Cli.run("diff", clone).out())
        .isEqualTo("No change of `shop`, since it was last generated.\n");
    assertThat(Cli.run("diff", clone, "--against", shop).out()).startsWith("No change");
    assertThat(Cli.run("diff", clone, "--against", shop.resolve("dagster_project")).out())
        .startsWith("No change");
  }

  @Test
  void a_project_that_was_not_generated_differs_by_no_name_of_a_folder() throws IOException {
    Path base = project("base");
    assertThat(Cli.run("diff", shop, "--against", base).out()).startsWith("No change");
    assertThat(Cli.run("diff", base, "--against", shop).out()).startsWith("No change");
    assertThat(Cli.run("diff", project("pull"), "--against", base).out()).startsWith("No change");
  }

  @Test
  void two_that_were_generated_apart_are_told_so_and_differ_by_no_name_of_a_folder()
      throws IOException {
    Path other = project("other");
    assertThat(Cli.run("generate", other).status()).isZero();
    for (Path against : new Path[] {shop, shop.resolve("dagster_project")}) {
      assertThat(Cli.run("diff", other, "--against", against).out())
          .startsWith("No change")
          .contains("The code location is `other` here and `shop` there, each after its folder");
    }
  }

  @Test
  void the_first_run_takes_it_from_the_option() throws IOException {
    Path fresh = project("fresh");
    Files.writeString(fresh.resolve("m2d.yaml"), "code_location: sales\n");
    assertThat(Cli.run("generate", fresh).status()).isZero();
    assertThat(fresh.resolve(CONSTANTS)).content().contains("CODE_LOCATION = \"sales\"");
    assertThat(Cli.run("diff", fresh, "--against", shop).out())
        .contains("history code location in Dagster: `shop` → `sales`");
  }

  @Test
  void an_option_that_no_location_can_be_called_is_refused() throws IOException {
    Files.writeString(shop.resolve("m2d.yaml"), "code_location: a b\n");
    Cli.Result result = Cli.run("generate", shop);
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("M2D702", "m2d.yaml:1:16", "takes letters, digits");
  }

  @Test
  void another_name_is_taken_on_purpose() throws IOException {
    Files.writeString(shop.resolve("m2d.yaml"), "code_location: sales\n");
    assertThat(Cli.run("generate", shop).err())
        .contains(
            "M2D540", "The code location is to be `sales`; in Dagster it keeps its name, `shop`");
    assertThat(shop.resolve(CONSTANTS)).content().contains("CODE_LOCATION = \"shop\"");

    Cli.Result result = Cli.run("rename", "shop", "sales", shop, "--kind", "location");

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("Code location `shop` becomes `sales`", "it forgets their ticks")
        .doesNotContain("M2D540");
    assertThat(shop.resolve(CONSTANTS)).content().contains("CODE_LOCATION = \"sales\"");
    assertThat(Cli.run("rename", "sales", "a b", shop).err())
        .contains("`a b` is no name of a code location");
    assertThat(Cli.run("generate", shop).err()).contains("Nothing to change");
  }
}
