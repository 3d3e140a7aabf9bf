package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of any content end in findings, never in an exception. */
final class BadFilesTest {

  private static final List<String> PIECES =
      List.of(
          "\"",
          "'",
          "`",
          "$(",
          "${",
          "((",
          ")",
          "}",
          "{{",
          "if ",
          "case x in ",
          "<<EOF\n",
          "\\",
          "\n",
          "\0",
          "do ",
          "\t",
          "f\"{",
          "[",
          "é",
          "\uD83D\uDE00",
          "&anchor ",
          "*alias",
          "- ",
          ": ");

  @TempDir private Path folder;

  /** `-Dm2d.seeds=N` for another number, see tools/campaigns/bad-scripts. */
  static IntStream seeds() {
    return IntStream.rangeClosed(1, Integer.getInteger("m2d.seeds", 8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void mutatedFilesAreRead(int seed) throws IOException {
    Random random = new Random(seed);
    try (Stream<Path> files = Files.walk(Path.of("fixtures/scan"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String text = Files.readString(file);
        Path copy = folder.resolve(Path.of("fixtures/scan").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, mutated(text, random).getBytes(StandardCharsets.UTF_8));
      }
    }
    try (Stream<Path> projects = Files.list(folder)) {
      for (Path project : projects.filter(Files::isDirectory).sorted().toList()) {
        assertThat(Scanner.scan(project, new Diagnostics())).isNotNull();
      }
    }
  }

  private static String mutated(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < 4; i++) {
      int at = random.nextInt(out.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> out.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> out.delete(at, Math.min(out.length(), at + random.nextInt(12)));
        case 2 ->
            out.insert(at, text, 0, random.nextInt(Math.max(1, Math.min(text.length(), 200))));
        default -> out.setLength(random.nextInt(4) == 0 ? at : out.length());
      }
    }
    return out.toString();
  }

  @Test
  void hugeFilesEnd() throws IOException {
    Map<String, String> huge =
        Map.of(
            "words.sh", "meltano run tap target ".repeat(40_000),
            "lines.sh", "X=$X$X$X meltano run tap $X\n".repeat(30_000),
            "quotes.sh", "\"$(".repeat(150_000),
            "braces.sh", "${A:-".repeat(150_000),
            "ifs.sh", "if x; then\n".repeat(80_000),
            "loops.sh",
                "for i in {1..99}; do\n".repeat(200) + "meltano run a\n" + "done\n".repeat(200),
            "dots.py", "import meltano\n" + "(".repeat(200_000),
            "strings.py", "import meltano\nx = " + "f\"{".repeat(200_000),
            "deep.yml", "kind: x\n" + "- ".repeat(50_000));
    for (Map.Entry<String, String> file : huge.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(
        folder.resolve("self.sh"), "f() { f; f; meltano run a b; }\nf\n. ./self.sh\n./self.sh\n");
    Files.write(
        folder.resolve("binary.sh"),
        "#!/bin/sh\n\0\1meltano run a b".getBytes(StandardCharsets.UTF_8));
    Scan scan = Scanner.scan(folder, new Diagnostics());
    assertThat(scan.files()).contains("words.sh", "self.sh").doesNotContain("binary.sh");
  }

  @Test
  void linksOutAndToolFoldersAreNotFollowed() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    Files.writeString(outside.resolve("out.sh"), "meltano run a b\n");
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.createSymbolicLink(folder.resolve("link.sh"), outside.resolve("out.sh"));
    for (String skipped : List.of(".meltano", "node_modules", ".venv", ".git")) {
      Files.createDirectories(folder.resolve(skipped));
      Files.writeString(folder.resolve(skipped).resolve("x.sh"), "meltano run a b\n");
    }
    assertThat(Scanner.scan(folder, new Diagnostics()).calls()).isEmpty();
    Files.delete(outside.resolve("out.sh"));
    Files.delete(outside);
  }

  @Test
  void whatIsReadAsMeltanosIsReadAsNothingElse() throws IOException {
    String job =
        """
        kind: CronJob
        spec:
          schedule: 0 1 * * *
          jobTemplate:
            spec:
              template:
                spec:
                  containers:
                  - name: x
                    command: [meltano, run, a, b]
        """;
    Files.writeString(folder.resolve("meltano.yml"), job);
    Files.writeString(folder.resolve("part.yml"), job);
    Files.writeString(folder.resolve("cron.yml"), job);
    Scan scan = Scanner.scan(folder, Set.of("meltano.yml", "part.yml"), new Diagnostics());
    assertThat(scan.calls().stream().map(c -> c.at().file())).containsExactly("cron.yml");
    assertThat(Scanner.scan(folder, new Diagnostics()).calls()).hasSize(2);
  }

  @Test
  void projectsWithinTheProjectAreTheirOwn() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("examples/inner"));
    Files.writeString(inner.resolve("meltano.yml"), "version: 1\n");
    Files.writeString(inner.resolve("run.sh"), "meltano run a b\n");
    Files.writeString(folder.resolve("meltano.yml"), "version: 1\n");
    assertThat(Scanner.scan(folder, new Diagnostics()).calls()).isEmpty();
    assertThat(Scanner.scan(inner, new Diagnostics()).calls()).hasSize(1);
  }

  @Test
  void theRepositoryAroundTheProjectIsReadToo() throws IOException {
    Files.createDirectories(folder.resolve(".git"));
    Path project = Files.createDirectories(folder.resolve("elt"));
    Path flows = Files.createDirectories(folder.resolve(".github/workflows"));
    Files.writeString(project.resolve("meltano.yml"), "version: 1\n");
    Files.writeString(
        flows.resolve("a.yml"),
        "on: push\njobs:\n  a:\n    steps:\n    - run: cd elt && meltano run a b\n");
    Scan scan = Scanner.scan(project, new Diagnostics());
    assertThat(scan.calls())
        .extracting(c -> c.at().toString())
        .containsExactly("../.github/workflows/a.yml:5:22");
  }
}
