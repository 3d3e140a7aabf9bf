package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What `m2d compare` says of files that it cannot use, and that its sentences are whole. */
final class CompareWordsTest {

  @TempDir private Path folder;

  private Cli.Result compare(String left, String right, Object... more) {
    Object[] all = {"compare", folder.resolve(left), folder.resolve(right)};
    return Cli.run(Stream.concat(Stream.of(all), Stream.of(more)).toArray());
  }

  @Test
  void aCompressedFileThatIsCutOffHasNoDialect() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("fixtures/compare/54-bad-gzip/left.csv.gz"));
    Files.write(folder.resolve("a.csv.gz"), whole);
    Cli.Result result = compare("a.csv.gz", "a.csv.gz");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err())
        .contains("error[M2D902]", "cut off or damaged", "Write or copy it again as a whole.")
        .doesNotContain("--delimiter");
  }

  @Test
  void aFileInUtf16IsNamed() throws IOException {
    for (String name : new String[] {"a.csv", "a.jsonl"}) {
      // Java writes a byte order mark for this one.
      Files.writeString(folder.resolve(name), "id\n1\n", StandardCharsets.UTF_16);
      Cli.Result result = compare(name, name);
      assertThat(result.status()).as(result.out()).isEqualTo(ExitCode.UNREADABLE);
      assertThat(result.err())
          .contains("error[M2D902]", "the file is UTF-16", "iconv -f UTF-16 -t UTF-8")
          .doesNotContain("--delimiter");
    }
  }

  @Test
  void aMemberThatIsThereTwiceIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.jsonl"), "{\"id\": 1}\n{\"id\": 2, \"id\": 3}\n");
    Cli.Result result = compare("a.jsonl", "a.jsonl");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err())
        .contains("an object has the member `id` twice", "a.jsonl:2:", "each member once")
        .doesNotContain("--delimiter");
  }

  @Test
  void oneIsNotMany() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    Files.writeString(
        folder.resolve("parity.yaml"),
        "schema_version: 1\ncanon: 1\nstreams: {a: {min_rows: 5}}\n");
    assertThat(compare("a.csv", "a.csv", "--contract", folder.resolve("parity.yaml")).out())
        .contains("there is 1 row, and `min_rows` is 5");
  }

  @Test
  void aColumnWithoutALikelyCauseEndsWithItsNumber() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "id,name\n1,ada\n");
    Files.writeString(folder.resolve("b.csv"), "id,name\n1,eve\n");
    Path out = folder.resolve("out");
    compare("a.csv", "b.csv", "--key", "id", "--out", out);
    assertThat(Files.readString(out.resolve("report.md"))).contains("column name: 1 unequal\n");
    assertThat(Files.readString(out.resolve("junit.xml"))).contains("message=\"1 unequal\"");
  }

  @Test
  void onePartDiffers() throws IOException {
    Path bundle = folder.resolve("pair");
    Path behind = Path.of("fixtures/compare/51-behind");
    BundleFixture.make(
        behind, new Yaml().load(Files.readString(behind.resolve("case.yaml"))), bundle);
    Cli.Result result = Cli.run("compare", bundle);
    assertThat(result.out())
        .startsWith("different: the state of dev:tap-shop-to-target-postgres differs\n");
  }

  @Test
  void aSideWhoseRowsAreThoseOfTheOtherIsRefused() throws IOException {
    Path bundle = folder.resolve("pair");
    BundleFixture.make(folder, Map.of("base", "orders"), bundle);
    Path data = bundle.resolve("candidate/data");
    Path rows = data.resolve("raw%2Forders.csv");
    Files.delete(rows);
    Files.createSymbolicLink(rows, Path.of("../../control/data/raw%2Forders.csv"));
    assertRefused(bundle);
    Files.delete(rows);
    Files.delete(data);
    Files.createSymbolicLink(data, Path.of("../control/data"));
    assertRefused(bundle);
  }

  private static void assertRefused(Path bundle) {
    Cli.Result result = Cli.run("compare", bundle);
    assertThat(result.status()).as(result.out()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err())
        .contains("error[M2D913]", "is a link to another place of the bundle", "\n  help: ");
  }
}
