package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog that was captured in the generated project makes an asset of each selected stream. */
final class CapturedCatalogTest {

  private static final String CATALOG =
      """
      {"streams": [
        {"tap_stream_id": "users", "stream": "users", "key_properties": ["id"],
         "schema": {"type": "object", "properties": {"id": {"type": "integer"}}},
         "metadata": [{"breadcrumb": [], "metadata": {"inclusion": "available"}},
                      {"breadcrumb": ["properties", "id"], "metadata": {"inclusion": "automatic"}}]},
        {"tap_stream_id": "orders", "stream": "orders", "key_properties": ["id"],
         "schema": {"type": "object", "properties": {"id": {"type": "integer"}}},
         "metadata": [{"breadcrumb": [], "metadata": {"inclusion": "available"}},
                      {"breadcrumb": ["properties", "id"], "metadata": {"inclusion": "automatic"}}]}
      ]}
      """;

  @TempDir Path temp;
  private Path project;
  private Path output;

  @BeforeEach
  void generateOnce() throws Exception {
    project = Cli.copy("unknown-connectors", temp.resolve("project"));
    output = project.resolve("dagster_project");
    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(module("tap_plain")).contains("Stream(ANY_STREAM");
  }

  private String module(String tap) throws Exception {
    return Files.readString(
        output.resolve("dagster_project/defs/assets/" + tap + "__target_lake.py"));
  }

  private void capture(String tap, String text) throws Exception {
    Files.createDirectories(output.resolve("catalogs"));
    Files.writeString(output.resolve("catalogs/" + tap + ".json"), text);
  }

  @Test
  void eachStreamIsAnAsset() throws Exception {
    capture("tap-plain", CATALOG);

    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(module("tap_plain"))
        .contains("Stream(\"users\"", "Stream(\"orders\"")
        .doesNotContain("ANY_STREAM");
    assertThat(Cli.run("audit", project).out()).contains("tap-plain (2 streams)");
  }

  @Test
  void streamsThatAreNotSelectedAreNone() throws Exception {
    Path file = project.resolve("meltano.yml");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("select: ['*.id']", "select: ['us*.id']"));
    capture("tap-wild", CATALOG);

    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(module("tap_wild")).contains("Stream(\"users\"").doesNotContain("orders");
  }

  @Test
  void oneWithoutAStreamLeavesThePairOneAsset() throws Exception {
    String before = module("tap_plain");
    capture("tap-plain", "{\"streams\": []}");

    assertThat(Cli.run("generate", project).status()).isZero();
    assertThat(module("tap_plain")).isEqualTo(before);
  }

  @Test
  void aBrokenOneIsAFinding() throws Exception {
    capture("tap-plain", "{");

    Cli.Result result = Cli.run("generate", project);
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .contains("warning[M2D106]", "dagster_project/catalogs/tap-plain.json:1")
        .contains("catalog capture tap-plain");
    assertThat(module("tap_plain")).contains("ANY_STREAM");
  }
}
