package dev.m2d.meltano;

import org.jspecify.annotations.Nullable;

/** A plugin of the project; its text is `extractors/tap-csv`. */
public record PluginId(PluginType type, String name) {

  // Linking the methods that a record comes with takes Java 10 ms, which a short run feels.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PluginId id && type == id.type && name.equals(id.name);
  }

  @Override
  public int hashCode() {
    return type.hashCode() * 31 + name.hashCode();
  }

  @Override
  public String toString() {
    return type.key() + "/" + name;
  }
}
