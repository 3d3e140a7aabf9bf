package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.plan.Runners;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.TextFiles;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the switchboard, which is the user's: who runs each pipeline. What it cannot say is told
 * with its place, as the generated project would tell it when it loads, and otherwise passed over.
 */
final class MigrationReader {
  static final String FILE = "migration.yaml";

  private static final Map<String, Map<String, List<String>>> SECTIONS =
      Map.of(
          "pipelines", Map.of("runner", List.of("singer", "meltano", "native")),
          "jobs",
              Map.of(
                  "scheduler",
                  List.of("meltano", "dagster"),
                  "order",
                  List.of("strict", "lineage")));

  private final Diagnostics sink;
  private final Map<String, Located<String>> runners = new LinkedHashMap<>();

  private MigrationReader(Diagnostics sink) {
    this.sink = sink;
  }

  /**
   * What the file in the output folder says; nothing when there is none.
   *
   * @param root of the Meltano project, which paths are shown relative to
   */
  static Runners read(Path root, Path output, Diagnostics sink) {
    Path path = output.toAbsolutePath().normalize().resolve(FILE);
    if (!Files.isRegularFile(path)) {
      return Runners.none();
    }
    Diagnostics found = new Diagnostics();
    TextFiles files = new TextFiles(root, found);
    Optional<YamlNode> node = files.yaml(path);
    // A file that is no YAML is refused where entries are added to it.
    MigrationReader reader = new MigrationReader(sink);
    if (!found.hasErrors() && node.isPresent() && node.get() instanceof YamlMap map) {
      reader.file(map);
    }
    return new Runners(reader.runners, files.all());
  }

  private void file(YamlMap map) {
    for (YamlMap.Entry section : map.entries().values()) {
      Map<String, List<String>> switches = SECTIONS.get(section.key());
      if (switches != null) {
        entries(section, switches);
      } else if (!section.key().equals("schema_version")) {
        unknown(section, List.of("pipelines", "jobs", "schema_version"));
      }
    }
  }

  private void entries(YamlMap.Entry section, Map<String, List<String>> switches) {
    for (YamlMap.Entry thing : mapping(section).entries().values()) {
      for (YamlMap.Entry one : mapping(thing).entries().values()) {
        List<String> values = switches.get(one.key());
        if (values == null) {
          unknown(one, switches.keySet().stream().sorted().toList());
        } else {
          choice(one, values)
              .filter(c -> one.key().equals("runner"))
              .ifPresent(c -> runners.put(thing.key(), c));
        }
      }
    }
  }

  private YamlMap mapping(YamlMap.Entry entry) {
    if (entry.value() instanceof YamlMap map) {
      return map;
    }
    if (!entry.value().isNull()) {
      tell(entry, "`" + entry.key() + "` must be a mapping", "Write `name: value` lines below it.");
    }
    return YamlMap.empty(entry.value().span());
  }

  private Optional<Located<String>> choice(YamlMap.Entry entry, List<String> values) {
    if (!(entry.value() instanceof YamlScalar scalar)) {
      tell(entry, "`" + entry.key() + "` must be one word", one(values));
      return Optional.empty();
    }
    String word = PythonText.str(scalar.value());
    if (!values.contains(word)) {
      String message = entry.key() + " `" + word + "` is unknown";
      tell(entry, message, one(values) + DidYouMean.hint(word, values));
      return Optional.empty();
    }
    return Optional.of(new Located<>(word, scalar.span()));
  }

  private static String one(List<String> values) {
    return "It is one of `" + String.join("`, `", values) + "`.";
  }

  private void unknown(YamlMap.Entry entry, List<String> known) {
    sink.add(
        Diagnostic.of(Code.M2D614, entry.keySpan(), "The key `" + entry.key() + "` is unknown.")
            .withHint(
                "Known here: `"
                    + String.join("`, `", known)
                    + "`."
                    + DidYouMean.hint(entry.key(), known)));
  }

  private void tell(YamlMap.Entry entry, String what, String cure) {
    sink.add(
        Diagnostic.of(
                Code.M2D614, entry.value().span(), what + " in the switchboard of the migration.")
            .withHint(cure));
  }
}
