package dev.m2d.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.testing.Answers;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** YAML as Meltano's reader takes it, with the place of every node. */
final class YamlReaderTest {

  @TestFactory
  Stream<DynamicTest> scalarsMeanWhatTheyMeanToMeltano() {
    return Answers.tests("yaml-scalar", ask -> told("v: " + ask.asText() + "\n", "v"));
  }

  @TestFactory
  Stream<DynamicTest> documentsMeanWhatTheyMeanToMeltano() {
    return Answers.tests("yaml", ask -> told(ask.asText(), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: b                    | a | 1:4-1:5
          a: 'b c' # d            | a | 1:4-1:9
          `x: 1\na:\n  k: v\n`    | a | 3:3-4:1
          `a:\n- b\n- c\n`        | a | 2:1-4:1
          a: [b, c]               | a | 1:4-1:10
          `é: "ü"\na: b`          | a | 2:4-2:5
          "a😀": &x b             | a😀 | 1:7-1:11
          `x: &x {b: 1}\na: *x`   | a | 1:4-1:13
          """)
  void nodesKnowTheirPlace(String text, String key, String place) {
    YamlMap map = (YamlMap) read(text.replace("\\n", "\n"), new Diagnostics()).orElseThrow();
    var span = map.get(key).orElseThrow().span();
    assertThat(span.line() + ":" + span.column() + "-" + span.endLine() + ":" + span.endColumn())
        .isEqualTo(place);
  }

  @Test
  void aLineThatWouldTakeAMinuteIsRefused() {
    Diagnostics sink = new Diagnostics();
    String kept = "x".repeat(1_000_000);
    assertThat(read("a: b\nc: " + kept + "\nd: e\n", sink)).isPresent();
    assertThat(read("a: b\nc: " + kept.repeat(30) + "\nd: e\n", sink)).isEmpty();
    assertThat(sink.sorted())
        .singleElement()
        .satisfies(d -> assertThat(d.at().orElseThrow()).hasToString("f.yml:2:1"));
  }

  @Test
  void aKeyThatIsWrittenTwiceIsShownWithBothPlaces() {
    Diagnostics sink = new Diagnostics();
    read("a: 1\nb:\n  c: 2\n  c: 3\n", sink);
    assertThat(sink.sorted())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.at().orElseThrow()).hasToString("f.yml:4:3");
              assertThat(d.related().get(0).at()).hasToString("f.yml:3:3");
            });
  }

  @Test
  void aDirectiveThatChangesWhatWordsMeanIsRefused() {
    assertThat(told("# old\n%YAML 1.1\n---\na: on\n", "")).isEqualTo(Answers.REFUSED);
  }

  @Test
  void mergedKeysComeLastAndKeepTheirPlace() {
    YamlMap map =
        (YamlMap)
            read("b: &b {x: 1, y: 2}\nm:\n  <<: *b\n  y: 3\n", new Diagnostics()).orElseThrow();
    YamlMap merged = (YamlMap) map.get("m").orElseThrow();
    assertThat(merged.entries().keySet()).containsExactly("y", "x");
    assertThat(merged.get("x").orElseThrow().span()).hasToString("f.yml:1:11");
    assertThat(merged.get("y").orElseThrow().span()).hasToString("f.yml:4:6");
  }

  private static Object told(String text, String key) {
    Diagnostics sink = new Diagnostics();
    Optional<YamlNode> node = read(text, sink);
    if (node.isEmpty() || sink.hasErrors()) {
      return Answers.REFUSED;
    }
    YamlNode chosen = key.isEmpty() ? node.get() : ((YamlMap) node.get()).get(key).orElseThrow();
    // The answers are told in plain types, as src/test/python/meltano/answers.py makes them.
    boolean isTagged = chosen.value() instanceof Value.Tagged;
    Value plain = isTagged ? Value.text(((Value.Tagged) chosen.value()).text()) : chosen.value();
    return PythonText.repr(plain);
  }

  private static Optional<YamlNode> read(String text, Diagnostics sink) {
    return YamlReader.read(new SourceFile("f.yml", text), sink);
  }
}
