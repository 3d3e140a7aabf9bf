package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
