package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are different in Meltano and would be one file, one module or one job in Dagster. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CollidingNamesTest {

  private static final String PLUGINS =
      """
      plugins:
        extractors:
        - {name: tap-x, namespace: tap_x}
        - {name: TAP-X, namespace: tap_upper}
        - {name: tap/x, namespace: tap_slash}
        - {name: tap_x, namespace: tap_under}
        - {name: .., namespace: tap_dots}
        - {name: "a\\u0085b", namespace: tap_control}
        loaders:
        - {name: target-y, namespace: target_y}
        utilities:
        - {name: u, namespace: u, commands: {a b: x, a-b: y, A-B: z, class: c}}
      schedules:
      - {name: x, job: x, interval: '@daily'}
      - {name: _x, job: x, interval: '@daily'}
      - {name: daily, extractor: tap-x, loader: target-y, transform: skip, interval: '@daily'}
      jobs:
      - {name: daily, tasks: [TAP-X target-y, tap/x target-y, tap_x target-y, u:a-b, u:A-B]}
      - {name: Daily, tasks: [tap-x target-y]}
      - {name: x, tasks: [tap-x target-y]}
      - {name: _x, tasks: [tap-x target-y]}
      - {name: class, tasks: [tap-x target-y]}
      - {name: class_, tasks: [tap-x target-y]}
      - {name: tap_x__target_y, tasks: [tap-x target-y]}
      - {name: ../../x, tasks: [tap-x target-y]}
      - {name: %s, tasks: [tap-x target-y]}
      """
          .formatted("long".repeat(80));

  @TempDir Path folder;

  @Test
  void each_has_a_file_and_keeps_it_when_others_come_before_it() throws IOException {
    Files.writeString(folder.resolve("meltano.yml"), PLUGINS);
    Path output = folder.resolve("out");

    assertThat(Cli.run("generate", folder, "-o", output).status()).isZero();

    assertThat(modules(output.resolve("dagster_project/defs/jobs"))).hasSize(10);
    assertThat(modules(output.resolve("dagster_project/defs/schedules"))).hasSize(3);
    assertThat(modules(output.resolve("plugins/extractors"))).hasSize(6);
    Path second = output.resolve("dagster_project/defs/jobs/x_2.py");
    assertThat(second).content().contains("meltano_name=\"_x\"");
    assertThat(output.resolve("dagster_project/defs/schedules/daily.py"))
        .content()
        .contains("job=\"daily_3\"");

    Files.writeString(
        folder.resolve("meltano.yml"),
        PLUGINS.replace("jobs:", "jobs:\n- {name: X, tasks: [tap-x target-y]}"));
    Cli.Result again = Cli.run("generate", folder, "-o", output);

    assertThat(again.status()).isZero();
    assertThat(second).content().contains("meltano_name=\"_x\"");
    assertThat(modules(output.resolve("dagster_project/defs/jobs"))).hasSize(11);
  }

  /** Those of the project; that of parallel runs is in every one. */
  private static Stream<String> modules(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list
          .map(p -> p.getFileName().toString())
          .filter(name -> !name.equals("parallel_run.py"))
          .toList()
          .stream();
    }
  }
}
