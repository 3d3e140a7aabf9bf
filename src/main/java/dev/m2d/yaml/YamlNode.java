package dev.m2d.yaml;

import dev.m2d.diagnostic.Span;

/** A node of a document, with its place. */
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMap {

  /** Where it is written. */
  Span span();

  /** Its value without places. */
  Value value();

  /** Its value with its place. */
  default Located<Value> located() {
    return new Located<>(value(), span());
  }

  /** Whether it is the absent value. */
  default boolean isNull() {
    return false;
  }

  /** What it is, for messages: `a mapping`, `a list`, `text`. */
  default String description() {
    if (this instanceof YamlMap) {
      return "a mapping";
    }
    if (this instanceof YamlList) {
      return "a list";
    }
    Value v = value();
    if (v.isNull()) {
      return "nothing";
    }
    if (v instanceof Value.Bool) {
      return "a boolean";
    }
    if (v instanceof Value.Int || v instanceof Value.Real) {
      return "a number";
    }
    return v instanceof Value.Timestamp ? "a date" : "text";
  }
}
