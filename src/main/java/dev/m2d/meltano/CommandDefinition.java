package dev.m2d.meltano;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A command of a plugin as written.
 *
 * @param written the arguments as they are written, which may be no text
 * @param isNull whether the command itself is null, which Meltano takes and then fails with
 * @param container used only by `meltano invoke --containers`
 */
public record CommandDefinition(
    String name,
    String args,
    Value written,
    boolean isNull,
    Optional<String> executable,
    Optional<String> description,
    Optional<Located<Value>> container,
    Span span) {

  /**
   * Whether Meltano can run it: arguments that are no text, but a number or a list, it cannot
   * split.
   */
  public boolean isRunnable() {
    return !isNull && (written instanceof Value.Text || written.isNull());
  }

  /** Reads the `commands` of a plugin or of a definition. */
  static Map<String, CommandDefinition> parseAll(YamlMap commands, Diagnostics sink) {
    Map<String, CommandDefinition> all = new LinkedHashMap<>();
    for (YamlMap.Entry entry : commands.entries().values()) {
      all.put(entry.key(), parse(entry, sink));
    }
    return all;
  }

  private static CommandDefinition parse(YamlMap.Entry entry, Diagnostics sink) {
    if (!(entry.value() instanceof YamlMap map)) {
      Value value = entry.value().value();
      if (!value.isNull() && value.asText().isEmpty()) {
        sink.add(
            Code.M2D217,
            entry.keySpan(),
            "Meltano refuses the command `"
                + entry.key()
                + "`: it must be text or a mapping, but is "
                + entry.value().description()
                + ".");
      }
      if (value.isNull()) {
        sink.add(
            Code.M2D243, entry.keySpan(), "The command `" + entry.key() + "` has no arguments.");
      }
      return new CommandDefinition(
          entry.key(),
          PythonText.str(value),
          value,
          value.isNull(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          entry.keySpan());
    }
    MapReader in = new MapReader(map, sink, Code.M2D201);
    CommandDefinition command =
        new CommandDefinition(
            entry.key(),
            in.node("args")
                .filter(YamlScalar.class::isInstance)
                .flatMap(n -> in.text("args"))
                .map(Located::value)
                .orElse(""),
            map.get("args").map(YamlNode::value).orElseGet(() -> Value.text("")),
            false,
            in.text("executable").map(Located::value),
            in.text("description").map(Located::value),
            in.node("container_spec").map(n -> n.located()),
            entry.keySpan());
    if (!command.isRunnable()) {
      sink.add(
          Code.M2D243,
          entry.keySpan(),
          "The arguments of the command `" + entry.key() + "` must be text.");
    }
    for (YamlMap.Entry unknown : in.rest().values()) {
      sink.add(
          Code.M2D217,
          unknown.keySpan(),
          "Meltano refuses the key `" + unknown.key() + "` of a command; it is left out.");
    }
    return command;
  }
}
