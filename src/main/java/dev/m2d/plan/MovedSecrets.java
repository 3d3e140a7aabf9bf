package dev.m2d.plan;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Dotenv;
import dev.m2d.literal.Language;
import dev.m2d.literal.Snippet;
import dev.m2d.meltano.resolve.SecretNames;
import dev.m2d.meltano.resolve.Secrets;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces sensitive literals by references to variables. The values are kept for the private
 * {@code .env} alone.
 */
final class MovedSecrets {
  private final Diagnostics findings;
  private final SecretNames names;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Set<Span>> places = new LinkedHashMap<>();

  MovedSecrets(Diagnostics findings, SecretNames names) {
    this.findings = findings;
    this.names = names;
  }

  /** Whether a variable of that name usually holds a secret. */
  boolean isSecret(String variable) {
    return names.contains(variable);
  }

  /**
   * The value with every literal text and number replaced by a reference.
   *
   * @param name of the variable that takes its place; parts of a map append their keys
   * @param what is named in the finding, such as {@code password of loader target-postgres}
   */
  Value replace(Value value, String name, String what, Span span) {
    if (value instanceof Value.Fields fields) {
      Map<String, Value> replaced = new LinkedHashMap<>();
      fields
          .values()
          .forEach(
              (k, v) -> replaced.put(k, replace(v, name + "_" + PluginFile.word(k), what, span)));
      return new Value.Fields(replaced);
    }
    if (value instanceof Value.Items items) {
      List<Value> replaced = new ArrayList<>();
      for (int i = 0; i < items.values().size(); i++) {
        replaced.add(replace(items.values().get(i), name + "_" + (i + 1), what, span));
      }
      return new Value.Items(replaced);
    }
    if (value instanceof Value.Text text) {
      return Secrets.isLiteral(value) ? secret(text.value(), name, what, span) : value;
    }
    if (value instanceof Value.Int || value instanceof Value.Real) {
      return secret(PythonText.str(value), name, what, span);
    }
    return value;
  }

  /** Replaces what a list or map holds under sensitive names, or as URLs with a password. */
  Value scan(Value value, String name, String what, Span span) {
    if (value instanceof Value.Fields fields) {
      Map<String, Value> scanned = new LinkedHashMap<>();
      fields
          .values()
          .forEach(
              (k, v) -> {
                String part = name + "_" + PluginFile.word(k);
                scanned.put(
                    k,
                    Secrets.looksSecret(k)
                        ? replace(v, part, what, span)
                        : scan(v, part, what, span));
              });
      return new Value.Fields(scanned);
    }
    if (value instanceof Value.Items items) {
      List<Value> scanned = new ArrayList<>();
      for (int i = 0; i < items.values().size(); i++) {
        scanned.add(scan(items.values().get(i), name + "_" + (i + 1), what, span));
      }
      return new Value.Items(scanned);
    }
    return Secrets.holdsSecret(value) ? replace(value, name, what, span) : value;
  }

  /**
   * A text that Meltano expands, with the secrets in it replaced by references.
   *
   * @param name of the variable that takes the place of the first one
   */
  String embedded(String text, String name, String what, Span span) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Secrets.Part part : Secrets.parts(text)) {
      String secret = text.substring(part.start(), part.end());
      out.append(text, at, part.start());
      out.append("${").append(variable(secret, name, what, span)).append('}');
      at = part.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  /** A reference, as a shell has it, to the variable that takes the place of a whole text. */
  String reference(String text, String name, String what, Span span) {
    return "${" + variable(text, name, what, span) + "}";
  }

  private Value secret(String text, String name, String what, Span span) {
    Value variable = new Value.Text(variable(text, name, what, span));
    return new Value.Fields(Map.of("$secret", variable));
  }

  private String variable(String text, String wanted, String what, Span span) {
    String name = wanted;
    for (int n = 2; values.containsKey(name) && !text.equals(values.get(name)); n++) {
      name = wanted + "_" + n;
    }
    values.put(name, text);
    if (!places.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(span)) {
      return name;
    }
    String message = "The literal value of " + what + " moves to `" + name + "` in `.env`.";
    Diagnostic moved = Diagnostic.of(Code.M2D504, span, message);
    if (!Dotenv.canHold(text)) {
      moved = moved.withHint("A .env file cannot hold this value: set `" + name + "` yourself.");
    }
    findings.add(moved);
    return name;
  }

  /** What goes to {@code .env}, by name. */
  List<SecretPlan> plans() {
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> plan(e.getKey(), e.getValue()))
        .toList();
  }

  private SecretPlan plan(String name, String value) {
    List<Span> origins = List.copyOf(places.getOrDefault(name, Set.of()));
    return new SecretPlan(name, assignment(name, value), origins);
  }

  private static Snippet assignment(String name, String value) {
    String text = Dotenv.canHold(value) ? name + "=" + Dotenv.value(value) : "# " + name + "=";
    return new Snippet(Language.DOTENV, text);
  }
}
