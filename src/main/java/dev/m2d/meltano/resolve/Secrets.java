package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what must not be written into a committed file or on a terminal. */
public final class Secrets {

  /** From one index of a text to another, the end excluded. */
  public record Part(int start, int end) {}

  private static final Pattern NAME =
      Pattern.compile(
          "(^|[^a-z])(pass|pwd|secrets|tokens|api_?keys?|access_?key|account_?key|private_?key"
              + "|secret_?key|credential|credentials|auth_?key|connection_?string|sas_?key)([^a-z]|$)"
              + "|(password|passwd|passphrase|secret|token|apikey)([^a-z]|$)");
  private static final Pattern NOT_A_SECRET =
      Pattern.compile(
          "(_url|_uri|_path|_file|_name|_type|_length|_expiry|_expires|_expires_in|_id"
              + "|_refresh_url|_column|_columns|max_tokens)$");

  /** An address that takes messages from whoever knows it; hooks of a program are none. */
  private static final Pattern HOOK =
      Pattern.compile("(webhooks?|(?<!(^|_)(pre|post)_)(?<![a-z])hook)(_(ur[il]s?|address))?$");

  /** Of these a name has one, whatever separates its words; most have none, and that is quick. */
  private static final Needles NEEDLES =
      new Needles(List.of("pass", "pwd", "secret", "token", "key", "credential", "string", "hook"));

  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
  private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\w+\\}|\\$[A-Z][A-Z0-9_]*");
  private static final Pattern KEY_BLOCK = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

  private static final String KEY =
      "(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|access[_-]?key"
          + "|account[_-]?key|shared_?access_?key|private[_-]?key|signature|sig)";
  // Every repetition has a bound, so that a text of megabytes takes time with its length only.
  private static final String QUOTED = "\"[^\"]{1,4096}\"|'[^']{1,4096}'|";
  private static final String WORD = "(" + QUOTED + "[^\\s\"']+)";

  /** How the tokens of well-known services begin. */
  private static final List<String> TOKENS =
      List.of(
          "ghp_",
          "gho_",
          "ghu_",
          "ghs_",
          "github_pat_",
          "glpat-",
          "xoxa-",
          "xoxb-",
          "xoxp-",
          "xoxr-",
          "xoxs-",
          "sk_live_",
          "rk_live_",
          "AIza",
          "dapi",
          "SG.",
          "eyJ");

  /** Of these a text has one that holds a secret of any form; most texts have none. */
  private static final List<String> ALL_MARKS =
      Stream.of(
              List.of("=", "@", " ", "\t", "\n", "\u000B", "\f", "\r"),
              List.of("\u001C", "\u001D", "\u001E", "\u001F"),
              TOKENS,
              Hooks.all())
          .flatMap(List::stream)
          .toList();

  private static final Needles MARKS = new Needles(ALL_MARKS);
  private static final Needles BEGUN = new Needles(TOKENS);

  /** Texts that hold a secret; group 1 is the secret itself. */
  private static final List<Holder> HOLDERS =
      List.of(
          holder(
              "@",
              false,
              "[a-z][a-z0-9+.-]{0,30}://[^/\\s:@]{0,256}:(?![0-9]{1,6}/)"
                  + "([^\\s/]{1,1024}|[^\\s@]{1,1024})@"),
          holder("@", false, "[a-z][a-z0-9+.-]{0,30}://([^/\\s:@]{16,1024})@"),
          holder("=", false, "(?<![a-z])" + KEY + "\\s?=\\s?(" + QUOTED + "[^\\s&;,\"']+)"),
          holder("-", true, "(?<!\\S)--?(?:[a-z0-9-]{0,64}-)?" + KEY + "\\s{1,9}(?!-)" + WORD),
          holder("", true, "(?<![a-z])bearer\\s{1,9}([a-z0-9._~+/=$-]{6,})"),
          holder(
              "",
              true,
              "(?<![a-z])basic\\s{1,9}(?=\\S{0,99}[0-9=])([a-z0-9+/]{8,}+={0,2})(?![a-z0-9])"),
          new Holder(Hooks::mayBeIn, false, Hooks.pattern()),
          new Holder(
              BEGUN::isAnyIn,
              false,
              Pattern.compile(
                  "(?<![A-Za-z0-9])((?:gh[opsu]_|github_pat_|glpat-|xox[abprs]-|[sr]k_live_|AIza|dapi"
                      + "|SG\\.|eyJ[A-Za-z0-9_-]{8,2048}\\.)[A-Za-z0-9_.-]{12,})")));

  /** A form, and what a text has that can be of it; most texts have it not, and that is quick. */
  private record Holder(Predicate<String> hasNeedle, boolean spaced, Pattern pattern) {

    boolean mayBeIn(String text, boolean hasSpace) {
      return (hasSpace || !spaced) && hasNeedle.test(text);
    }
  }

  private static Holder holder(String needle, boolean spaced, String regex) {
    return new Holder(
        text -> text.contains(needle), spaced, Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
  }

  /** Whether a setting or variable of that name usually holds a secret. */
  public static boolean looksSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NEEDLES.isAnyIn(lower)) {
      return false;
    }
    String words = HUMP.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    words = NO_WORD.matcher(words).replaceAll("_");
    return HOOK.matcher(words).find()
        || NAME.matcher(words).find() && !NOT_A_SECRET.matcher(words).find();
  }

  /** Of these, or of more words, a text has one that holds a secret. */
  static Needles marks(Collection<String> more) {
    List<String> all = new ArrayList<>(ALL_MARKS);
    all.addAll(more);
    return new Needles(all);
  }

  /** The parts of a text that are secrets by their form, in order; references are none. */
  public static List<Part> parts(String text) {
    if (!MARKS.isAnyIn(text)) {
      return List.of();
    }
    boolean hasSpace = hasSpace(text);
    if (hasSpace && text.contains("-----BEGIN") && KEY_BLOCK.matcher(text).find()) {
      return List.of(new Part(0, text.length()));
    }
    List<Part> found = List.of();
    for (Holder holder : HOLDERS) {
      if (holder.mayBeIn(text, hasSpace)) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        Matcher matcher = holder.pattern().matcher(text);
        while (matcher.find()) {
          part(matcher).ifPresent(found::add);
        }
      }
    }
    if (found.isEmpty()) {
      return found;
    }
    found.sort(Comparator.comparingInt(Part::start));
    List<Part> parts = new ArrayList<>();
    found.forEach(next -> join(parts, next));
    return parts;
  }

  private static boolean hasSpace(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' && Character.isWhitespace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Part> part(Matcher found) {
    if (!isLiteral(found.group(1))) {
      return Optional.empty();
    }
    String word = found.group(1);
    boolean quoted = word.length() > 2 && (word.startsWith("'") || word.startsWith("\""));
    return Optional.of(
        new Part(found.start(1) + (quoted ? 1 : 0), found.end(1) - (quoted ? 1 : 0)));
  }

  /** Adds a part to those before it; parts that overlap become one. */
  private static void join(List<Part> before, Part next) {
    Part last = before.isEmpty() ? null : before.get(before.size() - 1);
    if (last == null || last.end() <= next.start()) {
      before.add(next);
    } else {
      before.set(before.size() - 1, new Part(last.start(), Math.max(last.end(), next.end())));
    }
  }

  /** Whether the value, or something in it, looks like a secret by its form or its key. */
  public static boolean holdsSecret(Value value) {
    if (value instanceof Value.Text t) {
      return !parts(t.value()).isEmpty();
    }
    if (value instanceof Value.Items items) {
      return items.values().stream().anyMatch(Secrets::holdsSecret);
    }
    if (value instanceof Value.Fields fields) {
      return fields.values().entrySet().stream()
          .anyMatch(
              e -> looksSecret(e.getKey()) && isText(e.getValue()) || holdsSecret(e.getValue()));
    }
    return false;
  }

  private static boolean isText(Value value) {
    return value instanceof Value.Text t && isLiteral(t.value());
  }

  /** Whether something remains of the text when its references to variables are taken out. */
  static boolean isLiteral(String text) {
    if (text.indexOf('$') < 0) {
      return !text.isBlank();
    }
    Matcher references = REFERENCE.matcher(text);
    boolean refers = references.find();
    String rest = references.replaceAll("");
    // What stands between references in a URL is no secret, unless it is the password.
    boolean isUrl = refers && rest.contains("@");
    return isUrl ? rest.matches("(?s).*:[^/@:]+@.*") : !rest.isBlank();
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
