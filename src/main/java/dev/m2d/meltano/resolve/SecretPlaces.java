package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The secrets that a project's files hold: where they stand, and their texts. */
public final class SecretPlaces {

  private static final String HIDDEN = "(redacted)";
  private static final int SHORTEST = 4;
  private static final int CERTAIN = 12;

  private final SecretNames names;
  private final List<Span> spans = new ArrayList<>();
  private @Nullable Needles needles;
  private final TreeSet<String> texts = new TreeSet<>(SecretPlaces::longestFirst);

  /** Those that can be told by their form alone. */
  public static SecretPlaces none() {
    return new SecretPlaces(SecretNames.none());
  }

  private SecretPlaces(SecretNames names) {
    this.names = names;
  }

  private static int longestFirst(String one, String other) {
    int length = Integer.compare(other.length(), one.length());
    return length != 0 ? length : one.compareTo(other);
  }

  /** Those of a project. */
  public static SecretPlaces of(ResolvedProject project) {
    SecretNames names = SecretNames.of(project);
    SecretPlaces places = new SecretPlaces(names);
    project.settings().forEach(places::setting);
    places.block(project.rootEnv(), names);
    project.environments().forEach(e -> places.block(e.env(), names));
    project.schedules().forEach(s -> places.block(s.env(), names));
    project.plugins().forEach(p -> places.plugin(p, names));
    for (ResolvedJob job : project.jobs()) {
      job.variables()
          .forEach(
              (name, text) -> {
                Located<Value> value = new Located<>(Value.text(text.value()), text.span());
                places.value(names.contains(name), value);
              });
    }
    return places;
  }

  /** The same with the secrets among variables that references of the project may stand for. */
  SecretPlaces with(List<Map<String, String>> surroundings) {
    SecretPlaces places = new SecretPlaces(names);
    places.spans.addAll(spans);
    places.texts.addAll(texts);
    for (Map<String, String> variables : surroundings) {
      variables.forEach(
          (name, value) -> {
            if (names.contains(name) && Secrets.isLiteral(value)) {
              places.texts.add(value);
            }
          });
    }
    return places;
  }

  private void plugin(ResolvedPlugin plugin, SecretNames names) {
    SettingList.concerned(plugin.settings()).forEach(this::setting);
    SettingList.concerned(plugin.extras()).forEach(this::setting);
    block(plugin.env(), names);
    plugin.environmentEnv().values().forEach(e -> block(e, names));
    plugin.mappings().values().forEach(m -> value(false, m));
    plugin.pipUrl().ifPresent(p -> parts(p.value(), p.span()));
    plugin.commands().forEach(c -> parts(c.args(), c.span()));
  }

  private void block(Map<String, Located<Value>> env, SecretNames names) {
    env.forEach((name, value) -> value(names.contains(name), value));
  }

  private void setting(Setting setting) {
    for (Source source : setting.sources()) {
      if (source instanceof Source.Own own) {
        value(setting.sensitive(), own.value());
      } else if (source instanceof Source.Environments environments) {
        environments.values().values().forEach(v -> value(setting.sensitive(), v));
      } else if (source instanceof Source.Default d && d.isWritten()) {
        value(setting.sensitive(), d.value());
      }
    }
  }

  private void value(boolean secret, Located<Value> value) {
    if (secret ? Secrets.isLiteral(value.value()) : Secrets.holdsSecret(value.value())) {
      spans.add(value.span());
      collect(secret, value.value());
    }
  }

  private void parts(String text, Span span) {
    if (!Secrets.parts(text).isEmpty()) {
      spans.add(span);
      collect(false, Value.text(text));
    }
  }

  private void collect(boolean secret, Value value) {
    if (value instanceof Value.Items items) {
      items.values().forEach(v -> collect(secret, v));
    } else if (value instanceof Value.Fields fields) {
      fields.values().forEach((k, v) -> collect(secret || Secrets.looksSecret(k), v));
    } else if (secret && !(value instanceof Value.Bool) && Secrets.isLiteral(value)) {
      texts.add(PythonText.str(value));
    }
    if (value instanceof Value.Text t) {
      Secrets.parts(t.value()).forEach(p -> texts.add(t.value().substring(p.start(), p.end())));
    }
  }

  /** The settings and variables that hold them. */
  SecretNames names() {
    return names;
  }

  /** Where secrets are written. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** Whether there is anything to replace in the text: quick, and mostly no. */
  boolean mayHide(String text) {
    Needles known = needles;
    if (known == null) {
      known = Secrets.marks(texts.stream().filter(t -> t.length() >= SHORTEST).toList());
      needles = known;
    }
    return text.length() < SHORTEST && texts.contains(text) || known.isAnyIn(text);
  }

  /** The text with every secret in it replaced. */
  public String hide(String text) {
    if (!mayHide(text)) {
      return text;
    }
    String safe = text;
    for (String secret : texts) {
      if (safe.equals(secret)) {
        return HIDDEN;
      }
      if (secret.length() >= CERTAIN) {
        safe = safe.replace(secret, HIDDEN);
      } else if (secret.length() >= SHORTEST && safe.contains(secret)) {
        // A password `postgres` does not make a secret of the name `target-postgres`.
        String word = "(?<![\\w-])" + Pattern.quote(secret) + "(?![\\w-])";
        safe = safe.replaceAll(word, Matcher.quoteReplacement(HIDDEN));
      }
    }
    for (List<Secrets.Part> parts = Secrets.parts(safe); !parts.isEmpty(); ) {
      Secrets.Part last = parts.get(parts.size() - 1);
      safe = safe.substring(0, last.start()) + HIDDEN + safe.substring(last.end());
      parts = parts.subList(0, parts.size() - 1);
    }
    return safe;
  }
}
