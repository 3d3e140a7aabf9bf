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
        "meltano run a b; meltano run c d & wait | a b / c d",
        "(cd x; meltano run a b) | a b",
        "{ meltano run a b; } > log 2>&1 | a b",
        "meltano \\;;  --environment prod \\;;  run a b | a b",
        "meltano --log-level=debug --cwd=. run a b | a b",
        "MELTANO_ENVIRONMENT=prod meltano run a b | a b",
        "env X=1 meltano run a b | a b",
        "exec meltano run a b | a b",
        "docker compose exec app;; meltano run a b | a b",
        "time meltano run a b | a b",
        "nohup meltano run a b & | a b",
        "sudo -u etl meltano run a b | a b",
        "poetry run meltano run a b | a b",
        "/opt/venv/bin/meltano run a b | a b",
        "./venv/bin/meltano run a b | a b",
        "timeout 600 meltano run a b | a b",
        "meltano run --full-refresh a b --force | a b",
        "meltano run a b --state-id-suffix=x c | a b c",
        "meltano run -f a b | a b",
        "A=tap;;A=${A}-x;;meltano run $A t | tap-x t",
        "A=^tap x^;;meltano run $A | tap x",
        "A=\"tap $B\";;meltano run a b;;meltano run c d | a b / c d",
        "P=tap-;;for t in a b;; do meltano run \"$P$t\" t; done | tap-a t / tap-b t",
        "for p in \"a b\" \"c d\";; do meltano run $p; done | a b / c d",
        "for i in {1..2};; do meltano run tap-$i t; done | tap-1 t / tap-2 t",
        "L=\"a b\";;for t in $L;; do meltano run tap-$t t; done | tap-a t / tap-b t",
        "L=(a b);;for t in \"${L[@]}\";; do meltano run tap-$t t; done | tap-a t / tap-b t",
        "f() { local t=$1; meltano run tap-$t t; };;f a;;f b | tap-a t / tap-b t",
        "f() { meltano run \"$@\"; };;f a b | a b",
        "function f { meltano run ${1:-a} t; };;f | a t",
        "g() { meltano run a b; };;f() { g; };;f | a b",
        "f() { meltano run a b; } | ``",
        "while true; do meltano run a b; done | a b",
        "[ -f x ] && meltano run a b | a b",
        "meltano run a b # meltano run c d | a b",
        "echo \"meltano run a b\" | ``",
        "printf ^meltano run a b^ | ``",
        ": meltano run a b | ``",
        "meltano el tap t --state-id=x | tap t",
        "meltano elt tap t --transform=run --job_id=x | tap t",
        "meltano invoke dbt:run --select ^a b^ | dbt:run --select a b",
        "meltano schedule run daily | daily",
        "eval \"meltano run a b\" | a b",
        "sh -ec ^meltano run a b^ | a b",
        "M=meltano;;$M run a b | a b",
        "M=\"meltano --environment=prod\";;$M run a b | a b",
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

  /** A variable is shown with `=` or, as a default that the surroundings may replace, with `~`. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "export X=1;;meltano run a b                    | X=1",
        "X=1;;meltano run a b                           | ``",
        "X=1;;export X;;meltano run a b                 | X=1",
        "X=1 meltano run a b                            | X=1",
        "set -a;;X=1;;meltano run a b                   | X=1",
        "export X=${X:-1};;meltano run a b              | X~1",
        "D=data;;export X=$D/all.csv;;meltano run a b   | X=data/all.csv",
        "export X=^a b^ Y=\"c\";;meltano run a b        | X=a b Y=c",
        "export X=1;;unset X;;meltano run a b           | ``",
        "(export X=1);;meltano run a b                  | ``",
        "set -a;;source vars.env;;meltano run a b       | V=from file",
        "set -a; . ./vars.env; set +a;;meltano run a b  | V=from file",
        "source vars.env;;meltano run a b               | ``",
        "export X=1;;export X=2;;meltano run a b        | X=2",
        "declare -x X=1;;meltano run a b                | X=1",
      })
  void variables(String script, String expected) throws IOException {
    Files.writeString(folder.resolve("vars.env"), "V='from file'\n");
    String shown =
        scan(script).calls().get(0).variables().entrySet().stream()
            .map(
                e ->
                    e.getKey() + (e.getValue().fallback() ? "~" : "=") + e.getValue().value().get())
            .collect(Collectors.joining(" "));
    assertThat(shown).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void theStateIdOfOldVersionsIsOne() throws IOException {
    Scan scan = scan("meltano elt a b --job_id=x;;meltano el a b --state-id y");
    assertThat(scan.calls())
        .extracting(c -> c.options().stateId().orElse(""))
        .isEqualTo(List.of("x", "y"));
  }

  @Test
  void aReasonIsNoSentence() throws IOException {
    Scan scan = scan("meltano run $TAP t;;meltano run;;meltano run --nonsense a b");
    assertThat(scan.unclear()).hasSize(3).noneMatch(u -> u.why().endsWith("."));
  }

  private Scan scan(String script) throws IOException {
    String text = script.replace(";;", "\n").replace('^', '\'').replace("done      ", "done");
    Files.writeString(folder.resolve("run.sh"), text + "\n");
    return Scanner.scan(folder, new Diagnostics());
  }
}
