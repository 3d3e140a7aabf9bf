package dev.m2d.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest is read as what anybody can have written. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ManifestTest {

  private static String manifest(String version, String names, String options) {
    return """
    {"schemaVersion": 1, "toolVersion": "%s", "inputs": {}, "options": {%s}, "names": [%s], "files": []}
    """
        .replaceFirst("%s", version)
        .replaceFirst("%s", options)
        .replaceFirst("%s", java.util.regex.Matcher.quoteReplacement(names));
  }

  private static Manifest read(String text) throws RefusedException {
    return ManifestJson.read(text.getBytes(StandardCharsets.UTF_8), "0.2.0");
  }

  private static String refused(String text) {
    RefusedException e = catchThrowableOfType(RefusedException.class, () -> read(text));
    assertThat(e).as(text).isNotNull();
    return e.reasons().get(0).message();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.2.1", "0.10.0", "1", "99.0", "0.2.0.1"})
  void one_that_a_newer_m2d_wrote_is_refused(String version) {
    assertThat(refused(manifest(version, "", "")))
        .isEqualTo("The manifest was written by m2d " + version + "; this is m2d 0.2.0.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.2.0", "0.2", "0.1.9", "0.2.0-SNAPSHOT", "development"})
  void one_that_this_or_an_older_m2d_wrote_is_read(String version) throws Exception {
    assertThat(read(manifest(version, "", "")).header().toolVersion()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.x", "1..2", "99999999999", "1.0 <b>"})
  void a_version_that_is_none_is_refused(String version) {
    assertThat(refused(manifest(version, "", ""))).contains("toolVersion `" + version + "`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          job | ../../evil
          job | run_failure
          job | class
          job | int
          op | ../o
          op | a b
          op | a/b
          op | ___
          schedule | x"
          schedule | parallel_run
          sensor | a-b
          asset | a//b
          asset | ../b
          asset | /a
          pool | a b
          location | a/b
          location | a b
          plugin | ''
          """)
  void a_name_that_no_run_can_have_given_is_refused(String kind, String name) {
    String names = "{\"kind\": \"op\", \"origin\": \"x\", \"name\": \"fine\"}, " + name(kind, name);
    assertThat(refused(manifest("0.1.0", names, ""))).contains("`names[1].name`");
  }

  @Test
  void control_characters_are_in_no_name() {
    for (String kind : List.of("asset", "job", "schedule", "op", "pool", "plugin", "location")) {
      assertThat(refused(manifest("0.1.0", name(kind, "a\\u001bb"), ""))).contains("names[0]");
      assertThat(refused(manifest("0.1.0", name(kind, "a\\nb"), ""))).contains("names[0]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          job | daily_2
          op | class_job
          op | _2
          schedule | run_failure
          asset | raw/Order items
          asset | raw/a.b-c_d
          pool | tap-x-to-target-y
          location | team.etl-2
          plugin | tap ü
          """)
  void a_name_that_a_run_gives_is_taken(String kind, String name) throws Exception {
    assertThat(read(manifest("0.1.0", name(kind, name), "")).names().entries())
        .extracting(e -> e.name())
        .containsExactly(name);
  }

  @Test
  void the_rest_of_a_name_is_looked_at_too() {
    String job = "{\"kind\": \"job\", \"origin\": \"a\", \"name\": \"a\", %s}";
    assertThat(refused(manifest("0.1.0", job.replace("%s", "\"definition\": \"..\""), "")))
        .contains("no digest in `names[0].definition`");
    assertThat(refused(manifest("0.1.0", job.replace("%s", "\"gone\": \"no\""), "")))
        .contains("`names[0].gone`");
    assertThat(refused(manifest("0.1.0", name("location", "a") + "," + other(), "")))
        .contains("2 names to the code location");
  }

  private static String other() {
    return "{\"kind\": \"location\", \"origin\": \"y\", \"name\": \"b\"}";
  }

  @ParameterizedTest
  @CsvSource({"meltanoProject, /etc", "meltanoProject, ''", "other, x"})
  void an_option_that_no_run_has_is_refused(String option, String value) {
    assertThat(refused(manifest("0.1.0", "", "\"" + option + "\": \"" + value + "\"")))
        .contains("`options." + option + "`");
  }

  private static String name(String kind, String name) {
    return "{\"kind\": \"%k\", \"origin\": \"x\", \"name\": \"%n\"}"
        .replace("%k", kind)
        .replace("%n", name.replace("\"", "\\\""));
  }
}
