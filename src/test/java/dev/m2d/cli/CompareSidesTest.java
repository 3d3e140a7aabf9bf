package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `m2d compare` takes for the files of a side, and what it says when there are none. */
final class CompareSidesTest {

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Cli.Result compare(String left, String right, Object... more) {
    Object[] all = {"compare", folder.resolve(left), folder.resolve(right)};
    return Cli.run(Stream.concat(Stream.of(all), Stream.of(more)).toArray());
  }

  @Test
  void foldersBehindLinksAreRead() throws IOException {
    write("far/a/orders.csv", "id\n1\n");
    write("far/b/orders.csv", "id\n2\n");
    write("left/items.csv", "id\n1\n");
    write("right/items.csv", "id\n1\n");
    Files.createSymbolicLink(folder.resolve("left/sub"), folder.resolve("far/a"));
    Files.createSymbolicLink(folder.resolve("right/sub"), folder.resolve("far/b"));
    Cli.Result result = compare("left", "right");
    assertThat(result.status()).as(result.out()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(result.out()).contains("sub/orders");
  }

  @Test
  void aLinkThatLeadsNowhereIsNotLeftOut() throws IOException {
    write("left/items.csv", "id\n1\n");
    Files.createSymbolicLink(folder.resolve("left/orders.csv"), folder.resolve("none.csv"));
    Cli.Result result = compare("left", "left");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("error[M2D901]", "is a link to what is not there");
  }

  @Test
  void aLinkIntoItsOwnFolderIsSaid() throws IOException {
    write("left/items.csv", "id\n1\n");
    Files.createSymbolicLink(folder.resolve("left/sub"), folder.resolve("left"));
    Cli.Result result = compare("left", "left");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).contains("error[M2D901]", "is a link to a folder that it is in");
    // A pattern says how deep to look.
    assertThat(compare("left/*.csv", "left/items.csv").status()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aFolderThatMayNotBeReadIsSaid() throws IOException {
    write("left/items.csv", "id\n1\n");
    Path shut = write("left/sub/orders.csv", "id\n1\n").getParent();
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("---------"));
    try {
      // The superuser may read everything.
      boolean isReadable = Files.isReadable(shut);
      Cli.Result result = compare("left", "left");
      assertThat(result.status()).isEqualTo(isReadable ? ExitCode.OK : ExitCode.UNREADABLE);
      assertThat(result.err().contains("sub` may not be read")).isEqualTo(!isReadable);
    } finally {
      Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void whatIsNoPatternIsSaid() throws IOException {
    write("items.csv", "id\n1\n");
    for (String name : new String[] {"a[1.csv", "a{b.csv"}) {
      Cli.Result result = compare(name, "items.csv");
      assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
      assertThat(result.err()).contains("error[M2D901]", "there is no file", "it is no pattern");
    }
  }

  @Test
  void namesOfFilesThatAreReadAsOneAreTold() throws IOException {
    write("left/orders-1.csv", "id\n1\n");
    write("left/orders-2.csv", "id\n2\n");
    write("right/orders.csv", "id\n2\n1\n");
    Cli.Result result = compare("left", "right");
    assertThat(result.status()).isEqualTo(ExitCode.OK);
    assertThat(result.out())
        .containsPattern("read as one on the left: `\\S*orders-1.csv`, `\\S*orders-2.csv`");
  }

  @Test
  void tablesOfYearsAreNotReadAsOne() throws IOException {
    write("left/sales_2023.csv", "id\n1\n");
    write("left/sales_2024.csv", "id\n2\n");
    write("right/sales_2023.csv", "id\n2\n");
    write("right/sales_2024.csv", "id\n1\n");
    assertThat(compare("left", "right").status()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void aBrokenFileOfAFolderIsNamedWithItsSide() throws IOException {
    write("left/o.csv", "id,n\n1,2\n");
    write("right/o.csv", "id,n\n1\n");
    Cli.Result result = compare("left", "right");
    assertThat(result.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(result.err()).containsPattern("--> \\S*right/o.csv:2:1");
  }

  /** Plain files do not tell when they were made. */
  @Test
  void whetherARuleOfPlainFilesHasExpiredIsNotKnown() throws IOException {
    write("l.csv", "id,n\n1,2\n");
    write("r.csv", "id,n\n1,3\n");
    Path contract =
        write(
            "parity.yaml",
            """
            schema_version: 1
            canon: 1
            columns:
              n: {rule: presence, reason: noise, owner: ana, until: 2020-01-01}
            """);
    Path out = folder.resolve("out");
    Cli.Result result = compare("l.csv", "r.csv", "--contract", contract, "--out", out);
    assertThat(result.status()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("needed; expired or not: no day is known");
    assertThat(
            new ObjectMapper()
                .readTree(out.resolve("verdict.json").toFile())
                .at("/rules/0/expired")
                .isNull())
        .isTrue();
  }

  @Test
  void aStreamWithALongNameHasItsReport() throws IOException {
    String deep = "abcdefghij/".repeat(30);
    write("left/" + deep + "x.csv", "id\n1\n");
    write("right/" + deep + "x.csv", "id\n2\n");
    write("left/" + deep + "y.csv", "id\n1\n");
    write("right/" + deep + "y.csv", "id\n2\n");
    Path out = folder.resolve("out");
    Cli.Result result = compare("left", "right", "--out", out);
    assertThat(result.status()).as(result.err()).isEqualTo(ExitCode.DIFFERENT);
    try (Stream<Path> files = Files.list(out.resolve("diffs"))) {
      assertThat(files).hasSize(2);
    }
  }
}
