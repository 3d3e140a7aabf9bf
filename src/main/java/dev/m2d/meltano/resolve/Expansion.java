package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Expands `$NAME` (upper case only) and `${name}` as Meltano does: one pass, a backslash before the
 * dollar keeps it, an undefined variable becomes nothing.
 */
public final class Expansion {

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(\\\\)?\\$(?:\\{(\\w+)\\}|([A-Z][A-Z0-9_]*))", Pattern.UNICODE_CHARACTER_CLASS);

  /** A reference to a variable that is not set, where Meltano's strict mode forbids it. */
  static final class Undefined extends RuntimeException {
    private static final long serialVersionUID = 1;

    Undefined(String name) {
      super("Environment variable '" + name + "' referenced but not set");
    }
  }

  /** Whether expanding it may change anything. */
  static boolean concerns(Value value) {
    if (value instanceof Value.Text t) {
      return t.value().indexOf('$') >= 0;
    }
    if (value instanceof Value.Items items) {
      return concernsAny(items.values());
    }
    return value instanceof Value.Fields fields && concernsAny(fields.values().values());
  }

  private static boolean concernsAny(Collection<Value> values) {
    for (Value value : values) {
      if (concerns(value)) {
        return true;
      }
    }
    return false;
  }

  /** The text with every reference replaced; in strict mode an undefined one is an error. */
  public static String text(String text, Map<String, String> variables, boolean strict) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    return REFERENCE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(replacement(m, variables, strict)));
  }

  private static String replacement(MatchResult m, Map<String, String> variables, boolean strict) {
    String name = m.group(2) == null ? m.group(3) : m.group(2);
    if (m.group(1) != null) {
      return m.group().substring(1);
    }
    String value = variables.get(name);
    if (value == null && strict) {
      throw new Undefined(name);
    }
    return value == null ? "" : value;
  }

  /** The value with every text in it expanded; keys are left alone. */
  static Value value(Value value, Map<String, String> variables, boolean strict) {
    if (value instanceof Value.Text t) {
      return new Value.Text(text(t.value(), variables, strict));
    }
    if (value instanceof Value.Items items) {
      List<Value> expanded = new ArrayList<>();
      items.values().forEach(v -> expanded.add(value(v, variables, strict)));
      return new Value.Items(expanded);
    }
    if (value instanceof Value.Fields fields) {
      Map<String, Value> expanded = new LinkedHashMap<>();
      fields.values().forEach((k, v) -> expanded.put(k, value(v, variables, strict)));
      return new Value.Fields(expanded);
    }
    return value;
  }

  /** The names a value refers to, in order of appearance. */
  public static Set<String> references(Value value) {
    Set<String> names = new LinkedHashSet<>();
    collect(value, names);
    return names;
  }

  private static void collect(Value value, Set<String> into) {
    if (value instanceof Value.Text t) {
      if (t.value().indexOf('$') < 0) {
        return;
      }
      Matcher m = REFERENCE.matcher(t.value());
      while (m.find()) {
        if (m.group(1) == null) {
          into.add(m.group(2) == null ? m.group(3) : m.group(2));
        }
      }
    } else if (value instanceof Value.Items items) {
      items.values().forEach(v -> collect(v, into));
    } else if (value instanceof Value.Fields fields) {
      fields.values().values().forEach(v -> collect(v, into));
    }
  }

  private Expansion() {}
}
