package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contract accepts is accepted however many rows have it. */
final class ManyDifferencesTest {

  private static final int ROWS = 120_000;
  private static final String KNOWN =
      """
      known_differences:
        - {id: KD-1, stream: orders, column: note, left: "", right: null, reason: "old target"}
      """;

  @TempDir private Path temporary;

  @Test
  void aKnownDifferenceOfAllRows() throws IOException {
    for (String key : new String[] {"key: [id]", "key: []"}) {
      JsonNode verdict =
          compare(
              "streams: {orders: {" + key + "}}\n" + KNOWN,
              i -> i + ",\"\",a\n",
              i -> (ROWS - 1 - i) + ",,a\n",
              ExitCode.OK);
      assertThat(verdict.at("/known/0/used").asInt()).as(key).isEqualTo(ROWS);
      assertThat(verdict.at("/streams/0/data/unexplained").asInt()).isZero();
    }
  }

  @Test
  void oneOtherRowAmongThem() throws IOException {
    for (String key : new String[] {"key: [id]", "key: []"}) {
      JsonNode verdict =
          compare(
              "streams: {orders: {" + key + "}}\n" + KNOWN,
              i -> i + ",\"\",a\n",
              i -> i + (i == 77_777 ? ",,b\n" : ",,a\n"),
              ExitCode.DIFFERENT);
      assertThat(verdict.at("/known/0/used").asInt())
          .as(key)
          .isEqualTo(ROWS - (key.equals("key: [id]") ? 0 : 1));
      assertThat(verdict.at("/streams/0/data/unexplained").asInt()).isZero();
      assertThat(verdict.at("/streams/0/examples").size()).isLessThan(50);
    }
  }

  /** Half of the rows of a key, without the other half, would seem to be missing. */
  @Test
  void aChangeOfAllRowsIsNoLossOfRows() throws IOException {
    JsonNode verdict =
        compare(
            "streams: {orders: {key: [id]}}\n",
            i -> i + ",a,1\n",
            i -> i == 5 ? "" : (ROWS - 1 - i) + ",b,1\n",
            ExitCode.DIFFERENT);
    JsonNode data = verdict.at("/streams/0/data");
    assertThat(data.get("changed").asInt()).isGreaterThan(10_000);
    assertThat(data.get("missing").asInt()).isLessThanOrEqualTo(1);
    assertThat(data.get("extra").asInt()).isZero();
    int explained = 2 * data.get("changed").asInt() + data.get("missing").asInt();
    assertThat(data.get("unexplained").asInt()).isEqualTo(2 * ROWS - 1 - explained);
  }

  @Test
  void repeatsOfTheLastBookmark() throws IOException {
    String terms = "streams: {orders: {load_method: append-only, watermark: last}}\n";
    compare(terms, i -> i + ",x,9\n", i -> (i + ",x,9\n").repeat(2), ExitCode.OK);
    compare(
        terms,
        i -> i + ",x," + (i == 5 ? 8 : 9) + "\n",
        i -> (i + ",x," + (i == 5 ? 8 : 9) + "\n").repeat(2),
        ExitCode.DIFFERENT);
  }

  /** A million rows that only a tolerance tells apart, in the memory that `m2d` takes. */
  @Test
  void rowsThatOnlyAToleranceTellsApart() throws IOException, InterruptedException {
    Path contract = temporary.resolve("parity.yaml");
    Files.writeString(
        contract,
        """
        schema_version: 1
        canon: 1
        streams:
          orders: {columns: {score: {rule: tolerance, abs: 0.2, reason: "floats"}}}
        """);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "compare",
                alike("old/orders.csv", "0").toString(),
                alike("new/orders.csv", "1").toString(),
                "--contract",
                contract.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(said).contains("a tolerance could not be decided exactly");
  }

  private Path alike(String name, String digit) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("note,score\n");
      for (int i = 0; i < 1_000_000; i++) {
        out.write("x," + i + "." + digit + "\n");
      }
    }
    return file;
  }

  private JsonNode compare(
      String terms, IntFunction<String> left, IntFunction<String> right, int status)
      throws IOException {
    Path contract = temporary.resolve("parity.yaml");
    Files.writeString(contract, "schema_version: 1\ncanon: 1\n" + terms);
    Path out = temporary.resolve("out");
    Cli.Result result =
        Cli.run(
            "compare",
            file("old/orders.csv", left),
            file("new/orders.csv", right),
            "--contract",
            contract,
            "--out",
            out);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return new ObjectMapper().readTree(out.resolve("verdict.json").toFile());
  }

  private Path file(String name, IntFunction<String> row) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    String rows = IntStream.range(0, ROWS).mapToObj(row).collect(Collectors.joining());
    return Files.writeString(file, "id,note,last\n" + rows);
  }
}
