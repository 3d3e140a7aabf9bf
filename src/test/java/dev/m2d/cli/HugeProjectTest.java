package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Projects that are larger than the memory end with a finding or a clear word, on every thread. */
final class HugeProjectTest {

  private static final String COMMENT = "# " + "x".repeat(97) + "\n";
  private static final String PLUGIN = "  - {name: tap-%d, config: {a: [1, 2, {b: c}], d: e}}\n";

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void aFileThatIsTooLarge() throws Exception {
    try (Writer out = Files.newBufferedWriter(folder.resolve("meltano.yml"))) {
      for (int i = 0; i < 700_000; i++) {
        out.write(COMMENT);
      }
    }
    assertThat(inspect(ExitCode.UNREADABLE, "-Xmx64m"))
        .startsWith("error[M2D104]: The file `meltano.yml` is larger than 64 MB.");
  }

  /** Which thread is the first one without memory differs from run to run. */
  @Test
  @Timeout(300)
  void aProjectThatTakesMoreMemoryThanThereIs() throws IOException, InterruptedException {
    try (Writer out = Files.newBufferedWriter(folder.resolve("meltano.yml"))) {
      out.write("plugins:\n  extractors:\n");
      for (int i = 0; i < 100_000; i++) {
        out.write(PLUGIN.formatted(i));
      }
    }
    assertThat(inspect(ExitCode.BUG, "-Xmx64m"))
        .startsWith("m2d: the project is too large for it: OutOfMemoryError");
  }

  /** What it says, without a stack trace. */
  private String inspect(int status, String memory) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(java, memory, "-cp", path, Main.class.getName(), "inspect", ".")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isEqualTo(status);
    assertThat(text).doesNotContain("\tat ", "Exception in thread");
    return text;
  }
}
