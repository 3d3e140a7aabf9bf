package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.m2d.compare.selftest.Fault;
import dev.m2d.compare.selftest.SelftestReport;
import dev.m2d.compare.selftest.SelftestResult;
import dev.m2d.compare.selftest.SelftestResult.Outcome;
import dev.m2d.compare.selftest.SelftestResult.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The self-test of bundles: a table, CSV files, JSON lines, and what it refuses. */
final class SelftestTest {

  @TempDir private Path temporary;

  @Test
  void allTwelveFaultsAreFoundInATable() throws IOException {
    Path bundle = bundle("base: orders");
    Map<String, byte[]> before = content(bundle);
    Map<String, String> found = found(bundle, ExitCode.OK);
    assertThat(found).hasSize(12).allSatisfy((fault, o) -> assertThat(o).isEqualTo("found"));
    Map<String, byte[]> after = content(bundle);
    assertThat(after.keySet())
        .containsAll(before.keySet())
        .hasSize(before.size() + 1)
        .contains("verdict/selftest.json");
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void whatTheContractAcceptsIsNotTried() throws IOException {
    Path bundle =
        bundle(
            """
            base: orders
            set:
              contract.json:
                streams:
                  raw/orders:
                    duplicates: report
                    columns:
                      score: {rule: tolerance, rel: 1.0e-6, reason: floats, owner: ana}
                      note: {rule: presence, reason: noise, owner: ana}
            """);
    Map<String, String> found = found(bundle, ExitCode.OK);
    assertThat(found)
        .containsEntry("float", "does not apply")
        .containsEntry("truncate", "does not apply")
        .containsEntry("null-to-empty", "does not apply")
        .containsEntry("duplicate-row", "does not apply")
        .containsEntry("drop-row", "found")
        .doesNotContainValue("missed");
  }

  @Test
  void rowsBeyondTheWatermarkGetNoFault() throws IOException {
    Path bundle =
        bundle(
            """
            base: orders
            set:
              manifest.json:
                watermark:
                  raw/orders: {column: ordered_at, value: "2024-01-31T05:15:00+00:00"}
              contract.json:
                streams: {raw/orders: {watermark: ordered_at}}
            """);
    Map<String, String> found = found(bundle, ExitCode.OK);
    // The long text is in the only row beyond it.
    assertThat(found)
        .containsEntry("truncate", "does not apply")
        .containsEntry("drop-row", "found");
    assertThat(found).doesNotContainValue("missed");
  }

  @Test
  void filesOfCsvAndJsonAreRewritten() throws IOException {
    for (String name : List.of("csv", "jsonl")) {
      Path bundle = bundle(Files.readString(Path.of("fixtures/selftest", name, "case.yaml")), name);
      Map<String, String> found = found(bundle, ExitCode.OK);
      assertThat(found).as(name).doesNotContainValue("missed");
      assertThat(found.values().stream().filter("found"::equals).count())
          .as(name + found)
          .isEqualTo(11);
      assertThat(found).containsEntry("undelete", "does not apply");
    }
  }

  @Test
  void aPairThatDiffersProvesNothing() throws IOException {
    Path bundle = bundle("{base: orders, set: {candidate/run.json: {exitCode: 1}}}");
    Cli.Result result = Cli.run("compare", bundle, "--selftest");
    assertThat(result.status()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(result.err()).contains("Take a pair that is equal");
    assertThat(bundle.resolve("verdict/selftest.json")).doesNotExist();
  }

  @Test
  void twoFilesHaveNoSelftest() {
    assertThat(Cli.run("compare", "a.csv", "b.csv", "--selftest").status())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aMissedFaultFails() {
    SelftestResult missed =
        new SelftestResult(
            "p",
            "c",
            List.of(
                new Trial(Fault.DROP_ROW, Outcome.FOUND, Optional.of("a")),
                new Trial(Fault.FLOAT, Outcome.DOES_NOT_APPLY, Optional.empty()),
                new Trial(Fault.UNDELETE, Outcome.MISSED, Optional.of("a"))));
    assertThat(missed.isPassed()).isFalse();
    assertThat(SelftestReport.lines(missed))
        .contains("1 of 2 faults were found; 1 of 3 do not apply to this pair.")
        .anyMatch(l -> l.startsWith("  MISSED "));
    assertThat(new SelftestResult("p", "c", List.of()).isPassed()).isFalse();
  }

  private Path bundle(String text) throws IOException {
    return bundle(text, "none");
  }

  private Path bundle(String text, String folder) throws IOException {
    Path target = temporary.resolve("bundle-" + folder);
    Map<String, Object> content = new LinkedHashMap<>(new Yaml().load(text));
    BundleFixture.make(Path.of("fixtures/selftest", folder), content, target);
    return target;
  }

  private static Map<String, String> found(Path bundle, int status) throws IOException {
    Cli.Result result = Cli.run("compare", bundle, "--selftest");
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    String text = Files.readString(bundle.resolve("verdict/selftest.json"));
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/selftest.schema.json")));
    assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
    Map<String, String> found = new LinkedHashMap<>();
    JsonNode faults = new ObjectMapper().readTree(text).get("faults");
    faults.forEach(f -> found.put(f.get("fault").asText(), f.get("outcome").asText()));
    return found;
  }

  private static Map<String, byte[]> content(Path folder) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        content.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return content;
  }
}
