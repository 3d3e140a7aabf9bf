package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Frozen;
import dev.m2d.yaml.JsonStream;
import dev.m2d.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hides the values of sensitive settings in a document. */
final class Redaction implements JsonStream.Filter {

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
    Value shown = field(name, value);
    return shown != value && shown instanceof Value.Text ? shown : within(shown);
  }

  private Value within(Value value) {
    if (value instanceof Value.Fields map) {
      Map<String, Value> all = new LinkedHashMap<>();
      map.values().forEach((k, v) -> all.put(k, shown(k, v)));
      return new Value.Fields(Frozen.own(all));
    }
    if (value instanceof Value.Items items) {
      return new Value.Items(items.values().stream().map(this::within).toList());
    }
    return value instanceof Value.Text t ? Value.text(text(t.value())) : value;
  }

  @Override
  public Value field(String key, Value value) {
    // Whether a name is that of a secret takes a while to tell, so it is asked last.
    if (off || value.isNull() || value instanceof Value.Bool || value instanceof Value.Items) {
      return value;
    }
    if (value instanceof Value.Fields setting) {
      Map<String, Value> all = setting.values();
      return all.containsKey("source") && all.containsKey("value") && isKnownSecret(key)
          ? hidden(all)
          : value;
    }
    return isKnownSecret(key) ? Value.text(HIDDEN) : value;
  }

  private static Value hidden(Map<String, Value> setting) {
    Map<String, Value> hidden = new LinkedHashMap<>(setting);
    hidden.computeIfPresent("value", (k, v) -> v.isNull() ? v : Value.text(HIDDEN));
    return new Value.Fields(hidden);
  }

  @Override
  public String text(String text) {
    return off || !places.mayHide(text) || text.equals(HIDDEN) ? text : hidden(text);
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
      shown.put(text, known);
    }
    return known;
  }
}
