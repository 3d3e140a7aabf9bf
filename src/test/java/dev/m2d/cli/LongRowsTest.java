package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that do not all fit into the memory that `m2d` takes. */
final class LongRowsTest {

  @TempDir private Path folder;

  private void write(String name, int rows, IntFunction<String> row) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    try (Writer out = Files.newBufferedWriter(folder.resolve(name))) {
      for (int i = -1; i < rows; i++) {
        out.write(row.apply(i));
        out.write('\n');
      }
    }
  }

  /** The data part of the only stream. */
  private JsonNode compare(int status, String... options) throws Exception {
    Path out = folder.resolve("out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("compare", "left", "right", "--out", out.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    Files.writeString(folder.resolve("said.txt"), said);
    return status == ExitCode.UNREADABLE
        ? new ObjectMapper().createObjectNode()
        : new ObjectMapper().readTree(out.resolve("verdict.json").toFile()).at("/streams/0/data");
  }

  @Test
  void longRowsOfAKeyThatAllChanged() throws Exception {
    String text = "abcdefghij".repeat(1000);
    for (String side : List.of("left", "right")) {
      write(side + "/rows.csv", 15_000, i -> i < 0 ? "id,v,t" : i + "," + side + i + "," + text);
    }
    JsonNode data = compare(ExitCode.DIFFERENT, "--key", "id");
    long changed = data.get("changed").asLong();
    assertThat(changed).isPositive();
    assertThat(data.get("missing").asLong() + data.get("extra").asLong()).isZero();
    assertThat(data.get("unexplained").asLong()).isEqualTo(30_000 - 2 * changed);

    Path contract = folder.resolve("parity.yaml");
    Files.writeString(
        contract,
        """
        schema_version: 1
        canon: 1
        streams: {rows: {key: [id]}}
        known_differences:
          - {id: KD-1, stream: rows, column: v, left: left7, right: right7, reason: "old target"}
        """);
    JsonNode whole = compare(ExitCode.DIFFERENT, "--contract", contract.toString());
    assertThat(whole.get("changed").asLong()).isEqualTo(14_999);
    assertThat(whole.get("unexplained").asLong()).isZero();
  }

  @Test
  void manyColumnsWithoutAKey() throws Exception {
    for (String side : List.of("left", "right")) {
      write(
          side + "/rows.csv",
          15_000,
          i ->
              IntStream.range(0, 300)
                  .mapToObj(c -> i < 0 ? "c" + c : side + (7 * i + c))
                  .collect(Collectors.joining(",")));
    }
    JsonNode data = compare(ExitCode.DIFFERENT);
    assertThat(data.get("missing").asLong()).isPositive();
    assertThat(data.get("unexplained").asLong()).isPositive();
  }

  @Test
  void aQuoteThatIsNotClosed() throws Exception {
    for (String side : List.of("left", "right")) {
      write(
          side + "/rows.csv",
          400_000,
          i -> i < 0 ? "id,v" : i + (i == 3 ? ",\"a" : ",lorem ipsum dolor"));
    }
    compare(ExitCode.UNREADABLE);
    assertThat(Files.readString(folder.resolve("said.txt")))
        .contains("error[M2D902]", "rows.csv:5:1", "is longer than", "a quote is not closed");
  }

  @Test
  void aRowOfJsonThatIsTooLong() throws Exception {
    for (String side : List.of("left", "right")) {
      write(
          side + "/rows.jsonl",
          2,
          i -> "{\"id\": " + i + ", \"v\": \"" + "x".repeat(i < 1 ? 6_000_000 : 9_000_000) + "\"}");
    }
    compare(ExitCode.UNREADABLE);
    assertThat(Files.readString(folder.resolve("said.txt")))
        .contains("error[M2D902]", "rows.jsonl:3:1", "is longer than");
  }
}
