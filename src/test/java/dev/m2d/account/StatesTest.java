package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happened to a thing decides the state of its keys. */
final class StatesTest {

  private static final String JOB = "jobs:\n- {name: load, tasks: [tap-a target-b]}\n";
  private static final String PLUGINS =
      """
      plugins:
        extractors:
        - name: tap-a
          namespace: tap_a
          pip_url: tap-a
          capabilities: [catalog]
        loaders:
        - name: target-b
          namespace: target_b
          pip_url: target-b
      """;

  @TempDir private Path folder;

  @Test
  void aPluginThatNothingRunsNeedsADecision() throws IOException {
    assertThat(states("meltano.yml", PLUGINS + JOB))
        .containsEntry("plugins.extractors[0].pip_url", "used");
    assertThat(states("meltano.yml", PLUGINS))
        .containsEntry("plugins.extractors[0].pip_url", "decision");
  }

  @Test
  void theSecondOfANameIsIgnored() throws IOException {
    String second = "- {name: load, tasks: [target-b]}\n";
    assertThat(states("meltano.yml", PLUGINS + JOB + second))
        .containsEntry("jobs[0].tasks[0]", "used")
        .containsEntry("jobs[1].tasks[0]", "ignored");
  }

  @Test
  void whatAStepCannotBeMadeOfIsNotSupported() throws IOException {
    assertThat(states("meltano.yml", PLUGINS + JOB + "- {name: bad, tasks: [tap-x target-b]}\n"))
        .containsEntry("jobs[1].name", "used")
        .containsEntry("jobs[1].tasks[0]", "unsupported");
  }

  @Test
  void aScheduleThatNeverRunsIsStartedByHand() throws IOException {
    String schedules = "schedules:\n- {name: s, job: load, interval: '@manual'}\n";
    assertThat(states("meltano.yml", PLUGINS + JOB + schedules))
        .containsEntry("schedules[0].interval", "different");
  }

  @Test
  void aScheduleWithoutAnIntervalIsStartedByHand() throws IOException {
    String schedules = "schedules:\n- {name: s, job: load, interval: null, env: {A: b}}\n";
    assertThat(states("meltano.yml", PLUGINS + JOB + schedules))
        .containsEntry("schedules[0].name", "different")
        .containsEntry("schedules[0].env.A", "different");
  }

  @Test
  void aCommandIsATextOrAMapping() throws IOException {
    String commands = "    commands: {a: run, b: {args: run}, c: {argv: run}}\n";
    assertThat(states("meltano.yml", PLUGINS + commands + JOB))
        .containsEntry("plugins.loaders[0].commands.a", "used")
        .containsEntry("plugins.loaders[0].commands.b.args", "used")
        .containsEntry("plugins.loaders[0].commands.c.argv", "unsupported");
  }

  @Test
  void whatHoldsNothingIsIgnored() throws IOException {
    String empty = "    env: {}\n    settings: []\n    commands: {}\n    config: {}\n";
    String lists = "  mappers: []\n  files: {}\nschedules: []\nenv: {}\nhots: {}\n";
    String environments =
        "environments:\n- {name: dev, env: {}, config: {plugins: {loaders: []}}}\n";
    assertThat(states("meltano.yml", PLUGINS + empty + lists + environments + JOB))
        .containsEntry("plugins.loaders[0].env", "ignored")
        .containsEntry("plugins.loaders[0].settings", "ignored")
        .containsEntry("plugins.loaders[0].commands", "ignored")
        .containsEntry("plugins.loaders[0].config", "used")
        .containsEntry("plugins.mappers", "ignored")
        .containsEntry("plugins.files", "ignored")
        .containsEntry("schedules", "ignored")
        .containsEntry("env", "ignored")
        .containsEntry("hots", "decision")
        .containsEntry("environments[0].env", "ignored")
        .containsEntry("environments[0].config.plugins.loaders", "ignored");
  }

  @Test
  void aLiteralSecretIsUsedInAnotherWay() throws IOException {
    String secret = "    config: {password: hunter2hunter2}\n";
    assertThat(states("meltano.yml", PLUGINS + secret + JOB))
        .containsEntry("plugins.loaders[0].config.password", "different");
  }

  @Test
  void nothingWrittenIsIgnoredAndAnyKeyIsADecision() throws IOException {
    assertThat(states("meltano.yml", PLUGINS + "    python:\n    hots: x\n" + JOB))
        .containsEntry("plugins.loaders[0].python", "ignored")
        .containsEntry("plugins.loaders[0].hots", "decision");
  }

  @Test
  void anAnchoredValueIsCountedOnceWhereItIsUsed() throws IOException {
    String anchor = "x-common: &common {host: db}\n";
    Map<String, String> states =
        states("meltano.yml", anchor + PLUGINS + "    config: {<<: *common}\n" + JOB);
    assertThat(states)
        .containsEntry("plugins.loaders[0].config.host", "used")
        .doesNotContainKey("x-common.host");
  }

  @Test
  void theLaterFileOverridesTheEarlier() throws IOException {
    Files.writeString(folder.resolve("more.yml"), "default_environment: prod\n");
    String main =
        """
        include_paths: [more.yml]
        default_environment: dev
        environments: [{name: dev}, {name: prod}]
        """;
    assertThat(states("meltano.yml", main + PLUGINS + JOB))
        .containsEntry("default_environment", "ignored")
        .containsEntry("more.yml default_environment", "used");
  }

  @Test
  void aLockFilesKeyIsIgnoredWhereTheEntryHasItsOwn() throws IOException {
    Path locks = Files.createDirectories(folder.resolve("plugins/extractors"));
    Files.writeString(
        locks.resolve("tap-a--acme.lock"),
        """
        {"plugin_type": "extractors", "name": "tap-a", "namespace": "tap_a", "variant": "acme",
         "label": "A", "pip_url": "tap-a", "executable": "tap-a",
         "settings": [{"name": "host"}, {"name": "port", "kind": "integer"}]}
        """);
    String lock = "plugins/extractors/tap-a--acme.lock ";
    String main =
        """
        plugins:
          extractors:
          - name: tap-a
            variant: acme
            pip_url: tap-a==1
            settings: [{name: port}]
          loaders:
          - {name: target-b, namespace: target_b, pip_url: target-b}
        """;
    assertThat(states("meltano.yml", main + JOB))
        .containsEntry(lock + "pip_url", "ignored")
        .containsEntry(lock + "executable", "used")
        .containsEntry(lock + "settings[0].name", "used")
        .containsEntry(lock + "settings[1].kind", "ignored")
        .containsEntry(lock + "label", "ignored");
  }

  @Test
  void anHeirsPackageIsComparedWithThatOfTheLockFile() throws IOException {
    Path locks = Files.createDirectories(folder.resolve("plugins/extractors"));
    Files.writeString(
        locks.resolve("tap-a.lock"),
        """
        {"plugin_type": "extractors", "name": "tap-a", "namespace": "tap_a", "pip_url": "tap-a",
         "capabilities": ["catalog"]}
        """);
    String main =
        """
        plugins:
          extractors:
          - {name: tap-heir, inherit_from: tap-a, pip_url: %s}
          loaders:
          - {name: target-b, namespace: target_b, pip_url: target-b}
        jobs:
        - {name: load, tasks: [tap-heir target-b]}
        """;
    String key = "plugins/extractors/tap-a.lock pip_url";
    assertThat(states("meltano.yml", main.formatted("tap-a"))).containsEntry(key, "used");
    assertThat(states("meltano.yml", main.formatted("tap-a==1"))).containsEntry(key, "ignored");
  }

  @Test
  void ofANameThatIsTwiceInDotenvTheLastCounts() throws IOException {
    Files.writeString(folder.resolve(".env"), "A=1\n# B=2\nexport C='x\nD=4'\nA=3\n");
    states("meltano.yml", PLUGINS + JOB);
    assertThat(entries().stream().filter(e -> e.file().equals(".env")))
        .extracting(e -> e.span().line() + " " + e.path() + " " + e.state())
        .containsExactly("1 A IGNORED", "3 C USED", "5 A USED");
  }

  @Test
  void countsAddUp() throws IOException {
    states("meltano.yml", PLUGINS + JOB);
    Counts counts = new Accounting(entries()).counts();
    assertThat(counts.byState().values().stream().mapToInt(n -> n).sum()).isEqualTo(counts.total());
    assertThat(counts.total()).isEqualTo(entries().size()).isPositive();
    assertThat(counts.of(State.USED)).isEqualTo(counts.total());
  }

  private Map<String, String> states(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return entries().stream()
        .collect(
            Collectors.toMap(
                e -> (e.file().equals("meltano.yml") ? "" : e.file() + " ") + e.path(),
                e -> e.state().key(),
                (a, b) -> a));
  }

  private List<Entry> entries() throws IOException {
    try (Specimen specimen = new Specimen(folder, "project")) {
      return specimen.plan().orElseThrow().account().entries();
    }
  }
}
