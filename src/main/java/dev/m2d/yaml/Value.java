package dev.m2d.yaml;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of YAML or JSON without its place: what Meltano holds once a file is read. */
public sealed interface Value {

  /** The absent value: `null`, `~` or nothing. */
  record Null() implements Value {}

  /** A boolean. */
  record Bool(boolean value) implements Value {}

  /** An integer of any size. */
  record Int(BigInteger value) implements Value {

    /** An integer that fits a long. */
    public static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  /** A floating-point number, infinities and NaN included. */
  record Real(double value) implements Value {}

  /** What Meltano makes of text where a decimal is asked for: a number that JSON cannot hold. */
  record Decimal(String text) implements Value {}

  /** A string. */
  record Text(String value) implements Value {}

  /** An unquoted date or date and time, in ISO form and without its zone, which Meltano loses. */
  record Timestamp(String iso) implements Value {}

  /** A list. */
  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }
  }

  /** A mapping in the order of its source. */
  record Fields(Map<String, Value> values) implements Value {
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** A string. */
  static Value text(String value) {
    return new Text(value);
  }

  /** The string it is, if it is one. */
  default Optional<String> asText() {
    return this instanceof Text t ? Optional.of(t.value()) : Optional.empty();
  }

  /** Whether it is the absent value. */
  default boolean isNull() {
    return this instanceof Null;
  }
}
