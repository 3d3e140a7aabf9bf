package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A changed text has the same shape and types as before, and exactly one other value. */
final class MutationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: text\nb: 1\n",
        "a: 'quoted # text' # comment\nb: 1\n",
        "a: \"double\"\nb: 1\n",
        "a: 41\nb: 1\n",
        "a: !!int 41\nb: 1\n",
        "a: &anchor 41\nb: 1\n",
        "a: true\nb: 1\n",
        "a: 1.5\nb: 1\n",
        "a: 2024-01-31\nb: 1\n",
        "a: 2024-03-01\nb: 1\n",
        "a: 2024-02-29 23:59:59 +02:00\nb: 1\n",
        "a: []\nb: 1\n",
        "a: {}\nb: 1\n",
        "a: |\n  some\n  lines\nb: 1\n",
        "a: >-\n  folded\n\n  lines\nb: 1\n",
        "a: plain\n  over lines\nb: 1\n",
        "a: \"\\u00fc \ud83d\ude00\" # ü\nb: 1\n",
        "{\"a\": \"json\", \"b\": 1}\n"
      })
  void changesOneValueOnly(String text) {
    Leaf leaf = Leaf.of(map(text)).get(0);
    String other =
        Mutation.ofValue(text, leaf.node().span(), leaf.node().value()).orElseThrow().in(text);
    YamlMap before = map(text);
    YamlMap after = map(other);
    assertThat(after.entries().keySet()).isEqualTo(before.entries().keySet());
    YamlNode now = after.get("a").orElseThrow();
    assertThat(now.value()).isNotEqualTo(leaf.node().value());
    assertThat(now.description()).isEqualTo(leaf.node().description());
    assertThat(after.get("b").orElseThrow().value())
        .isEqualTo(before.get("b").orElseThrow().value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1\n", "'a': 1\n", "{\"a\": 1}\n"})
  void renamesAKey(String text) {
    Leaf leaf = Leaf.of(map(text)).get(0);
    assertThat(map(Mutation.ofKey(text, leaf.keySpan()).in(text)).entries()).containsOnlyKeys("ax");
  }

  private static YamlMap map(String text) {
    SourceFile file = new SourceFile("f.yml", text);
    return (YamlMap) YamlReader.read(file, new Diagnostics()).orElseThrow();
  }
}
