package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell script calls, one rule of the shell a row. */
final class ShellCallsTest {

  @TempDir private Path folder;

  /**
   * `;;` stands for the end of a line, `'` is written as `^`; several calls are joined by ` / `.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "meltano run tap target                                 | tap target",
        "meltano run \\;;  tap \\;;  target                     | tap target",
        "meltano run ^tap^ \"target\"                           | tap target",
        "T=tap-x;;meltano run $T target                         | tap-x target",
        "B=\"tap-x target\";;meltano run $B                     | tap-x target",
        "meltano run ${T:-tap-y} target                         | tap-y target",
        "for t in a b;; do meltano run tap-$t target; done      | tap-a target / tap-b target",
        "f() { meltano run \"$1\" target; };; f tap-a; f tap-b  | tap-a target / tap-b target",
        "cd x && meltano run a b                                | a b",
        "uv run meltano --environment=prod run a b              | a b",
        "bash -c \"meltano run a b\"                            | a b",
        "echo meltano run a b;; # meltano run c d               | ``",
        "if [ x ]; then meltano run a b; else meltano run c d; fi | a b / c d",
        "bash <<EOF;;meltano run a b;;EOF;;meltano run c d      | a b / c d",
        "cat <<EOF;;meltano run a b;;EOF;;meltano run c d       | c d",
      })
  void blocks(String script, String expected) throws IOException {
    String calls =
        scan(script).calls().stream()
            .map(c -> String.join(" ", c.blocks()))
            .collect(Collectors.joining(" / "));
    assertThat(calls).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void whatIsNotKnownIsNotGuessed() throws IOException {
    Scan scan = scan("meltano run $TAP target;;meltano run $(cat x);;meltano run a b");
    assertThat(scan.calls()).hasSize(1);
    assertThat(scan.unclear()).extracting(u -> u.at().line()).isEqualTo(List.of(1, 2));
  }

  private Scan scan(String script) throws IOException {
    String text = script.replace(";;", "\n").replace('^', '\'').replace("done      ", "done");
    Files.writeString(folder.resolve("run.sh"), text + "\n");
    return Scanner.scan(folder, new Diagnostics());
  }
}
