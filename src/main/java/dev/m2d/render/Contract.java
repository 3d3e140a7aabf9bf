package dev.m2d.render;

import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Resources;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What templates see, as `generator/contract/template-model.json` has it: made in the build of the
 * plan's records, so that the tool itself needs neither their sources nor reflection.
 *
 * @param templates by path below templates/
 * @param views by name; a nested record has its outer record's name before it
 */
public record Contract(Map<String, Entry> templates, Map<String, View> views) {

  private static final String FILE = "contract/template-model.json";

  /**
   * A template.
   *
   * @param view name of the record at its root
   * @param makes what it makes, a sentence
   */
  public record Entry(String view, String makes) {}

  /**
   * A record of the plan.
   *
   * @param source the file that declares it
   */
  public record View(String name, String about, String source, Map<String, Component> components) {}

  /**
   * A component of a record.
   *
   * @param kind text, code, truth, number, or the name of a view
   * @param list whether there are several
   * @param optional whether it can be absent
   */
  public record Component(String name, String kind, boolean list, boolean optional, String about) {

    /** In words. */
    public String type() {
      return (optional ? "optional " : "") + (list ? "list of " : "") + kind;
    }
  }

  /** The contract that is in the jar. */
  public static Contract read() {
    YamlMap model = Resources.map(FILE);
    Map<String, Entry> templates =
        each(map(model, "templates"), (name, m) -> new Entry(text(m, "view"), text(m, "makes")));
    Map<String, View> views =
        each(
            map(model, "views"),
            (name, m) ->
                new View(
                    name,
                    text(m, "about"),
                    text(m, "source"),
                    each(map(m, "components"), Contract::component)));
    return new Contract(templates, views);
  }

  private static Component component(String name, YamlMap map) {
    return new Component(
        name, text(map, "kind"), isTrue(map, "list"), isTrue(map, "optional"), text(map, "about"));
  }

  /** Makes something of an entry. */
  private interface Reader<T> {
    T of(String name, YamlMap entry);
  }

  private static <T> Map<String, T> each(YamlMap map, Reader<T> reader) {
    Map<String, T> all = new LinkedHashMap<>();
    map.entries().forEach((name, e) -> all.put(name, reader.of(name, (YamlMap) e.value())));
    return all;
  }

  private static YamlMap map(YamlMap map, String key) {
    return (YamlMap) node(map, key);
  }

  private static String text(YamlMap map, String key) {
    return PythonText.str(node(map, key).value());
  }

  private static boolean isTrue(YamlMap map, String key) {
    return node(map, key).value().isTrue();
  }

  private static YamlNode node(YamlMap map, String key) {
    return map.present(key).orElseThrow(() -> new IllegalStateException(FILE + " lacks " + key));
  }

  /** The view at the root of a template. */
  View view(String template) {
    String root = Objects.requireNonNull(templates.get(template), template).view();
    return Objects.requireNonNull(views.get(root), root);
  }
}
