package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Located;
import dev.m2d.yaml.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One place a setting may take its value from. `owner` is the name of the plugin (of the setting's
 * own plugin, or of one that it inherits from) that the place belongs to.
 */
public sealed interface Source {

  /** The plugin that the place belongs to. */
  String owner();

  /** Variables; the value of the first one that is set is used as it is, without expansion. */
  record Variables(String owner, List<String> names) implements Source {
    public Variables {
      names = List.copyOf(names);
    }
  }

  /** Values written under a Meltano environment, by its name; expanded. */
  record Environments(String owner, Map<String, Located<Value>> values) implements Source {
    public Environments {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** The value in the plugin's own entry; expanded. */
  record Own(String owner, Located<Value> value) implements Source {}

  /** The default of the definition; expanded. */
  record Default(String owner, Located<Value> value) implements Source {

    /** Whether the project's own files say it: Meltano's and the lock files' are public. */
    public boolean isWritten() {
      String file = value.span().file();
      return !file.endsWith(".lock") && !file.startsWith("generator/");
    }
  }
}
