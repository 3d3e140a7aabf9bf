package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Frozen;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hides the values of sensitive settings in a document. */
final class Redaction {

  private static final String HIDDEN = "(redacted)";
  private static final int LONG = 200;
  private static final int MOST = 50_000;

  private final SecretPlaces places;
  private final boolean off;

  /** Names and texts come back in every environment. */
  private final Map<String, Boolean> secrets = new HashMap<>();

  private final Map<String, String> shown = new HashMap<>();

  private Redaction(SecretPlaces places, boolean off) {
    this.places = places;
    this.off = off;
  }

  /** Hides nothing. */
  static Redaction off() {
    return new Redaction(SecretPlaces.none(), true);
  }

  /** Hides what `places` knows, and what the settings of its project call sensitive. */
  static Redaction of(SecretPlaces places) {
    return new Redaction(places, false);
  }

  /** The value of a setting or variable as it may be shown. */
  Value shown(String name, Value value) {
    return off ? value : field(name, value);
  }

  /** The same mapping where nothing in it is hidden: a document is mostly that. */
  private Value.Fields fields(Value.Fields map) {
    Changed changed = new Changed(map);
    map.values().forEach(changed);
    Map<String, Value> out = changed.out;
    return out == null ? map : new Value.Fields(Frozen.own(out));
  }

  /** Collects what is shown of a mapping, once anything in it is hidden. */
  private final class Changed implements BiConsumer<String, Value> {

    private final Value.Fields map;
    private @Nullable Map<String, Value> out;

    Changed(Value.Fields map) {
      this.map = map;
    }

    @Override
    public void accept(String key, Value value) {
      Value safe = field(key, value);
      if (safe != value) {
        Map<String, Value> all = out == null ? new LinkedHashMap<>(map.values()) : out;
        all.put(key, safe);
        out = all;
      }
    }
  }

  private Value field(String key, Value value) {
    boolean leaf = !(value instanceof Value.Fields) && !(value instanceof Value.Items);
    boolean secret = isKnownSecret(key);
    if (leaf && secret && !value.isNull() && !(value instanceof Value.Bool)) {
      return Value.text(HIDDEN);
    }
    if (secret && value instanceof Value.Fields setting && setting.values().containsKey("source")) {
      Map<String, Value> hidden = new LinkedHashMap<>(fields(setting).values());
      hidden.computeIfPresent("value", (k, v) -> v.isNull() ? v : Value.text(HIDDEN));
      return new Value.Fields(hidden);
    }
    return value(value);
  }

  private boolean isKnownSecret(String key) {
    Boolean known = secrets.get(key);
    if (known == null) {
      known = places.names().containsAny(key);
      secrets.put(key, known);
    }
    return known;
  }

  private String hidden(String text) {
    if (text.length() > LONG) {
      return places.hide(text);
    }
    String known = shown.get(text);
    if (known == null) {
      known = places.hide(text);
      if (shown.size() == MOST) {
        shown.clear();
      }
      // One object for both, where nothing is hidden.
      shown.put(text, known.equals(text) ? text : known);
    }
    return known;
  }

  private Value value(Value value) {
    if (value instanceof Value.Fields map) {
      return fields(map);
    }
    if (value instanceof Value.Items items) {
      List<Value> out = null;
      for (int i = 0; i < items.values().size(); i++) {
        Value safe = value(items.values().get(i));
        if (safe != items.values().get(i)) {
          out = out == null ? new ArrayList<>(items.values()) : out;
          out.set(i, safe);
        }
      }
      return out == null ? items : new Value.Items(out);
    }
    if (value instanceof Value.Text t) {
      String safe = hidden(t.value());
      return safe.equals(t.value()) ? value : Value.text(safe);
    }
    return value;
  }
}
