package dev.m2d.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Python program calls, one way to start a process a row. */
final class PythonCallsTest {

  private static final String DAG =
      """
      with DAG("elt", schedule="@daily"):
          load = BashOperator(task_id="l", bash_command="meltano run a b")
          models = BashOperator(task_id="m", bash_command="meltano run c")
      """;

  @TempDir private Path folder;

  /** `;;` stands for the end of a line; several calls are joined by ` / `. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "subprocess.run([\"meltano\", \"run\", \"a\", \"b\"])             | a b",
        "subprocess.run(\"meltano run a b\", shell=True)                 | a b",
        "subprocess.check_call(\"meltano run a b\".split())              | a b",
        "subprocess.Popen(shlex.split(\"meltano run a b\"))              | a b",
        "os.system(\"meltano run a b && meltano run c d\")               | a b / c d",
        "os.system('meltano run ' 'a b')                                 | a b",
        "T = \"tap\";;os.system(f\"meltano run {T} b\")                  | tap b",
        "T = \"tap\";;os.system(\"meltano run %s b\" % T)                | tap b",
        "T = \"tap\";;os.system(\"meltano run {} b\".format(T))          | tap b",
        "T = \"tap\";;os.system(\"meltano run \" + T + \" b\")            | tap b",
        "for t in [\"a\", \"b\"]:;;  os.system(f\"meltano run {t} x\")    | a x / b x",
        "def f(t):;;  os.system(f\"meltano run {t} x\");;f(\"a\");;f(\"b\") | a x / b x",
        "def f():;;  os.system(\"meltano run a b\")                      | a b",
        "print(\"meltano run a b\")                                      | ``",
        "# os.system(\"meltano run a b\")                                | ``",
        "os.system(\"meltano run a b\");;  # the end                    | a b",
        "if x:;;  os.system(\"meltano run a b\");;    # the end         | a b",
      })
  void blocks(String program, String expected) throws IOException {
    Scan scan = scan("import os, shlex, subprocess\n" + program.replace(";;", "\n"));
    String calls =
        scan.calls().stream()
            .map(c -> String.join(" ", c.blocks()))
            .collect(Collectors.joining(" / "));
    assertThat(calls).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void whatIsNotKnownIsNotGuessed() throws IOException {
    Scan scan =
        scan("import os, sys\nos.system('meltano run ' + sys.argv[1])\nos.system('meltano run a')");
    assertThat(scan.calls()).hasSize(1);
    assertThat(scan.unclear()).singleElement().matches(u -> u.at().line() == 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'    load >> models', false",
    "'    models << load', false",
    "'    models >> load', true",
    "'    load << models', true",
    "'    [models] >> load', true",
    "load >> models, false",
    "models >> load, true",
  })
  void callsHaveTheOrderOfTheirTasks(String line, boolean turned) throws IOException {
    Scan scan = scan(DAG + line);
    List<Integer> lines =
        scan.calls().stream()
            .sorted(Comparator.comparing(Call::order))
            .map(c -> c.at().line())
            .toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0) > lines.get(1)).isEqualTo(turned);
    assertThat(scan.unclear()).isEmpty();
  }

  private Scan scan(String program) throws IOException {
    Files.writeString(folder.resolve("x.py"), program + "\n");
    return Scanner.scan(folder, new Diagnostics());
  }
}
