package dev.m2d.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `m2d compare` prints, writes and answers. */
final class CompareCommandTest {

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("left.csv"), "id,mail\n1,ada@example.org\n2,ben@example.org\n");
    Files.writeString(
        folder.resolve("right.csv"), "id,mail\n2,ben@example.org\n1,eve@example.org\n");
  }

  @Test
  void tellsWhichCellChanged() {
    Cli.Result result = compare("left.csv", "right.csv", "--key", "id", "--values");
    assertThat(result.status()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(result.out())
        .startsWith("different: 1 of 1 stream differs\n")
        .contains("left.csv:2 and ", "right.csv:3")
        .contains("`mail`: ada@example.org -> eve@example.org");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aLongTextEndsWithWhatItBeganWith() throws IOException {
    StringBuilder rows = new StringBuilder("id,mail\n");
    for (int i = 0; i < 30; i++) {
      rows.append(i).append(",x\n");
    }
    Files.writeString(folder.resolve("many.csv"), rows);
    Cli.Result result = compare("left.csv", "many.csv", "--key", "id");
    assertThat(result.out())
        .startsWith("different: 1 of 1 stream differs\n")
        .endsWith("\n\ndifferent: 1 of 1 stream differs\n");
  }

  @Test
  void aRowOfTheRightSideIsShownWithItsOwnValues() {
    Cli.Result result = compare("left.csv", "right.csv", "--values");
    assertThat(result.out()).containsPattern("missing: .*\\R +id=1, mail=ada@example.org");
    assertThat(result.out()).containsPattern("extra: .*\\R +id=1, mail=eve@example.org");
  }

  @Test
  void showsNoValueUnlessAsked() throws IOException {
    Path out = folder.resolve("report");
    Cli.Result result = compare("left.csv", "right.csv", "--out", out.toString());
    assertThat(result.out()).contains("aaa@aaaaaaa.aaa", ": --values shows them.");
    assertThat(compare("left.csv", "right.csv", "--values").out()).doesNotContain("shapes");
    StringBuilder all = new StringBuilder(result.out());
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    assertThat(all.toString()).doesNotContain("ada@", "eve@", "ben@");
    assertThat(out.resolve("diffs/left.csv")).exists();
  }

  @Test
  void theSameRunWritesTheSameBytes() throws IOException {
    compare("left.csv", "right.csv", "--out", folder.resolve("a").toString());
    compare("left.csv", "right.csv", "--out", folder.resolve("b").toString());
    for (String name : List.of("verdict.json", "report.html", "report.md", "junit.xml")) {
      assertThat(folder.resolve("a").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
    }
  }

  @Test
  void aLaterReportReplacesTheEarlierOne() throws IOException {
    Path out = folder.resolve("report");
    compare("left.csv", "right.csv", "--out", out.toString());
    Files.writeString(out.resolve("mine.txt"), "kept");
    Cli.Result again = compare("left.csv", "left.csv", "--out", out.toString());
    assertThat(again.status()).isEqualTo(ExitCode.OK);
    assertThat(out.resolve("diffs")).isEmptyDirectory();
    assertThat(Files.readString(out.resolve("verdict.json"))).contains("\"verdict\" : \"equal\"");
    assertThat(out.resolve("mine.txt")).hasContent("kept");
  }

  @Test
  void aFileHoldsMoreDifferencesThanAPageAndSaysWhatItLacks() throws IOException {
    Files.writeString(folder.resolve("a.csv"), rows(0, 1500));
    Files.writeString(folder.resolve("b.csv"), rows(1500, 1530));
    compare("a.csv", "b.csv", "--key", "id", "--out", folder.resolve("report").toString());
    List<String> lines = Files.readAllLines(folder.resolve("report/diffs/a.csv"));
    assertThat(lines.stream().filter(l -> l.startsWith("\"missing\""))).hasSize(1000);
    assertThat(lines.stream().filter(l -> l.startsWith("\"extra\""))).hasSize(30);
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .contains(
            "its file in `diffs/` holds 1,000 of 1,500 missing rows\n", "- \u2026 and 1,525 more");
    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("holds 1,000 of 1,500 missing rows", "missing: 1,500, 20 shown");
    String verdict = Files.readString(folder.resolve("report/verdict.json"));
    assertThat(verdict.split("\"kind\"", -1)).hasSize(41);
  }

  private static String rows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> i + ",x\n")
        .collect(Collectors.joining("", "id,mail\n", ""));
  }

  @Test
  void theVerdictHasItsSchema() throws IOException {
    Path out = folder.resolve("report");
    compare("left.csv", "right.csv", "--out", out.toString());
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("generator/schema/verdict.schema.json")));
    assertThat(schema.validate(Files.readString(out.resolve("verdict.json")), InputFormat.JSON))
        .isEmpty();
  }

  @Test
  void aMissingSideLeavesNoVerdict() throws IOException {
    Path out = folder.resolve("report");
    compare("left.csv", "right.csv", "--out", out.toString());
    assertThat(out.resolve("verdict.json")).exists();
    Cli.Result result = compare("left.csv", "none.csv", "--out", out.toString());
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    try (Stream<Path> left = Files.walk(out).filter(Files::isRegularFile)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void everyJunitReportHasTheVerdict() throws IOException {
    Path out = folder.resolve("report");
    Files.writeString(folder.resolve("empty.csv"), "id,mail\n");
    Cli.Result result = compare("empty.csv", "empty.csv", "--out", out.toString());
    assertThat(result.status()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(Files.readString(out.resolve("junit.xml")))
        .containsPattern("name=\"verdict\">\\s*<error type=\"inconclusive\"");
  }

  @Test
  void namesAreNoMarkupAndNoCommands() throws IOException {
    Files.writeString(folder.resolve("left.csv"), "id,\"<b>#1 @team\u001b[31m\"\n1,x\n");
    Files.writeString(folder.resolve("right.csv"), "id,\"<b>#1 @team\u001b[31m\"\n1,y\n");
    Path out = folder.resolve("report");
    Cli.Result result = compare("left.csv", "right.csv", "--key", "id", "--out", out.toString());
    assertThat(result.out()).doesNotContain("\u001b").contains("`<b>#1 @team?[31m`");
    assertThat(Files.readString(out.resolve("report.md")))
        .contains("&lt;b>\\#1 &#64;team \\[31m")
        .doesNotContain("<b>", "@team");
  }

  @Test
  void whatIsNoJsonIsNotQuoted() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), "{\"id\": AdaLovelace}\n");
    Cli.Result result = compare("a.jsonl", "a.jsonl");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("a.jsonl:1:").doesNotContain("Ada");
  }

  @Test
  void aPairThatWasNotRunToItsEndIsNoVerdict() throws IOException {
    Path bundle = folder.resolve("pair");
    Files.createDirectories(bundle.resolve("candidate"));
    Files.writeString(bundle.resolve("UNFINISHED"), "");
    Cli.Result result = Cli.run("compare", bundle);
    assertThat(result.status()).as(result.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("M2D910");
  }

  @Test
  void aReportInPlaceOfAFileCannotBeWritten() {
    Cli.Result result =
        compare("left.csv", "right.csv", "--out", folder.resolve("left.csv").toString());
    assertThat(result.status()).isEqualTo(ExitCode.CANNOT_WRITE);
  }

  @Test
  void aKeyThatAllRowsShareEndsSoon() throws IOException {
    StringBuilder old = new StringBuilder("k,v\n");
    StringBuilder now = new StringBuilder("k,v\n");
    for (int i = 0; i < 20_000; i++) {
      old.append("x,a").append(i).append('\n');
      now.append("x,b").append(i).append('\n');
    }
    Files.writeString(folder.resolve("old.csv"), old);
    Files.writeString(folder.resolve("now.csv"), now);
    assertThat(compare("old.csv", "now.csv", "--key", "k").out()).contains("19,995 more changed");
  }

  @Test
  void anUnknownKeyIsWrongUsage() {
    Cli.Result result = compare("left.csv", "right.csv", "--key", "nr");
    assertThat(result.status()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no stream has the column `nr`");
  }

  @Test
  void aDelimiterIsOneCharacter() {
    assertThat(compare("left.csv", "right.csv", "--delimiter", "ab").status())
        .isEqualTo(ExitCode.USAGE);
    assertThat(compare("left.csv", "left.csv", "--delimiter", "|").out()).startsWith("equal");
  }

  @Test
  void foldersAreComparedStreamByStream() throws IOException {
    Path old = Files.createDirectories(folder.resolve("old"));
    Path now = Files.createDirectories(folder.resolve("new/parts"));
    Files.writeString(old.resolve("orders-2024-01-31T060000.jsonl"), "{\"id\":1}\n");
    Files.writeString(old.resolve("items.csv"), "id\n1\n");
    Files.writeString(now.resolveSibling("orders-2024-02-01T060000.jsonl"), "{\"id\":1}\n");
    Files.writeString(now.resolveSibling("items.csv"), "id\n1\n");
    assertThat(compare("old", "new").out()).startsWith("equal: all 2 streams");
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws Exception {
    StringBuilder rows = new StringBuilder("id\n");
    for (int i = 0; i < 1_200_000; i++) {
      rows.append(i).append('\n');
    }
    Files.writeString(folder.resolve("many.csv"), rows);
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    String before =
        "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir="
            + temporary
            + "; trap '' XFSZ; ulimit -f 1000; ";
    Process process =
        Cli.start(folder, before, "compare", "many.csv", "many.csv", "--out", "report");
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String err = Files.readString(folder.resolve("err.txt"));
    assertThat(process.exitValue()).as(err).isEqualTo(ExitCode.CANNOT_WRITE);
    assertThat(err)
        .contains("the temporary file `", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("report")).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aTemporaryFolderThatIsNotThereIsNoFaultOfTheSides() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    String before = "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + folder.resolve("none") + "; ";
    Process process = Cli.start(folder, before, "compare", "a.csv", "a.csv");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String err = Files.readString(folder.resolve("err.txt"));
    assertThat(process.exitValue()).as(err).isEqualTo(ExitCode.CANNOT_WRITE);
    assertThat(err)
        .contains(
            "no temporary folder can be made in `" + folder.resolve("none") + "`",
            "there is no such folder",
            "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR")
        .doesNotContain("M2D901", "\tat ");
  }

  @Test
  void anInterruptLeavesNothing() throws Exception {
    // Members of a gzip file follow each other: 40 million rows, which take seconds to read.
    byte[] million = gzip(IntStream.range(0, 1_000_000).mapToObj(i -> i + "\n"));
    try (OutputStream many = Files.newOutputStream(folder.resolve("many.csv.gz"))) {
      many.write(gzip(Stream.of("id\n")));
      for (int i = 0; i < 40; i++) {
        many.write(million);
      }
    }
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    String before = "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary + "; ";
    Process process =
        Cli.start(folder, before, "compare", "many.csv.gz", "many.csv.gz", "--out", "report");
    for (int i = 0; i < 3000 && process.isAlive() && !hasFile(temporary); i++) {
      Thread.sleep(10);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(folder.resolve("report")).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
  }

  private static byte[] gzip(Stream<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), UTF_8)) {
      for (String line : (Iterable<String>) lines::iterator) {
        out.write(line);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean hasFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(Files::isRegularFile);
    }
  }

  private Cli.Result compare(String left, String right, String... options) {
    Object[] arguments =
        Stream.concat(
                Stream.of(
                    "compare", folder.resolve(left).toString(), folder.resolve(right).toString()),
                Stream.of(options))
            .toArray();
    return Cli.run(arguments);
  }
}
