package dev.m2d.yaml;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of YAML or JSON without its place: what Meltano holds once a file is read. */
public sealed interface Value {

  /** The absent value: `null`, `~` or nothing. */
  record Null() implements Value {
    // Here and below: linking the methods that a record comes with takes Java 10 ms for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Null;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /** A boolean. */
  record Bool(boolean value) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bool b && value == b.value;
    }

    @Override
    public int hashCode() {
      return Boolean.hashCode(value);
    }
  }

  /** An integer of any size. */
  record Int(BigInteger value) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Int i && value.equals(i.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    /** An integer that fits a long. */
    public static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  /** A floating-point number, infinities and NaN included. */
  record Real(double value) implements Value {}

  /** A decimal number that is no float: what Meltano makes of a text for kind `decimal`. */
  record Decimal(String text) implements Value {}

  /**
   * A plain scalar that has no meaning of its own ({@code =}, {@code !!str 5}, a tag of
   * somebody's): Meltano holds it as an object that is no text and cannot be written as JSON.
   */
  record Tagged(String text) implements Value {}

  /** A string. */
  record Text(String value) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Text t && value.equals(t.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  /**
   * An unquoted date or date and time, in ISO form.
   *
   * @param rest what is left of it where Meltano copies the value
   * @param fragile whether that loses something: fraction and zone of those with a `T` or an offset
   */
  record Timestamp(String iso, String rest, boolean fragile) implements Value {

    /** One that loses nothing. */
    public Timestamp(String iso) {
      this(iso, iso, false);
    }
  }

  /** A list. */
  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Items i && values.equals(i.values);
    }

    @Override
    public int hashCode() {
      return values.hashCode();
    }
  }

  /** A mapping in the order of its source. */
  record Fields(Map<String, Value> values) implements Value {
    public Fields {
      values = Frozen.map(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Fields f && values.equals(f.values);
    }

    @Override
    public int hashCode() {
      return values.hashCode();
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

  /** The value as Meltano has it after copying it. */
  default Value copied() {
    if (this instanceof Timestamp t) {
      return new Timestamp(t.rest(), t.rest(), t.fragile());
    }
    if (!holdsTimestamp()) {
      return this;
    }
    if (this instanceof Items items) {
      return new Items(items.values().stream().map(Value::copied).toList());
    }
    if (this instanceof Fields fields) {
      Map<String, Value> copy = new LinkedHashMap<>();
      fields.values().forEach((k, v) -> copy.put(k, v.copied()));
      return new Fields(copy);
    }
    return this;
  }

  private boolean holdsTimestamp() {
    if (this instanceof Items items) {
      for (Value value : items.values()) {
        if (value.holdsTimestamp()) {
          return true;
        }
      }
    } else if (this instanceof Fields fields) {
      for (Value value : fields.values().values()) {
        if (value.holdsTimestamp()) {
          return true;
        }
      }
    }
    return this instanceof Timestamp;
  }

  /** Its truth in Python: what is empty, zero or absent is none. */
  default boolean isTrue() {
    if (this instanceof Text t) {
      return !t.value().isEmpty();
    }
    if (this instanceof Items i) {
      return !i.values().isEmpty();
    }
    if (this instanceof Fields f) {
      return !f.values().isEmpty();
    }
    if (this instanceof Int i) {
      return i.value().signum() != 0;
    }
    if (this instanceof Real r) {
      return r.value() != 0;
    }
    if (this instanceof Decimal d) {
      return !d.text().matches("-?[0.]+(E.*)?");
    }
    return !isNull() && !(this instanceof Bool b && !b.value());
  }

  /** Whether it is the absent value. */
  default boolean isNull() {
    return this instanceof Null;
  }
}
