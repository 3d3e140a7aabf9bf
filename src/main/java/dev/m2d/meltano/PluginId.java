package dev.m2d.meltano;

/** A plugin of the project; its text is `extractors/tap-csv`. */
public record PluginId(PluginType type, String name) {

  @Override
  public String toString() {
    return type.key() + "/" + name;
  }
}
