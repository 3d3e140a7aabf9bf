package dev.m2d.report.diff;

import dev.m2d.meltano.resolve.Expansion;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.meltano.resolve.SecretPlaces;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values of a project as texts that anybody may read. */
final class SafeValues {

  /** Stands for a secret that is written in a file: two of them look the same. */
  static final String SECRET = "(secret)";

  private static final int LONGEST = 2_000;

  /** Keys that tell the items of a list apart, as `files` of tap-csv has them. */
  private static final List<String> NAMING =
      List.of("entity", "name", "id", "stream", "table_name", "table");

  private final SecretPlaces places;
  private final SecretNames names;

  SafeValues(ResolvedProject project) {
    this.places = SecretPlaces.of(project);
    this.names = SecretNames.of(project);
  }

  /** Whether a text stands for a secret. */
  static boolean isHidden(String text) {
    return text.startsWith(SECRET);
  }

  /** What to say of a value that was no secret once: nothing, unless it only refers to one. */
  static Map<String, String> inTheOpen(String side, String text) {
    boolean isShown = text.isEmpty() || isHidden(text) || !Secrets.isLiteral(Value.text(text));
    return isShown ? Map.of() : Map.of(side, "a value in the open");
  }

  /** A text with the secrets in it hidden. */
  String text(String plain) {
    String safe = places.hide(plain);
    return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
  }

  /** A value of a variable of that name. */
  String variable(String name, Value value) {
    return scalar(value, names.contains(name));
  }

  /** Whether a variable of that name holds a secret. */
  boolean isSecret(String variable) {
    return names.contains(variable);
  }

  /**
   * The parts of a value under their dotted names; a list is one part.
   *
   * @param secret whether all of it is
   */
  Map<String, Object> parts(String name, Value value, boolean secret) {
    Map<String, Object> parts = new TreeMap<>();
    collect(name, value, secret, parts);
    return parts;
  }

  private void collect(String name, Value value, boolean secret, Map<String, Object> parts) {
    if (value instanceof Value.Fields fields && !fields.values().isEmpty()) {
      fields
          .values()
          .forEach(
              (key, v) -> collect(name + "." + key, v, secret || Secrets.looksSecret(key), parts));
    } else if (value instanceof Value.Items items && !names(items.values()).isEmpty()) {
      List<String> names = names(items.values());
      for (int i = 0; i < names.size(); i++) {
        collect(name + "." + text(names.get(i)), items.values().get(i), secret, parts);
      }
    } else if (value instanceof Value.Items items && !items.values().isEmpty()) {
      List<String> texts = new ArrayList<>();
      items.values().forEach(v -> texts.add(item(v, secret)));
      parts.put(name, texts);
    } else if (!value.isNull()) {
      parts.put(name, scalar(value, secret));
    }
  }

  /** What the items of a list are called, where each is a mapping with a name of its own. */
  private static List<String> names(List<Value> items) {
    for (String key : NAMING) {
      List<String> names = new ArrayList<>();
      for (Value item : items) {
        if (item instanceof Value.Fields fields) {
          Optional.ofNullable(fields.values().get(key))
              .flatMap(Value::asText)
              .filter(n -> !names.contains(n))
              .ifPresent(names::add);
        }
      }
      if (!names.isEmpty() && names.size() == items.size()) {
        return names;
      }
    }
    return List.of();
  }

  private String item(Value value, boolean secret) {
    if (!(value instanceof Value.Fields) && !(value instanceof Value.Items)) {
      return scalar(value, secret);
    }
    if (secret || Secrets.holdsSecret(value)) {
      return SECRET;
    }
    return text(PythonText.json(value));
  }

  private String scalar(Value value, boolean secret) {
    String plain = PythonText.str(value);
    if (secret && Secrets.isLiteral(value)) {
      List<String> references = List.copyOf(Expansion.references(value));
      return references.isEmpty() ? SECRET : SECRET + " with $" + String.join(", $", references);
    }
    return text(plain);
  }
}
