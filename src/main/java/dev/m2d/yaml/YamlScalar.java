package dev.m2d.yaml;

import dev.m2d.diagnostic.Span;

/**
 * A scalar.
 *
 * @param value as YAML 1.2 resolves it
 * @param text as written, without quotes
 */
public record YamlScalar(Value value, String text, Span span) implements YamlNode {

  @Override
  public boolean isNull() {
    return value.isNull();
  }
}
