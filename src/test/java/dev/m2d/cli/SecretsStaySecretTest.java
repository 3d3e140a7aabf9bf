package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets at every place a project can hold one: none is seen, none is lost. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecretsStaySecretTest {

  private static final Pattern CANARY = Pattern.compile("CANARY[0-9]+");

  /** What Dagster has no use for: annotations, keys that Meltano ignores, its own .env, doubts. */
  private static final List<String> LEFT_OUT =
      List.of("CANARY55", "CANARY56", "CANARY57", "CANARY59", "CANARY61");

  private static final String PROJECT =
      """
      version: 1
      default_environment: dev
      database_uri: postgresql://melt:CANARY01@db/meltano
      state_backend:
        uri: s3://AKIAKEY:CANARY02@bucket/state
        s3: {aws_secret_access_key: CANARY03}
      env:
        DB_PASSWORD: CANARY04
        API_TOKEN: CANARY05
        SOME_URL: https://u:CANARY06@host/x
        TAP_X_OPTIONS: CANARY58
        DSN: "host=db password=CANARY07 user=x"
        SLACK_HOOK: https://hooks.slack.com/services/T000/B000/CANARY62
        ALERTS_WEBHOOK_URL: https://alerts.example.com/CANARY63
        NOTIFY: https://discord.com/api/webhooks/1/CANARY64
      environments:
      - name: dev
        env: {SNOWFLAKE_PWD: CANARY08}
        config:
          plugins:
            extractors:
            - name: tap-x
              config: {password: CANARY09, undeclared_api_key: CANARY10, nested: {deep: {client_secret: CANARY11}}}
              env: {TAP_X_TOKEN: CANARY12}
              select: [a.*]
      - name: prod
      plugins:
        extractors:
        - name: tap-x
          namespace: tap_x
          pip_url: git+https://oauth2:CANARY13@gitlab.com/acme/tap-x.git
          executable: tap-x
          capabilities: [catalog, discover, state]
          settings:
          - {name: password, kind: password}
          - {name: token_default, sensitive: true, value: CANARY14}
          - {name: obj, kind: object, sensitive: true}
          - {name: key_file_text}
          - {name: options, kind: password}
          - {name: host, value: "https://a:CANARY15@h/"}
          config:
            password: CANARY16
            auth_token: CANARY17
            obj: {a: CANARY18, b: [CANARY19, {c: CANARY20}]}
            key_file_text: "-----BEGIN RSA PRIVATE KEY-----\\nCANARY21\\n-----END RSA PRIVATE KEY-----\\n"
            connection_string: "Server=x;Database=y;User=sa;Password=CANARY22;"
            headers: [{name: Authorization, value: "Bearer CANARY23"}]
            url: https://api.example.com/v1?api_key=CANARY24&x=1
            credentials_json: {private_key: CANARY25, private_key_id: 4711}
            accounts: [{user: a, password: CANARY27}]
            my.dotted.secret: CANARY28
            pass: CANARY29
            login: "user=u word=${OUTER_PASSWORD}"
            sas_key: CANARY30
            auth_key: CANARY31
            github: ghp_CANARY32abcdefghijklmnopqrstuvwxyz01234
          env: {TAP_X_PASSWORD: CANARY33, X-API-KEY: CANARY34}
          metadata: {"*": {auth_token: CANARY35}}
          extra_secret: CANARY36
        - name: tap-y
          inherit_from: tap-x
          config: {password: CANARY37, auth_token: CANARY38}
        loaders:
        - name: target-y
          namespace: target_y
          executable: target-y
          config: {sqlalchemy_url: "postgresql://u:CANARY39@h:5432/d", dialect_options: {password: CANARY40}}
          dialect: postgres
        mappers:
        - name: mapx
          namespace: mapx
          executable: mapx
          mappings:
          - name: hide
            config: {hash_salt_secret: CANARY41, items: [{token: CANARY42}], password: CANARY43, url: "http://a:CANARY44@b/"}
        utilities:
        - name: util
          namespace: util
          executable: util
          commands:
            go: run --password CANARY45 --token=CANARY46 --url postgres://a:CANARY47@h/db
            go2: {args: "x -H 'Authorization: Bearer CANARY48'", executable: curl}
            bad: "broken 'quote --password CANARY49"
          config: {api_key: CANARY50}
      jobs:
      - {name: daily, tasks: [tap-x hide target-y, "util:go", "util:go2", "util:bad", "nope-step"]}
      - {name: d2, tasks: [tap-y target-y]}
      schedules:
      - name: s
        interval: '@daily'
        job: daily
        env: {PGPASSWORD: CANARY51, URL: "postgresql://x:CANARY52@h/d", API_KEY: 12345CANARY53}
      - name: t
        interval: 'whenever'
        extractor: tap-y
        loader: target-y
        transform: skip
      annotations: {x: {password: CANARY55}}
      unknown_top: {password: CANARY56}
      """;

  private static final String SCRIPT =
      """
      export TAP_X_OPTIONS=CANARY60
      meltano run tap-x target-y
      """;

  private static final String DOUBTFUL =
      """
      meltano run tap-y target-y
      python send.py --token CANARY61
      """;

  @TempDir Path folder;

  private Path project() throws IOException {
    Files.writeString(folder.resolve("meltano.yml"), PROJECT);
    Files.writeString(
        folder.resolve(".env"), "TAP_X_AUTH_TOKEN=CANARY57\nOUTER_PASSWORD=CANARY59\n");
    Files.writeString(folder.resolve("run.sh"), SCRIPT);
    Files.writeString(folder.resolve("send.sh"), DOUBTFUL);
    return folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate --dry-run",
        "audit",
        "audit --format json",
        "audit --format markdown",
        "audit --format sarif",
        "audit --propose",
        "inspect",
        "inspect --json"
      })
  void no_command_prints_one(String command) throws IOException {
    List<Object> words = Stream.of(command.split(" ", -1)).collect(Collectors.toList());
    words.add(project());

    Cli.Result run = Cli.run(words.toArray());

    assertThat(run.status()).isZero();
    assertThat(canaries(run.out() + run.err())).isEmpty();
    Path proposed = folder.resolve("m2d.yaml");
    if (Files.exists(proposed)) {
      assertThat(Files.readString(proposed)).contains("name: run", "name: send");
      assertThat(canaries(Files.readString(proposed))).isEmpty();
    }
  }

  @Test
  void generate_moves_each_to_the_private_file_and_writes_none_elsewhere() throws IOException {
    Path output = folder.resolve("out");

    Cli.Result run = Cli.run("generate", project(), "-o", output);

    assertThat(run.status()).isZero();
    assertThat(canaries(run.out() + run.err())).isEmpty();
    try (Stream<Path> walk = Files.walk(output)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.equals(output.resolve(".env"))) {
          assertThat(canaries(Files.readString(file))).as(file.toString()).isEmpty();
        }
      }
    }
    Set<String> written = canaries(PROJECT + SCRIPT);
    written.removeAll(LEFT_OUT);
    assertThat(canaries(Files.readString(output.resolve(".env")))).isEqualTo(written);
  }

  @Test
  void a_file_that_is_no_yaml_shows_none() throws IOException {
    Files.writeString(
        folder.resolve("meltano.yml"),
        "plugins: {extractors: [{config: {password: CANARY1, url: 'pg://a:CANARY2@h/'}, b: ]}]}\n");

    Cli.Result run = Cli.run("audit", folder);

    assertThat(run.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(run.err()).contains("M2D101");
    assertThat(canaries(run.err())).isEmpty();
  }

  private static Set<String> canaries(String text) {
    return CANARY
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
