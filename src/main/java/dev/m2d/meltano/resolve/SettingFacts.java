package dev.m2d.meltano.resolve;

import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.Value;

/** How a value was found, as an entry of the document. */
final class SettingFacts {

  static Doc of(SettingDefinition setting, Found found) {
    Doc doc = new Doc().put("value", found.value()).put("source", found.layer().label());
    if (setting.kind().isPresent()) {
      doc.put("kind", setting.kind());
    }
    Value raw = found.raw();
    if (raw != null) {
      doc.put("raw", raw);
      if (!found.unset().isEmpty()) {
        doc.texts("unset", found.unset());
      }
    }
    String variable = found.variable();
    if (variable != null) {
      doc.put("env_var", variable);
    }
    String key = found.key();
    if (key != null && !key.equals(setting.name())) {
      doc.put("key", key);
    }
    if (setting.sensitive()) {
      doc.flag("sensitive");
    }
    if (setting.custom()) {
      doc.flag("custom");
    }
    return doc;
  }

  private SettingFacts() {}
}
