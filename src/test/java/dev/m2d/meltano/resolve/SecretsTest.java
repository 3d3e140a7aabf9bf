package dev.m2d.meltano.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "postgresql://me:pw@host/db                 | postgresql://me:<>@host/db",
        "postgresql://me:p@w@host/a@b               | postgresql://me:<>@host/a@b",
        "postgresql://me:p/w@host/db                | postgresql://me:<>@host/db",
        "git+https://x:$TOKEN@host/r.git            | git+https://x:$TOKEN@host/r.git",
        "git+https://abcdefgh12345678@github.com/r  | git+https://<>@github.com/r",
        "https://host:8080/a@b                      | https://host:8080/a@b",
        "git+ssh://git@github.com/x/y.git           | git+ssh://git@github.com/x/y.git",
        "https://h/v1?api_key=abc&page=2            | https://h/v1?api_key=<>&page=2",
        "host=db password='a b' user=x              | host=db password='<>' user=x",
        "Server=x;Password=abc;Encrypt=yes          | Server=x;Password=<>;Encrypt=yes",
        "run --password abc --token=d --all         | run --password <> --token=<> --all",
        "run --password $PW --token ${T}            | run --password $PW --token ${T}",
        "run --password --verbose                   | run --password --verbose",
        "run --tokenizer abc                        | run --tokenizer abc",
        "-H 'Authorization: Bearer abc123'          | -H 'Authorization: Bearer <>'",
        "Basic dXNlcjpwYXNz=                        | Basic <>",
        "Basic authentication                       | Basic authentication",
        "tap-github ghp_abcdefghijklmnop1234        | tap-github <>",
        "https://hooks.slack.com/services/T0/B0/x   | https://hooks.slack.com/services/<>",
        "curl https://discord.com/api/webhooks/1/x  | curl https://discord.com/api/webhooks/<>",
        "https://me.webhook.office.com/webhookb2/x  | https://me.webhook.office.com/<>",
        "https://hooks.slack.com/services/$SLACK    | https://hooks.slack.com/services/$SLACK",
        "https://api.slack.com/messaging/webhooks   | https://api.slack.com/messaging/webhooks",
        "tap-csv target-postgres                    | tap-csv target-postgres"
      })
  void the_secret_parts_of_a_text_are_found(String text, String masked) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Secrets.Part part : Secrets.parts(text)) {
      out.append(text, at, part.start()).append("<>");
      at = part.end();
    }
    assertThat(out.append(text.substring(at)).toString()).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PGPASSWORD",
        "API_TOKEN",
        "apiKey",
        "X-API-KEY",
        "client_secret",
        "authtoken",
        "aws_secret_access_key",
        "SNOWFLAKE_PWD",
        "hash_salt_secret",
        "pass",
        "sas_key",
        "SLACK_HOOK",
        "SLACK_WEBHOOK_URL",
        "slackWebhook",
        "TEAMS_WEBHOOK"
      })
  void telling_names(String name) {
    assertThat(Secrets.looksSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "token_url",
        "password_file",
        "private_key_path",
        "primary_keys",
        "tokenizer",
        "max_tokens",
        "passenger",
        "secretary",
        "key_properties",
        "compass_id",
        "webhook_id",
        "webhook_events",
        "pre_hook",
        "DBT_POST_HOOK",
        "hook_type"
      })
  void other_names(String name) {
    assertThat(Secrets.looksSecret(name)).isFalse();
  }
}
