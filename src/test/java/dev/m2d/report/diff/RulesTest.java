package dev.m2d.report.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RulesTest {

  @Test
  void the_file_is_read() {
    Rules rules = Rules.load();

    assertThat(rules.order()).contains("setting", "default");
    assertThat(rules.kind("default").named()).isEqualTo(rules.kind("setting").named());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lots: {}",
        "areas: [{id: a, title: A, color: red}]",
        "kinds: {job: {area: run, parst: jobs}}",
        "kinds: {job: {added: {text: x, rist: data, risk: none}}}",
        "kinds: {job: {changed: {steps: {lots: x, risk: none}}}}",
        "kinds: {job: {named: [{name: [x], risk: data}]}}",
      })
  void a_slip_of_the_pen_is_refused(String text) {
    assertThatThrownBy(() -> read(text)).hasMessageContaining("is none of");
  }

  @Test
  void a_risk_that_is_none_of_ours_is_refused() {
    assertThatThrownBy(() -> read("kinds: {job: {added: {text: x, risk: dta}}}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "extractor, start_date, DATA",
    "extractor, page_size, REVIEW",
    "extractor, auth_token, REVIEW",
    "extractor, never_heard_of, DATA",
    "loader, port, DATA",
    "loader, stream_maps.orders, DATA",
    "loader, process_activate_version_messages, DATA",
    "loader, batch_size_rows, REVIEW",
    "loader, batch_size_rows in prod, REVIEW",
    "loader, sqlalchemy_url in prod, DATA",
    "utility, schema, DATA",
    "utility, ui_theme, REVIEW",
  })
  void a_setting_weighs_what_it_decides(String type, String name, Risk risk) {
    for (String kind : new String[] {"setting", "default"}) {
      Happening changed =
          new Happening("changed.value", name, "plugin " + type + " x-y", "", "a", "b");
      assertThat(Rules.load().kind(kind).rule(changed).risk()).as(kind).isEqualTo(risk);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "state_backend.uri, DATA",
    "state_backend.s3.endpoint_url, DATA",
    "state_backend.s3.aws_secret_access_key, REVIEW",
    "state_backend.lock_timeout_seconds, REVIEW",
    "cli.log_level, REVIEW",
  })
  void a_setting_of_the_project_too(String name, Risk risk) {
    Happening changed = new Happening("changed.value", name, "", "", "a", "b");
    assertThat(Rules.load().kind("project setting").rule(changed).risk()).isEqualTo(risk);
  }

  @ParameterizedTest
  @CsvSource({
    "tap-x==1.0, tap-x~=2.1, true",
    "Tap_X, tap-x[s3]>=2, true",
    "tap-x, tap-y, false",
    "git+https://h.example/a/x.git@v1, git+https://h.example/a/x.git@v2, true",
    "git+https://h.example/a/x.git@feature/a, git+https://h.example/a/x, true",
    "git+ssh://git@h.example/a/x.git@v1, git+ssh://git@h.example/a/x.git, true",
    "git+https://h.example/a/x.git, git+https://h.example/b/x.git, false",
    "git+https://h.example/a/x.git@v1, tap-x, false",
    "dbt-core~=1.10 dbt-postgres, dbt-postgres dbt-core~=1.11, true",
  })
  void another_version_is_the_same_program(String old, String now, boolean isSame) {
    assertThat(Program.ofPackage(old).equals(Program.ofPackage(now))).isEqualTo(isSame);
  }

  private static Rules read(String text) {
    Value value =
        YamlReader.read(new SourceFile("diff.yaml", text), new Diagnostics()).orElseThrow().value();
    return Rules.of((Value.Fields) value);
  }
}
