package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What parity.yaml says at first of what meltano.yml tells. */
final class ParityPlanTest {

  private static final String PROJECT =
      """
      version: 1
      plugins:
        extractors:
        - name: tap-shop
          namespace: tap_shop
          pip_url: tap-shop
          executable: tap-shop
          select: [orders.*, orders_log.*, users.*]
          metadata:
            orders*:
              replication-method: LOG_BASED
            orders:
              replication-method: INCREMENTAL
              replication-key: updated_at
        - name: tap-log
          namespace: tap_log
          pip_url: tap-log
          executable: tap-log
          select: [events.*]
          settings:
          - name: default_replication_method
          config: {default_replication_method: LOG_BASED}
        loaders:
        - name: target-lake
          namespace: target_lake
          pip_url: target-lake
          executable: target-lake
      jobs:
      - {name: nightly, tasks: [tap-shop target-lake, tap-log target-lake]}
      schedules:
      - {name: nightly, interval: "%s", job: nightly}
      """;

  @TempDir Path temp;

  @Test
  void howAStreamIsReadComesFromTheMetadata() throws Exception {
    assertThat(parity("0 1 * * *"))
        .contains(
            "  tap_shop/orders:\n    watermark: updated_at\n",
            "  tap_shop/orders_log:\n    replication_method: LOG_BASED\n",
            "  tap_shop/users: {}\n",
            "  tap_log/events:\n    replication_method: LOG_BASED\n");
  }

  @Test
  void daysOnWhichSchedulesDifferHaveToBeAmongThoseOfThePairs() throws Exception {
    assertThat(parity("0 1 * * *")).contains("include_days: [] #");
    assertThat(parity("0 1 * * 1-5")).contains("include_days: [weekend] #");
    assertThat(parity("0 1 1 * *")).contains("include_days: [month_end] #");
    assertThat(parity("@weekly")).contains("include_days: [weekend] #");
  }

  private String parity(String interval) throws IOException {
    Path folder = Files.createTempDirectory(temp, "project");
    Files.writeString(folder.resolve("meltano.yml"), PROJECT.formatted(interval));
    Cli.Result result = Cli.run("generate", folder);
    assertThat(result.status()).as(result.err()).isZero();
    return Files.readString(folder.resolve("dagster_project/parity.yaml"));
  }
}
