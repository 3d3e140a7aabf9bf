package dev.m2d.meltano;

import java.util.Arrays;
import java.util.Optional;

/**
 * The types of plugins, in the order in which Meltano looks a bare name up.
 *
 * <p>`singular` and `verb` are the words Meltano builds variable names from; three of them are odd,
 * and kept.
 */
public enum PluginType {
  EXTRACTORS("extractors", "extractor", "extract"),
  LOADERS("loaders", "loader", "load"),
  TRANSFORMS("transforms", "transform", "transform"),
  ORCHESTRATORS("orchestrators", "orchestrator", "orchestrat"),
  TRANSFORMERS("transformers", "transformer", "transform"),
  FILES("files", "file", "fi"),
  UTILITIES("utilities", "utility", "utilize"),
  MAPPERS("mappers", "mapper", "map"),
  /** Meltano's own word for the mappings of mappers; a project may use it all the same. */
  MAPPINGS("mappings", "mapping", "mappi");

  private final String key;
  private final String singular;
  private final String verb;

  PluginType(String key, String singular, String verb) {
    this.key = key;
    this.singular = singular;
    this.verb = verb;
  }

  /** The word in meltano.yml and in the paths of lock files. */
  public String key() {
    return key;
  }

  /** As in `MELTANO_EXTRACTOR_NAME`, in lower case. */
  public String singular() {
    return singular;
  }

  /** As in `MELTANO_EXTRACT_API_URL`, in lower case. */
  public String verb() {
    return verb;
  }

  /** Whether a plugin of this type is handed a configuration file. */
  public boolean isSinger() {
    return this == EXTRACTORS || this == LOADERS || this == MAPPERS;
  }

  /** The type of that key, if there is one. */
  public static Optional<PluginType> ofKey(String key) {
    return Arrays.stream(values()).filter(t -> t.key.equals(key)).findFirst();
  }
}
