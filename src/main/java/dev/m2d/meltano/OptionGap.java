package dev.m2d.meltano;

import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/**
 * The first option of a setting in which Meltano finds no `value`. It loads the project all the
 * same, and stumbles when it looks for a value of the setting that is not among the options before.
 *
 * @param before how many options stand before it
 * @param error the Python exception
 * @param message that exception's text
 */
public record OptionGap(int before, String error, String message) {

  /** The gap among options; empty where each has a value. */
  static Optional<OptionGap> among(List<YamlNode> options) {
    for (int i = 0; i < options.size(); i++) {
      if (!(options.get(i) instanceof YamlMap map)) {
        return Optional.of(new OptionGap(i, "TypeError", noMapping(options.get(i).value())));
      }
      if (map.get("value").isEmpty()) {
        return Optional.of(new OptionGap(i, "KeyError", "'value'"));
      }
    }
    return Optional.empty();
  }

  private static String noMapping(Value option) {
    if (option instanceof Value.Text) {
      return "string indices must be integers, not 'str'";
    }
    if (option instanceof Value.Items) {
      return "list indices must be integers or slices, not str";
    }
    return "'" + type(option) + "' object is not subscriptable";
  }

  private static String type(Value option) {
    if (option instanceof Value.Null) {
      return "NoneType";
    }
    if (option instanceof Value.Bool) {
      return "bool";
    }
    if (option instanceof Value.Int) {
      return "int";
    }
    return option instanceof Value.Real ? "ScalarFloat" : "datetime.date";
  }
}
