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
import java.util.ArrayList;
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
  void whatTheContractAcceptsIsTriedElsewhere() throws IOException {
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
    assertAllFound(found(bundle, ExitCode.OK), 12);
    assertThat(planted(bundle)).contains("float", "truncate").doesNotContain("drop-row");
  }

  @Test
  void whatTheContractAcceptsEverywhereIsSaid() throws IOException {
    Path bundle =
        bundle(
            """
            base: orders
            set:
              contract.json:
                streams:
                  raw/orders:
                    duplicates: allow
                    columns:
                      _sdc_deleted_at: {rule: drop, reason: a clock, owner: ana}
            """);
    Map<String, String> found = found(bundle, ExitCode.OK);
    assertThat(found)
        .containsEntry("duplicate-row", "accepted")
        .containsEntry("undelete", "accepted");
    assertAllFound(found, 10);
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
    assertAllFound(found(bundle, ExitCode.OK), 12);
    // The long text is in the only row beyond it.
    assertThat(planted(bundle)).containsExactly("truncate");
  }

  @Test
  void filesOfCsvAndJsonAreRewritten() throws IOException {
    for (String name : List.of("csv", "csv-backslashes", "jsonl")) {
      Path bundle = bundle(Files.readString(Path.of("fixtures/selftest", name, "case.yaml")), name);
      assertAllFound(found(bundle, ExitCode.OK), 12);
      assertThat(planted(bundle)).as(name).containsExactly("undelete");
    }
  }

  @Test
  void filesAreRewrittenByTheDialectThatIsGiven() throws IOException {
    String folder = "csv-tildes";
    Path bundle =
        bundle(Files.readString(Path.of("fixtures/selftest", folder, "case.yaml")), folder);
    assertAllFound(found(bundle, ExitCode.OK, "--delimiter", "~"), 12);
  }

  /** What looks like another delimiter in every row of a table is text. */
  @Test
  void tablesAreRewrittenAsTheyWereCaptured() throws IOException {
    Path bundle = bundle("base: orders");
    for (String side : List.of("control", "candidate")) {
      Path folder = bundle.resolve(side);
      Files.writeString(
          folder.resolve("data/raw%2Forders.csv"), "a;b\n\"1;2\"\n\"3;4\"\n\"5;6\"\n");
      Files.writeString(
          folder.resolve("schema/raw%2Forders.json"),
          """
          {"columns": [{"name": "a;b", "type": "text", "class": "text", "nullable": false}],
           "primaryKey": ["a;b"], "indexes": []}
          """);
    }
    assertAllFound(found(bundle, ExitCode.OK), 12);
  }

  /** One row of one column, and no bookmark: everything else is planted. */
  @Test
  void theSmallestTableCarriesAllFaults() throws IOException {
    Path bundle = bundle("base: orders");
    for (String side : List.of("control", "candidate")) {
      Path folder = bundle.resolve(side);
      Files.writeString(folder.resolve("data/raw%2Forders.csv"), "id\n\"1\"\n");
      Files.writeString(
          folder.resolve("schema/raw%2Forders.json"),
          """
          {"columns": [{"name": "id", "type": "bigint", "class": "number", "nullable": false}],
           "primaryKey": ["id"], "indexes": []}
          """);
      for (String when : List.of("before", "after")) {
        Files.writeString(
            folder.resolve("state." + when + ".json"), "{\"schemaVersion\": 1, \"states\": {}}");
      }
    }
    assertAllFound(found(bundle, ExitCode.OK), 12);
    assertThat(planted(bundle)).hasSize(10).doesNotContain("drop-row", "duplicate-row");
  }

  @Test
  void withoutAnyRowNothingIsProved() throws IOException {
    Path bundle =
        bundle(
            "{base: orders, set: {contract.json: {streams: {raw/orders: {may_be_empty: true}}}}}");
    for (String side : List.of("control", "candidate")) {
      Path file = bundle.resolve(side).resolve("data/raw%2Forders.csv");
      Files.writeString(file, Files.readAllLines(file).get(0) + "\n");
    }
    Map<String, String> found = found(bundle, ExitCode.POLICY);
    assertThat(found)
        .containsEntry("drop-row", "does not apply")
        .containsEntry("float", "does not apply");
    assertThat(found).containsEntry("bookmark-ahead", "found");
  }

  @Test
  void aResultElsewhereIsNotWhatTheGateReads() throws IOException {
    Path bundle = bundle("{base: orders}");
    Path out = bundle.resolveSibling("elsewhere");
    Cli.Result result = Cli.run("compare", bundle, "--selftest", "--out", out);
    assertThat(result.out())
        .endsWith(
            "note: the gate looks for selftest.json in `"
                + bundle.resolve("verdict")
                + "`, not in `"
                + out
                + "`.\n");
    assertThat(Cli.run("compare", bundle, "--selftest").out()).doesNotContain("the gate looks");
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
                new Trial(Fault.DROP_ROW, Outcome.FOUND, Optional.of("a"), false),
                new Trial(Fault.FLOAT, Outcome.DOES_NOT_APPLY, Optional.empty(), false),
                new Trial(Fault.UNDELETE, Outcome.MISSED, Optional.of("a"), true)));
    assertThat(missed.isPassed()).isFalse();
    assertThat(SelftestReport.lines(missed))
        .contains("1 of 3 faults were found; 1 do not apply to this pair: take one that has rows.")
        .anyMatch(l -> l.startsWith("  MISSED "));
    assertThat(new SelftestResult("p", "c", List.of()).isPassed()).isFalse();
    SelftestResult lacking =
        new SelftestResult(
            "p",
            "c",
            List.of(
                new Trial(Fault.DROP_ROW, Outcome.FOUND, Optional.of("a"), false),
                new Trial(Fault.FLOAT, Outcome.DOES_NOT_APPLY, Optional.empty(), false)));
    assertThat(lacking.isPassed()).isFalse();
  }

  private static void assertAllFound(Map<String, String> found, int count) {
    assertThat(found).hasSize(12).doesNotContainValue("missed");
    assertThat(found.values().stream().filter("found"::equals).count())
        .as(found.toString())
        .isEqualTo(count);
  }

  private static List<String> planted(Path bundle) throws IOException {
    List<String> planted = new ArrayList<>();
    new ObjectMapper()
        .readTree(bundle.resolve("verdict/selftest.json").toFile())
        .get("faults")
        .forEach(
            f -> {
              if (f.get("planted").asBoolean()) {
                planted.add(f.get("fault").asText());
              }
            });
    return planted;
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

  private static Map<String, String> found(Path bundle, int status, String... options)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("compare", bundle, "--selftest"));
    arguments.addAll(List.of(options));
    Cli.Result result = Cli.run(arguments.toArray());
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
