package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import java.util.List;
import java.util.Optional;

/**
 * A setting of a plugin or of the project.
 *
 * @param name dotted; an extra starts with `_`
 * @param kind as declared, or inferred from the first value for an undeclared one
 * @param declared whether a definition names it
 * @param sensitive whether its value must not be written into a committed file
 * @param aliases other names of it in YAML and in variables
 * @param readVariables names that configure it, most specific first
 * @param writtenVariables names it is exported under
 * @param processor applied before use: `nest_object`, `upcase_string`
 * @param postProcessor applied when the plugin's configuration is made: `stringify`, `parse_date`
 * @param options the values allowed for kind `options`
 * @param sources most specific first; a parent's sources stand before the default
 */
public record Setting(
    String name,
    Optional<String> kind,
    boolean declared,
    boolean sensitive,
    List<String> aliases,
    List<String> readVariables,
    List<String> writtenVariables,
    Optional<String> processor,
    Optional<String> postProcessor,
    List<Value> options,
    List<Source> sources) {

  public Setting {
    aliases = List.copyOf(aliases);
    readVariables = List.copyOf(readVariables);
    writtenVariables = List.copyOf(writtenVariables);
    options = List.copyOf(options);
    sources = List.copyOf(sources);
  }

  /** Whether it is an extra (`_select`), not part of the plugin's own configuration. */
  public boolean isExtra() {
    return name.startsWith("_");
  }
}
