package dev.m2d.dbt;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of a node, most specific first: a call of {@code config} in its file, its
 * property file, the folders of dbt_project.yml from the deepest up. Values with Jinja cannot be
 * known without dbt and count as absent.
 */
final class Configs {

  private static final Pattern CALL =
      Pattern.compile("\\bconfig\\s*\\((.*?)\\)\\s*-?}}", Pattern.DOTALL);

  private final YamlMap project;
  private final String name;
  private final Set<Span> decisive = new HashSet<>();

  /** Reads the blocks {@code models}, {@code seeds} and {@code snapshots} of dbt_project.yml. */
  Configs(YamlMap project, String name) {
    this.project = project;
    this.name = name;
  }

  /**
   * A node as its file shows it.
   *
   * @param path of its file, relative to the dbt project
   * @param folders between the root of its kind and the node
   * @param text that may call {@code config}, {@code ref} and {@code source}
   */
  record Unit(
      DbtProject.NodeKind kind,
      String name,
      String path,
      List<String> folders,
      String text,
      Span span) {}

  /** The value of a key for a node; `properties` is its entry in a property file. */
  Optional<String> value(String key, Unit unit, YamlMap properties) {
    return inFile(key, unit.text())
        .or(() -> properties.present("config").flatMap(c -> setting(c, key)).map(this::decided))
        .or(() -> inProject(key, unit))
        .filter(v -> !v.contains("{{"));
  }

  /** The places of the values that were taken from YAML files, and of the project's name. */
  Set<Span> decisive() {
    return decisive;
  }

  private String decided(YamlNode value) {
    decisive.add(value.span());
    return PythonText.str(value.value());
  }

  /** Whether dbt takes the node into its manifest. */
  boolean enabled(Unit unit, YamlMap properties) {
    return value("enabled", unit, properties).map(v -> !v.equalsIgnoreCase("false")).orElse(true);
  }

  private static Optional<String> inFile(String key, String text) {
    Pattern argument =
        Pattern.compile("\\b" + Pattern.quote(key) + "\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|(\\w+))");
    Matcher call = CALL.matcher(text);
    Optional<String> found = Optional.empty();
    while (call.find()) {
      Matcher m = argument.matcher(call.group(1));
      if (m.find()) {
        String quoted = m.group(1) == null ? m.group(2) : m.group(1);
        // A bare word is a constant or a variable of Jinja; only constants have a known value.
        found = Optional.of(quoted == null ? constant(m.group(3)) : quoted);
      }
    }
    return found;
  }

  private static String constant(String word) {
    return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false") ? word : "{{";
  }

  private Optional<String> inProject(String key, Unit unit) {
    Optional<YamlNode> at = project.present(unit.kind().name().toLowerCase(Locale.ROOT) + "s");
    List<String> path = new ArrayList<>(List.of(name));
    path.addAll(unit.folders());
    path.add(unit.name());
    Optional<YamlNode> found = at.flatMap(n -> setting(n, key));
    boolean below = false;
    for (String part : path) {
      at = at.flatMap(n -> n instanceof YamlMap m ? m.present(part) : Optional.empty());
      Optional<YamlNode> deeper = at.flatMap(n -> setting(n, key));
      below |= deeper.isPresent();
      found = deeper.isPresent() ? deeper : found;
    }
    if (below) {
      project.present("name").ifPresent(n -> decisive.add(n.span()));
    }
    return found.map(this::decided);
  }

  private static Optional<YamlNode> setting(YamlNode at, String key) {
    if (!(at instanceof YamlMap map)) {
      return Optional.empty();
    }
    return map.present("+" + key).or(() -> map.present(key)).filter(YamlScalar.class::isInstance);
  }
}
