package dev.m2d.meltano.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.testing.Answers;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Texts become the type that the kind of a setting asks for. */
final class CastingTest {

  @TestFactory
  Stream<DynamicTest> valuesBecomeWhatTheyBecomeInMeltano() {
    return Answers.tests("casting", CastingTest::cast);
  }

  private static Object cast(JsonNode ask) {
    List<Value> options = new ArrayList<>();
    ask.path("options").forEach(o -> options.add(new Value.Text(o.asText())));
    Optional<String> kind =
        Optional.of(ask.get("kind")).filter(k -> !k.isNull()).map(JsonNode::asText);
    SettingDefinition setting =
        new SettingDefinition(
            "s",
            List.of(),
            Optional.empty(),
            List.of(),
            kind,
            Optional.empty(),
            options,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            false);
    try {
      return PythonText.repr(Casting.cast(setting, value(ask.get("value"))));
    } catch (ResolveError e) {
      return Answers.REFUSED;
    }
  }

  private static Value value(JsonNode json) {
    SourceFile file = new SourceFile("value.json", json.toString());
    return JsonReader.read(file, new Diagnostics()).orElseThrow().value();
  }
}
