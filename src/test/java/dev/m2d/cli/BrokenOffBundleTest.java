package dev.m2d.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles whose comparison ends in the middle: no verdict is left, not even an earlier one. */
final class BrokenOffBundleTest {

  private static final String SCHEMA =
      """
      {"columns": [{"name": "id", "type": "text", "class": "text", "nullable": false}],
       "primaryKey": [], "indexes": []}
      """;

  @TempDir private Path folder;

  @Test
  void anInterruptLeavesNoVerdict() throws Exception {
    Path bundle = bundle(40_000_000);
    Process process = start(bundle, "");
    Path temporary = folder.resolve("tmp");
    for (int i = 0; i < 3000 && process.isAlive() && !hasFile(temporary); i++) {
      Thread.sleep(10);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    assertNoVerdict(bundle);
  }

  @Test
  void aFullTemporaryDiskLeavesNoVerdict() throws Exception {
    Path bundle = bundle(1_200_000);
    ended(start(bundle, "trap '' XFSZ; ulimit -f 1000; "), ExitCode.CANNOT_WRITE);
    assertThat(err()).contains("the temporary file `").doesNotContain("\tat ");
    assertNoVerdict(bundle);
  }

  /** There is room for the first files of the report only. */
  @Test
  void aFullDiskOfTheReportLeavesNoVerdict() throws Exception {
    Path bundle = bundle(10);
    ended(start(bundle, "trap '' XFSZ; ulimit -f 3; "), ExitCode.CANNOT_WRITE);
    assertThat(err()).contains("the report cannot be written to `").doesNotContain("\tat ");
    assertNoVerdict(bundle);
  }

  @Test
  void aFullDiskLeavesNoSelftest() throws Exception {
    Path bundle = bundle(300_000);
    Files.writeString(bundle.resolve("verdict/selftest.json"), "{}");
    ended(start(bundle, "trap '' XFSZ; ulimit -f 100; ", "--selftest"), ExitCode.CANNOT_WRITE);
    assertThat(err()).contains("the temporary file `").doesNotContain("\tat ");
    assertThat(bundle.resolve("verdict/selftest.json")).doesNotExist();
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  /** A bundle of so many equal rows, with the verdict of an earlier run. */
  private Path bundle(int rows) throws IOException {
    Path bundle = folder.resolve("bundle");
    BundleFixture.make(Path.of("fixtures/compare/none"), Map.of("base", "orders"), bundle);
    byte[] part = gzip(Math.min(rows, 1_000_000));
    for (String side : List.of("control", "candidate")) {
      Files.writeString(bundle.resolve(side).resolve("schema/raw%2Forders.json"), SCHEMA);
      Files.delete(bundle.resolve(side).resolve("data/raw%2Forders.csv"));
      Path data = bundle.resolve(side).resolve("data/raw%2Forders.csv.gz");
      // Members of a gzip file follow each other.
      try (OutputStream out = Files.newOutputStream(data)) {
        out.write(gzip(0));
        for (int written = 0; written < rows; written += 1_000_000) {
          out.write(part);
        }
      }
    }
    Files.createDirectories(bundle.resolve("verdict"));
    Files.writeString(bundle.resolve("verdict/verdict.json"), "{}");
    Files.createDirectories(folder.resolve("tmp"));
    return bundle;
  }

  private static byte[] gzip(int rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), UTF_8)) {
      if (rows == 0) {
        out.write("id\n");
      }
      for (int i = 0; i < rows; i++) {
        out.write("\"" + i + "\"\n");
      }
    }
    return bytes.toByteArray();
  }

  private Process start(Path bundle, String limit, Object... options) throws IOException {
    String before =
        "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + folder.resolve("tmp") + "; " + limit;
    Object[] arguments = Stream.concat(Stream.of("compare", bundle), Stream.of(options)).toArray();
    return Cli.start(folder, before, arguments);
  }

  private void ended(Process process, int status) throws Exception {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(err()).isEqualTo(status);
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err.txt"));
  }

  private void assertNoVerdict(Path bundle) throws IOException {
    assertThat(bundle.resolve("verdict/verdict.json")).doesNotExist();
    try (Stream<Path> files = Files.walk(bundle)) {
      assertThat(files).noneMatch(f -> f.toString().endsWith(".part"));
    }
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  private static boolean hasFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(Files::isRegularFile);
    }
  }
}
