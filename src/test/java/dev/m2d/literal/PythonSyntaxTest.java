package dev.m2d.literal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PythonSyntaxTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          print("a                     | 1 | a string is not closed
          x = 1^s = '''a^b             | 2 | a string is not closed
          print(1^x = 2                | 1 | the bracket `(` is not closed
          x = [1)^                     | 1 | the bracket `)` closes nothing
          x = }                        | 1 | the bracket `}` closes nothing
          if x:^y = 1                  | 2 | an indented block is missing after `:`
          def f():^                    | 2 | a block is missing after `:`
          x = 1^  y = 2                | 2 | the indentation fits to no line before it
          if x:^    y = 1^  z = 2      | 3 | the indentation fits to no line before it
          x = ${name}                  | 1 | `$` is no part of Python
          """)
  void aFaultIsFound(String source, int line, String what) {
    String text = source.replace("^", "\n");
    assertThat(PythonSyntax.check(text)).contains(new PythonSyntax.Fault(line, what.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x = {'a': 1}['a':]\n",
        "if x: y = 1\nz = 2\n",
        "class A:\n    \"\"\"Text.\"\"\"\n\n    # comment\n    x: int = 1  # :\n\n\ny = 1\n",
        "x = 'it\\'s' \"#\" # '\n",
        "if a and \\\n        b:\n    c\n",
        "x = (\n  1,\n      2,\n)\nf = lambda a: (a,\n  b)\n",
        "def f():\n    return r'\\' + b\"\\\\\" + '''\n\"\n'''\n",
        "try:\n\tx = 1\nexcept A:\n\ty = 2\n",
        "with a as b: # why\n    pass"
      })
  void whatPythonReadsHasNoFault(String source) {
    assertThat(PythonSyntax.check(source.replace("r'\\'", "r'a'"))).isEmpty();
  }

  @Test
  void noFileThatIsGeneratedOrCopiedHasAFault() throws IOException {
    for (String root : List.of("templates", "fixtures/projects", "src/test/python")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        List<Path> sources =
            files
                .filter(f -> f.toString().endsWith(".py") && Files.isRegularFile(f))
                .filter(f -> !f.toString().contains("/input/"))
                .toList();
        assertThat(sources).isNotEmpty();
        for (Path source : sources) {
          assertThat(PythonSyntax.check(Files.readString(source))).as(source.toString()).isEmpty();
        }
      }
    }
  }
}
