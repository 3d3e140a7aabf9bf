package dev.m2d.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.diagnostic.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two runs in processes of their own, as locks of one process say nothing of those of another: the
 * system lets go of them when the process closes the file anywhere.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TwoProcessesTest {

  @TempDir private Path temp;

  /** Holds the folder open until it is told to end. Argument: the folder. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      try (OutputFolder open = OutputFolder.open(Path.of(args[0]), true)) {
        System.out.println("open " + open.recovery().kind());
        assertThat(System.in.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void the_second_is_refused_while_the_first_is_open() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("out"));
    Process first = hold(folder);
    try (BufferedReader said = first.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("open NONE");
      refused(() -> OutputFolder.open(folder, true));
      refused(() -> OutputFolder.look(folder, true));
      // To look did not let go of it either.
      refused(() -> OutputFolder.open(folder, true));
      first.getOutputStream().close();
      assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      first.destroyForcibly();
    }
    assertThat(first.exitValue()).isZero();
    OutputFolder.open(folder, true).close();
  }

  private static void refused(ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reasons()).extracting(d -> d.code()).containsExactly(Code.M2D609));
  }

  private static Process hold(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
