package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells what must not be written into a committed file. */
public final class Secrets {

  private static final Pattern NAME =
      Pattern.compile(
          "(^|[^a-z])(pass|passwd|password|passphrase|pwd|secret|secrets|token|api_?key|apikey"
              + "|access_?key|private_?key|secret_?key|credential|credentials|auth_?key"
              + "|client_?secret|connection_?string|sas_?key)([^a-z]|$)");
  private static final Pattern NOT_A_SECRET =
      Pattern.compile(
          "(_url|_uri|_path|_file|_name|_type|_length|_expiry|_expires|_expires_in|_id"
              + "|_refresh_url|_column|_columns)$");
  private static final Pattern URL_WITH_PASSWORD =
      Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s:@]*:[^/\\s@]+@", Pattern.CASE_INSENSITIVE);
  private static final Pattern KEY_BLOCK = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

  /** Whether a setting or variable of that name usually holds a secret. */
  public static boolean looksSecret(String name) {
    String words = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    return NAME.matcher(words).find() && !NOT_A_SECRET.matcher(words).find();
  }

  /** Whether the value, or something in it, looks like a secret by its form or its key. */
  public static boolean holdsSecret(Value value) {
    if (value instanceof Value.Text t) {
      String text = t.value();
      return KEY_BLOCK.matcher(text).find()
          || URL_WITH_PASSWORD.matcher(text).results().anyMatch(m -> isLiteral(m.group()));
    }
    if (value instanceof Value.Items items) {
      return items.values().stream().anyMatch(Secrets::holdsSecret);
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().entrySet().stream()
          .anyMatch(
              e -> looksSecret(e.getKey()) && holdsText(e.getValue()) || holdsSecret(e.getValue()));
    }
    return false;
  }

  private static boolean holdsText(Value value) {
    return value instanceof Value.Text t && isLiteral(t.value());
  }

  /** Whether something remains of the text when its references to variables are taken out. */
  private static boolean isLiteral(String text) {
    String rest = text.replaceAll("\\$\\{\\w+\\}|\\$[A-Z][A-Z0-9_]*", "");
    return rest.matches("(?s).*:[^/@:]+@.*") || !rest.contains("@") && !rest.isBlank();
  }

  /** Whether the value says something itself, not only through references to variables. */
  public static boolean isLiteral(Value value) {
    if (value instanceof Value.Text t) {
      return isLiteral(t.value());
    }
    if (value instanceof Value.Items items) {
      return items.values().stream().anyMatch(Secrets::isLiteral);
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().values().stream().anyMatch(Secrets::isLiteral);
    }
    return !value.isNull();
  }

  private Secrets() {}
}
