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

/** What the audit tells people to do, and what it leaves out because nobody has to do it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AuditTodoTest {

  private static final String PROJECT =
      """
      python: python3.12
      environments: [{name: dev}, {name: prod}]
      plugins:
        extractors:
        - name: tap-shop
          namespace: tap_shop
          pip_url: -r $MELTANO_PROJECT_ROOT/requirements/tap-shop.txt
          capabilities: [catalog, discover, state]
          settings:
          - {name: region}
          - {name: login, kind: password}
          - {name: account, sensitive: true}
          - {name: size, value: 10}
          - {name: agent}
          config: {account: $SHOP_ACCOUNT, agent: $MELTANO_USER_AGENT}
        - name: tap-plain
          namespace: tap_plain
          pip_url: tap-plain==1
        loaders:
        - name: target-postgres
          variant: meltanolabs
          pip_url: one~=1.0 two~=2.0 three
        utilities:
        - name: dbt-postgres
          namespace: dbt_postgres
          executable: dbt
          pip_url: dbt-core==1.10.0
          settings: [{name: host, value: here}, {name: user}]
          commands: {run: run}
      jobs:
      - {name: load, tasks: ["tap-shop target-postgres dbt-postgres:run"]}
      - {name: plain, tasks: [tap-plain target-postgres]}
      schedules:
      - {name: daily, job: load, interval: '@daily'}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void project() throws IOException {
    write("meltano.yml", PROJECT);
    write("requirements/tap-shop.txt", "# ours\ntap-shop==3.1  # pinned\nrequests>=2\n");
    write("transform/dbt_project.yml", "name: shop\nprofile: meltano\n");
    write(
        "transform/profiles/postgres/profiles.yml",
        """
        meltano:
          outputs:
            dev:
              host: "{{ env_var('DBT_POSTGRES_HOST') }}"
              user: "{{ env_var('DBT_POSTGRES_USER') }}"
              password: '{{ env_var("DBT_POSTGRES_PASSWORD") }}'
              role: "{{ env_var('DBT_POSTGRES_ROLE', '') }}"
              target: "{{ env_var('MELTANO_ENVIRONMENT') }}"
        other:
          outputs: {dev: {host: "{{ env_var('OTHER_HOST') }}"}}
        """);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private String audit() {
    return Cli.run("audit", folder).out().replaceAll("\\s+", " ");
  }

  @Test
  void a_definition_that_is_nowhere_is_to_be_locked() {
    assertThat(audit())
        .contains("audit again. - loaders/target-postgres (meltano.yml:20:11) $ meltano lock")
        .contains("- `loaders/target-postgres` needs a decision; see the plugin.");
  }

  @Test
  void what_the_catalogue_calls_secret_is_told_without_a_definition() {
    assertThat(audit())
        .contains("- tap-shop: TAP_SHOP_LOGIN (meltano.yml:5:11)")
        .contains("- target-postgres: TARGET_POSTGRES_PASSWORD,");
  }

  @Test
  void a_variable_of_a_sensitive_setting_is_a_secret() {
    assertThat(audit())
        .contains(
            "take from variables: set them where the project runs. - SHOP_ACCOUNT"
                + " (meltano.yml:15:23)");
  }

  @Test
  void what_Meltano_sets_itself_is_not_asked_for() {
    assertThat(audit()).doesNotContain("MELTANO_USER_AGENT");
  }

  @Test
  void settings_of_the_project_without_a_value_are_told() {
    assertThat(audit())
        .contains("- tap-shop: TAP_SHOP_REGION (meltano.yml:5:11)")
        .contains("- dbt-postgres: DBT_POSTGRES_USER (meltano.yml:24:11)");
  }

  @Test
  void the_variables_of_the_profile_that_nothing_gives_are_told() {
    assertThat(audit())
        .contains("- DBT_POSTGRES_PASSWORD (transform/profiles/postgres/profiles.yml:6:17)")
        .doesNotContain("- DBT_POSTGRES_HOST", "DBT_POSTGRES_ROLE", "OTHER_HOST");
  }

  @Test
  void bookmarks_are_those_that_a_tap_is_handed() {
    assertThat(audit())
        .contains("- {dev,prod}:tap-shop-to-target-postgres (meltano.yml:31:24)")
        .doesNotContain(":tap-plain-to-target-postgres");
  }

  @Test
  void a_catalog_is_captured_of_a_tap_that_discovers() {
    assertThat(audit())
        .contains("stream is an asset. - tap-shop (meltano.yml:5:11) $ python")
        .contains("-> Its definition names no capability `discover`.");
  }

  @Test
  void jobs_that_nothing_starts_are_told() {
    assertThat(audit())
        .contains("under `jobs:` in m2d.yaml. - plain (meltano.yml:32:10)")
        .doesNotContain("- load (meltano.yml:31");
  }

  @Test
  void requirements_are_looked_at_in_their_files() throws IOException {
    String of = " of `extractors/tap-shop` names packages that are not pinned to one version";
    assertThat(audit())
        .contains("`-r requirements/tap-shop.txt`" + of)
        .contains("`one~=1.0`, `two~=2.0` of `loaders/target-postgres` name ranges of versions: an")
        .doesNotContain("M2D530");

    write("requirements/tap-shop.txt", "tap-shop==3.1 --hash=sha256:0\n");
    assertThat(audit()).doesNotContain(of);

    Files.delete(folder.resolve("requirements/tap-shop.txt"));
    assertThat(audit())
        .contains("M2D530: `requirements/tap-shop.txt`, from which `extractors/tap-shop` is");
  }

  @Test
  void the_Python_of_the_project_is_told() {
    assertThat(audit())
        .contains("meltano.yml:1:9: note M2D528: The project asks for Python `python3.12`.");
  }

  @Test
  void a_package_that_wants_another_Python_is_told() throws IOException {
    write(
        "meltano.yml",
        """
        plugins:
          extractors:
          - name: tap-postgres
            namespace: tap_postgres
            pip_url: pipelinewise-tap-postgres
            capabilities: [catalog, discover, state]
          - name: tap-postgres--old
            inherit_from: tap-postgres
            pip_url: PipelineWise_Tap.Postgres==1.0.0
          - name: tap-postgres--with-python
            inherit_from: tap-postgres
            python: python3.9
        jobs: []
        """);
    assertThat(audit())
        .contains(
            "meltano.yml:5:14: `extractors/tap-postgres` asks for Python `>=3.7,<3.10`."
                + " `pipelinewise-tap-postgres` 2.1.0 needs Python >=3.7,<3.10, and the generated"
                + " project runs on none of these; name one as `python`.")
        .contains("`extractors/tap-postgres--with-python` asks for Python `python3.9`.")
        .doesNotContain("`extractors/tap-postgres--old` asks for Python");
  }

  @Test
  void a_plugin_of_a_step_that_fails_is_not_called_unused() throws IOException {
    write(
        "meltano.yml",
        """
        plugins:
          extractors: [{name: tap-a, namespace: tap_a}, {name: tap-b, namespace: tap_b}]
        jobs: [{name: load, tasks: [tap-a target-gone]}]
        """);
    assertThat(audit())
        .contains("extractors/tap-a (meltano.yml:2:23) - Only steps that cannot be converted name")
        .contains("extractors/tap-b (meltano.yml:2:56) - No job and no schedule names it");
  }
}
